"""Calls every method of an adapter once, and says whether each answer has the right shape. It judges no requirement.

The calls are those of a short session with one transport: each method is called at a place where it has something to answer.
What a method answers is its own affair, a refusal too. Only what is no proper answer is a problem; and what the test bed shows,
which `smoke_bed` tries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from mapi_tck.certification.smoke_bed import Fault, try_bed
from mapi_tck.certification.smoke_calls import SCRIPTS
from mapi_tck.claims.declaration import Parameters
from mapi_tck.engine.connection import Connection, connect
from mapi_tck.errors import AdapterBroke, UsageError
from mapi_tck.mapi import MapiError, result_text
from mapi_tck.ports import Evidence, Role
from mapi_tck.scenario.recorder import Recorder, TraceEntry
from mapi_tck.settings.run import RunSettings, make_settings
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire.codecs import Json

#: Seconds that a call and the handshake may take. A choice: a few seconds are long for somebody who waits, and a program on Wine
#: answers the handshake after five.
CALL_LIMIT: Final = 5.0
START_LIMIT: Final = 10.0


class Outcome(StrEnum):
    """What became of a method."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_OFFERED = "not offered"
    NOT_REACHED = "not reached"
    BROKE = "broke"


@dataclass(frozen=True, slots=True)
class Tried:
    """A method, and what became of it. `detail` says it in words."""

    method: str
    outcome: Outcome
    detail: str = ""
    #: Who is to blame for what broke; "" if nothing did.
    blame: str = ""
    #: The request as a line of `stdio:`, what came back, and a right answer to compare with.
    request: str = ""
    answer: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Smoke:
    """What became of all methods."""

    implementation: str
    version: str
    vendor: str
    observes: Sequence[str]
    tried: Sequence[Tried] = field(default_factory=tuple)
    #: What the test bed did otherwise than it has to.
    faults: Sequence[Fault] = field(default_factory=tuple)

    def having(self, outcome: Outcome) -> list[Tried]:
        """The methods with this outcome."""
        return [one for one in self.tried if one.outcome is outcome]


@dataclass(frozen=True, slots=True)
class _Freed:
    """A row set as a thing with the one method that the protocol gives it."""

    release: Callable[[], None]


class _Gone(Exception):
    """The connection broke in this call. The rest is tried with a new one."""


class _Calls:
    """Makes the calls of one session, and keeps what became of each method."""

    def __init__(self, recorder: Recorder, known: dict[str, Tried], adapter: object) -> None:
        self._recorder = recorder
        self._known = known
        self._adapter = adapter

    def make(self, method: str, thing: Any, *arguments: Any) -> Any:
        """Call the method, and answer its value; `None` if it gave none, or if it broke before."""
        name = method.partition(".")[2]
        known = self._known.get(method)
        if thing is None:
            self._note(Tried(method, Outcome.NOT_REACHED, "a call before it gave nothing to call it with"))
            return None
        if known is not None and known.outcome is Outcome.BROKE:
            return None
        try:
            value = getattr(thing, name)(*arguments)
        except MapiError as error:
            self._note(Tried(method, Outcome.REFUSED, result_text(error.code)))
        except AttributeError:  # `NotOffered` is one
            self._note(Tried(method, Outcome.NOT_OFFERED))
        except AdapterBroke as broke:
            self._note(self._broken(method, broke))
            if broke.breakage.fatal:
                raise _Gone from broke
        else:
            self._note(Tried(method, Outcome.ANSWERED, self._recorder.entries[-1].text))
            return value
        return None

    def free(self, rows: Any) -> None:
        """Release a row set, if the binding shows that."""
        if rows is not None and rows.free is None:
            self._note(Tried("row_set.release", Outcome.NOT_OFFERED, "the binding does not show it"))
        else:
            self.make("row_set.release", rows and _Freed(rows.free))

    def _note(self, tried: Tried) -> None:
        before = self._known.get(tried.method)
        # Of a method that is called twice, the better answer counts; a broken one stays broken.
        if before is None or (before.outcome is not Outcome.BROKE and tried.outcome is Outcome.ANSWERED):
            self._known[tried.method] = tried

    def _broken(self, method: str, broke: AdapterBroke) -> Tried:
        entry = next((one for one in reversed(self._recorder.entries) if one.broke is not None), None)
        # A program keeps the request that it got, and the line that it wrote last.
        request = getattr(self._adapter, "said", "")
        answer = getattr(self._adapter, "heard", "") or ("no answer" if request else _raised_at(broke))
        if not request and entry is not None:
            request = _request_line(entry)
        told = f"{broke.breakage}: {broke.detail}"
        return Tried(method, Outcome.BROKE, told, str(broke.breakage.blame), request, answer)


