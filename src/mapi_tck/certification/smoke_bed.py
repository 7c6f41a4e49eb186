"""Tries a test bed for a moment: messages are put in and looked at, moved and looked at, removed with `reset` and looked at.

A test bed whose `reset` does nothing lets the messages of one scenario stand in the next one, and one that shows messages where
they no longer are blames the implementation. What a test bed lacks or refuses is not tried.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from mapi_tck.certification.smoke_calls import TRANSPORT, Support
from mapi_tck.errors import AdapterBroke
from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    ResourceType,
    Row,
    TransportLogonFlag,
    TransportNotifyFlag,
    find,
)
from mapi_tck.ports import Condition, Direction, FarEnd, OutgoingMessage, Profile, Role, Transfer
from mapi_tck.ports.clock import wait_until
from mapi_tck.scenario.recorder import Recorder
from mapi_tck.wire import stdio_messages as protocol

#: Seconds that all looks of a trial may wait together, and that each may wait at least. A choice: a mail system on this machine
#: needs a tenth of a second for a message, and the user waits for the answer.
_PATIENCE: Final = 1.5
_LEAST: Final = 0.4
_BOTH: Final = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD
_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND
_DOWN: Final = FarEnd(Condition.DOWN)
#: More rows than a status table has, and more messages than are put in.
_ALL: Final = 50
_FEW: Final = 4
#: What is expected of a call that gave no proper answer.
_ANSWERED: Final = "an answer, also after reset: each scenario begins with it, and uses the same names again"
#: The answer to a call that was refused, or is not offered.
_NONE: Final = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """What a method of a test bed did otherwise than `docs/stdio.md` says of it."""

    method: str
    #: What is wrong, and what a right test bed does.
    wrong: str
    expected: str
    #: The calls of the test bed until then, with their answers, in words.
    calls: Sequence[str]
    #: The right answer to the last of these calls, as a line of `stdio:`.
    example: str


#: A look, that is a method, its object and its arguments; and the messages that it has shown.
_Seen = tuple[tuple[Any, ...], Sequence[str]]


class _Over(Exception):
    """A call got no proper answer. The trial ends."""


class Trial:
    """Makes the calls of a trial, and keeps the faults."""

    def __init__(self, recorder: Recorder, broken: Collection[str]) -> None:
        """`broken` are the methods that gave no proper answer before: they are not called again."""
        self.faults: list[Fault] = []
        self._recorder = recorder
        self._broken = broken
        self._patience = _PATIENCE
        self._calls: list[str] = []

    def call(self, method: str, thing: Any, *arguments: Any) -> Any:
        """Call the method, and answer its value; `_NONE` if it was refused or is not offered."""
        if thing is None or thing is _NONE or method in self._broken:
            return _NONE
        try:
            value = getattr(thing, method.partition(".")[2])(*arguments)
        except (MapiError, AttributeError):  # `NotOffered` is one
            return _NONE
        except AdapterBroke as broke:
            self._note(method)
            self.faults.append(Fault(method, f"{broke.breakage}: {broke.detail}", _ANSWERED, tuple(self._calls), ""))
            raise _Over from broke
        self._note(method)
        return value

    def there(self, tokens: Collection[str], method: str, *arguments: Any) -> Any:
        """Call the method until it answers all of the messages, or the patience is over. Answers its last value."""
        return self._look(lambda seen: {*tokens} <= {*map(_token, seen)}, method, *arguments)

    def gone(self, tokens: Collection[str], method: str, *arguments: Any) -> Any:
        """Call the method until it answers none of the messages, or the patience is over. Answers its last value."""
        return self._look(lambda seen: not _still(tokens, seen), method, *arguments)

    def _look(self, right: Callable[[Any], bool], method: str, *arguments: Any) -> Any:
        value: Any = _NONE

        def seen() -> bool:
            nonlocal value
            value = self.call(method, *arguments)
            return value is _NONE or right(value)

        self.until(seen)
        return value

    def until(self, condition: Callable[[], bool]) -> bool:
        """Look until the condition holds, or the patience is over. Answers whether it holds."""
        began = time.monotonic()
        holds = wait_until(self._recorder.clock, condition, max(self._patience, _LEAST))
        self._patience -= time.monotonic() - began
        return holds

    def fault(self, method: str, wrong: str, expected: str, right: Sequence[str] | None) -> None:
        """Note what the method did. `right` is the right answer to the last call of the test bed, if it was wrong."""
        line = protocol.result_line(len(self._recorder.entries), {"code": None, "value": list(right or ())})
        example = "" if right is None else line.decode().rstrip("\n")
        self.faults.append(Fault(method, wrong, expected, tuple(self._calls), example))

    def _note(self, method: str) -> None:
        if method.startswith(("test_bed.", "transport_bed.")):
            entry = next(one for one in reversed(self._recorder.entries) if one.request.name == method)
            line = f"{entry.request} -> {entry.text}"
            if self._calls[-1:] != [line]:
                self._calls.append(line)


@dataclass(slots=True)
class _Message:
    """An empty message, which a provider fills."""

    token: str = ""
    saved: bool = False

    def set_token(self, token: str) -> None:
        """Take the content."""
        self.token = token

    def save_changes(self, flags: int) -> None:
        """Keep it."""
        self.saved = True


def _still(tokens: Collection[str], seen: Any) -> list[str]:
    """Those of the messages that an answer has; none of an answer that was refused."""
    return [] if seen is _NONE else [token for token in map(_token, seen) if token in tokens]


def _token(one: str | Transfer) -> str:
    return one.token if isinstance(one, Transfer) else one


# -- a transport provider ---------------------------------------------------------------------------------------------


def _provider(trial: Trial, provider: Any) -> None:
    bed = trial.call("provider.test_bed", provider)
    if bed is None or trial.call("transport_bed.reset", bed) is _NONE:
        return
    name = TRANSPORT.name
    logon = _log_on(trial, provider)
    first, last = ["smoke-1"], ["smoke-2"]
    if trial.call("transport_bed.arrive", bed, name, first) is not _NONE:
        waiting = trial.there(first, "transport_bed.waiting", bed, name)
        if waiting is not _NONE and not _still(first, waiting):
            _not_added(trial, "transport_bed.arrive", "transport_bed.waiting", first)
            return
    sent, saved = _flush(trial, logon)
    left = trial.gone(saved, "transport_bed.waiting", bed, name) if saved else ()
    if _still(saved, left):  # some providers tell the far end when they log off
        trial.call("xp_logon.transport_logoff", logon, 0)
        left = trial.gone(saved, "transport_bed.waiting", bed, name)
        logon = _log_on(trial, provider)
        if still := _still(saved, left):
            wrong = f"it still answers {', '.join(still)}, which the provider has received, saved and answered for"
            expected = "a message that was delivered no longer waits at the far end: the answer is []"
            trial.fault("transport_bed.waiting", wrong, expected, [])
            return
    there = trial.there(sent, "transport_bed.sent", bed, name) if sent else ()
    added = trial.call("transport_bed.arrive", bed, name, last) is not _NONE
    here = trial.there(last, "transport_bed.waiting", bed, name) if added else ()
    before = [
        (("transport_bed.waiting", bed, name), _still(last, here)),
        (("transport_bed.sent", bed, name), _still(sent, there)),
    ]
    trial.call("xp_logon.transport_logoff", logon, 0)
    down = trial.call("transport_bed.set_far_end", bed if saved else None, name, _DOWN) is not _NONE
    if not any(tokens for _, tokens in before) or trial.call("transport_bed.reset", bed) is _NONE:
        return
    logon = _log_on(trial, provider)
    _after_reset(trial, "transport_bed.reset", before)
    if down and not trial.faults and trial.call("transport_bed.arrive", bed, name, ["smoke-3"]) is not _NONE:
        moves = trial.until(lambda: "smoke-3" in _flush(trial, logon)[1])
        _normal_again(trial, "transport_bed.reset", "the provider receives", moves)
    trial.call("xp_logon.transport_logoff", logon, 0)


def _log_on(trial: Trial, provider: Any) -> Any:
    """The logon object of a transport that can send and receive now."""
    flags = int(TransportLogonFlag.LOGON_NO_DIALOG)
    logged_on = trial.call("provider.transport_logon", provider, Support(), TRANSPORT, flags)
    logon = _NONE if logged_on is _NONE else logged_on[0]
    trial.call("xp_logon.address_types", logon, 0)
    trial.call("xp_logon.transport_notify", logon, int(_BEGINS), None)
    return logon


def _flush(trial: Trial, logon: Any) -> tuple[list[str], list[str]]:
    """Flush both queues, with one message to send. Answers the messages that were sent and those that were saved."""
    if trial.call("xp_logon.flush_queues", logon, 0, None, int(_BOTH | FlushFlag.FLUSH_NO_UI)) is _NONE:
        return [], []
    submitted = trial.call("xp_logon.submit_message", logon, 0, OutgoingMessage("smoke-out"))
    taken = submitted is not _NONE and submitted.wait_seconds <= 0
    ended = trial.call("xp_logon.end_message", logon, submitted.reference) if taken else _NONE
    trial.call("xp_logon.transport_notify", logon, int(TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH), None)
    saved: list[str] = []
    for _ in range(_FEW):
        message = _Message()
        if trial.call("xp_logon.start_message", logon, 0, message) is _NONE or not message.saved:
            break
        saved.append(message.token)
    trial.call("xp_logon.transport_notify", logon, int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH), None)
    return ["smoke-out"] if ended == 0 else [], saved


# -- a subsystem ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """A transport whose queues are tried: the profile that has it, its name, and the queues that can be filled and seen."""

    profile: str
    transport: str
    queues: Sequence[Direction]


#: The method that puts messages into a queue.
_PUTS: Final = {Direction.OUTGOING: "test_bed.submit", Direction.INCOMING: "test_bed.arrive"}


def _subsystem(trial: Trial, adapter: Any) -> None:
    bed = trial.call("adapter.test_bed", adapter)
    if bed is None or trial.call("test_bed.reset", bed) is _NONE or (place := _place(trial, bed)) is None:
        return
    first = _put(trial, bed, place, 1)
    if trial.faults:
        return
    moved = _moved(trial, adapter, bed, place, [token for tokens in first.values() for token in tokens])
    for direction, tokens in first.items():
        gone = [token for token in tokens if token in moved]
        queue = ("test_bed.queue", bed, place.transport, direction)
        if gone and (still := _still(gone, trial.gone(gone, *queue))):
            wrong = (
                f"it still answers {', '.join(still)}, and test_bed.transfers says that it has reached its destination"
            )
            trial.fault(queue[0], wrong, "a message that was transferred no longer waits: the answer is []", [])
            return
    second = _put(trial, bed, place, 2)
    before: list[_Seen] = [
        (("test_bed.queue", bed, place.transport, direction), tokens) for direction, tokens in second.items()
    ]
    before.append((("test_bed.transfers", bed), sorted(moved)))
    down = trial.call("test_bed.set_far_end", bed if moved else None, place.transport, _DOWN) is not _NONE
    if not any(tokens for _, tokens in before) or trial.call("test_bed.reset", bed) is _NONE:
        return
    if _place(trial, bed) is None:
        trial.fault(
            "test_bed.install_profile", "it refuses after reset", "a profile, as before: each scenario has one", []
        )
        return
    _after_reset(trial, "test_bed.reset", before)
    if down and not trial.faults:
        ways = [direction for direction, tokens in first.items() if {*tokens} <= moved]
        again = [
            token for direction, tokens in _put(trial, bed, place, 3).items() if direction in ways for token in tokens
        ]
        moves = bool(trial.faults) or {*again} <= _moved(trial, adapter, bed, place, again)
        _normal_again(trial, "test_bed.reset", "the subsystem transfers", moves)


def _place(trial: Trial, bed: Any) -> _Place | None:
    """The profile that exists, or one that is set up; `None` if there is none."""
    given = trial.call("test_bed.given_profile", bed)
    if given is not _NONE:
        fit = [(one, [way for way in Direction if way in one.fills & one.sees]) for one in given.transports]
        return next((_Place(given.name, one.name, queues) for one, queues in fit if queues), None)
    name = trial.call("test_bed.install_profile", bed, Profile("smoke", (TRANSPORT,)))
    return None if name is _NONE else _Place(name, TRANSPORT.name, tuple(Direction))


def _put(trial: Trial, bed: Any, place: _Place, number: int) -> dict[Direction, list[str]]:
    """Put a message into each queue. Answers those that are there, as far as can be seen."""
    there = {}
    for direction in place.queues:
        tokens = [f"smoke-{direction}-{number}"]
        if trial.call(_PUTS[direction], bed, place.transport, tokens) is _NONE:
            continue
        queue = ("test_bed.queue", bed, place.transport, direction)
        seen = trial.there(tokens, *queue)
        if seen is not _NONE and not _still(tokens, seen):
            _not_added(trial, _PUTS[direction], queue[0], tokens)
        elif seen is not _NONE:
            there[direction] = tokens
    return there


def _flushing(rows: Iterable[Row]) -> list[bytes]:
    """The entry identifiers of what can flush: the spooler; or each transport, if there is no spooler in the table."""
    found: dict[Any, list[bytes]] = {}
    for row in rows:
        kind, entry_id = find(row, PropertyTag.PR_RESOURCE_TYPE), find(row, PropertyTag.PR_ENTRYID)
        if kind is not None and entry_id is not None and isinstance(entry_id.value, bytes):
            found.setdefault(kind.value, []).append(entry_id.value)
    return found.get(ResourceType.MAPI_SPOOLER) or found.get(ResourceType.MAPI_TRANSPORT_PROVIDER, [])


def _moved(trial: Trial, adapter: Any, bed: Any, place: _Place, tokens: Sequence[str]) -> set[str]:
    """Flush all queues, through the spooler if it has a row. Answers those of the messages that were transferred."""
    session = trial.call("adapter.logon", adapter, place.profile, 0)
    table = trial.call("session.get_status_table", session, 0)
    trial.call("table.set_columns", table, (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE), 0)
    rows = trial.call("table.query_rows", table, _ALL, 0)
    flushed: Any = _NONE
    for entry_id in _flushing(() if rows is _NONE else rows):
        opened = trial.call("session.open_entry", session, entry_id, None, 1)
        status = _NONE if opened is _NONE else opened[0]
        flushed = trial.call("status_object.flush_queues", status, 0, None, int(_BOTH | FlushFlag.FLUSH_NO_UI))
        trial.call("status_object.release", status)
    seen: Any = _NONE
    if flushed is not _NONE:
        seen = trial.there(tokens, "test_bed.transfers", bed)
    trial.call("table.release", table)
    trial.call("session.logoff", session, 0, 0, 0)
    trial.call("session.release", session)
    return set() if seen is _NONE else {transfer.token for transfer in seen if transfer.token in tokens}


# -- both -------------------------------------------------------------------------------------------------------------


def _not_added(trial: Trial, adds: str, shows: str, tokens: Sequence[str]) -> None:
    wrong = f"{shows} does not answer {', '.join(tokens)}, which {adds} has added"
    trial.fault(adds, wrong, f"{shows} answers what {adds} has added, until it is transferred", tokens)


def _after_reset(trial: Trial, method: str, before: Sequence[_Seen]) -> None:
    """Look for what was there before `reset`."""
    for look, tokens in before:
        seen = trial.gone(tokens, *look) if tokens else ()
        if still := _still(tokens, seen):
            wrong = f"{look[0]} still answers {', '.join(still)}, which was there before reset"
            expected = (
                f"each scenario begins with reset: messages are gone, transfers forgotten, and {look[0]} answers []"
            )
            trial.fault(method, wrong, expected, [])
            return


def _normal_again(trial: Trial, method: str, who: str, moves: bool) -> None:
    """Mail moves after `reset` as before, although the far end was down when it was called."""
    if not moves:
        wrong = f"{who} nothing after reset, as from a far end that is down, which it was before reset"
        trial.fault(method, wrong, "reset makes far ends normal: what comes moves, as it did before", None)


#: Role → its trial, from the adapter on.
_TRIALS: Final[dict[Role, Callable[[Trial, Any], None]]] = {Role.SUBSYSTEM: _subsystem, Role.TRANSPORT: _provider}


def try_bed(role: Role, recorder: Recorder, broken: Collection[str]) -> list[Fault]:
    """Try the test bed of the recorder's adapter; `broken` are the methods that gave no proper answer."""
    trial = Trial(recorder, broken)
    with suppress(_Over):
        _TRIALS[role](trial, getattr(recorder, protocol.ROOTS[role]))
    return trial.faults