def _raised_at(broke: AdapterBroke) -> str:
    """Where an adapter in Python raised an exception; "" if it did not."""
    cause = broke.__cause__
    frame = None if cause is None else cause.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return "" if frame is None else f"raised at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"


def _request_line(entry: TraceEntry) -> str:
    params: Json = dict(entry.request.arguments)
    if entry.request.interface not in protocol.ROOTS.values():
        params = {"object": entry.request.handle, **params}
    return protocol.request_line(entry.number, entry.request.name, params).decode().rstrip("\n")


def smoke(settings: RunSettings) -> Smoke:
    """Call every method of the adapter. Raises `UsageError` or `HandshakeError` if it cannot be started."""
    if settings.role not in SCRIPTS:
        raise UsageError(
            "a client has no methods to call: it makes the calls", f"--role {settings.role}", "run it instead"
        )
    connection, known, _ = _made(_hasty(settings))
    description = connection.description
    broken = {one.method for one in known.values() if one.outcome is Outcome.BROKE}
    faults: Sequence[Fault] = ()
    if Evidence.QUEUES in description.observes and description.quiet:
        faults = try_bed(settings.role, _recorder(settings, connection), broken)
    connection.drop()
    examples = _right_answers(settings.role) if any(one.outcome is Outcome.BROKE for one in known.values()) else {}
    tried = tuple(replace(one, example=examples.get(one.method, "")) for one in known.values())
    observes = sorted(map(str, description.observes))
    return Smoke(description.implementation, description.version, description.vendor, observes, tried, faults)


def _hasty(settings: RunSettings) -> RunSettings:
    """The settings with short limits, unless a declaration has parameters of its own: somebody waits for the answer."""
    declared = settings.declaration.parameters
    if declared != Parameters():
        return settings
    parameters = replace(declared, call_limit=CALL_LIMIT, start_limit=START_LIMIT)
    return replace(settings, declaration=replace(settings.declaration, parameters=parameters))


def _made(settings: RunSettings) -> tuple[Connection, dict[str, Tried], dict[str, TraceEntry]]:
    """Make the calls. When one breaks, begin again with a new connection and without that call, until no other breaks."""
    connection = connect(settings)
    known: dict[str, Tried] = {}
    entries: dict[str, TraceEntry] = {}
    while True:
        adapter = connection.adapter
        recorder = _recorder(settings, connection)
        try:
            root = getattr(recorder, protocol.ROOTS[settings.role])
            SCRIPTS[settings.role](_Calls(recorder, known, adapter), root)
            return connection, known, entries
        except _Gone:
            connection.drop()
        finally:
            entries |= {entry.request.name: entry for entry in recorder.entries if entry.answer is not None}


def _recorder(settings: RunSettings, connection: Connection) -> Recorder:
    return Recorder(connection.adapter, parameters=settings.declaration.parameters)


def right_values(role: Role) -> dict[str, Json]:
    """Method → the value of a right answer: that of the kit's own implementation to the same calls."""
    return {
        name: entry.answer.value for name, entry in _right(role).items() if entry.answer and not entry.answer.refused
    }


def _right_answers(role: Role) -> dict[str, str]:
    """Method → a right answer, as a line of `stdio:`."""
    lines = {}
    for name, entry in _right(role).items():
        assert entry.answer is not None
        result = {"code": entry.answer.code, "value": entry.answer.value}
        lines[name] = protocol.result_line(entry.number, result).decode().rstrip("\n")
    return lines


def _right(role: Role) -> dict[str, TraceEntry]:
    connection, _, entries = _made(make_settings("reference", role=str(role)))
    connection.drop()
    return entries
