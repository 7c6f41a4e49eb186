"""What a program answers over stdio: one line of a conversation in which all else is as the reference says it."""

import json
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from fuzz import scenarios
from fuzz.finding import Fault, Found, Kind
from fuzz.programs import ENDS, OWN, SILENT, InProcess, in_this_process, make
from fuzz.support import supported
from fuzz.texts import as_bytes, edited, edits
from fuzz.values import changed, changes, values
from mapi_tck.engine.connection import Connection
from mapi_tck.ports import Role
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.suite.features import ScenarioText
from mapi_tck.wire import stdio_messages as protocol

#: Objects, answers and names of the protocol, which may stand where they do not belong.
_WORDS: Final = (
    "session-1", "table-1", "row_set-1", "status_object-1", "test_bed-1", "xp_logon-1", "support-1", "message-1",
    "provider", "adapter", "LAN", "upload", "download", "calls", "queues", "hello", "2.0", "test_bed.queue",
)  # fmt: skip
#: Ways to write the same line differently.
_HARMLESS: Final = ("spaces", "reversed", "escaped", "carriage return")
#: Who may be to blame for what a program does.
_BLAMED: Final = ("adapter", "adapter or implementation")


class Answers(Kind):
    """Lines of programs. An input is `[role, scenario, place, change]`; the place is in thousandths of all lines."""

    name = "answers"

    def inputs(self) -> st.SearchStrategy[Any]:
        """One change somewhere in any scenario of any role."""
        callbacks = st.fixed_dictionaries(
            {
                "method": st.sampled_from([*protocol.CALLBACKS, "session.release", "hello", ""]),
                "params": st.dictionaries(
                    st.sampled_from(["object", "flags", "data", "rows"]), values(_WORDS), max_size=3
                ),
            }
        )
        change = st.one_of(
            st.tuples(st.just("json"), changes(_WORDS)),
            st.tuples(st.just("json"), changes(_WORDS)),
            st.tuples(st.just("text"), edits(_WORDS)),
            st.tuples(st.just("result"), values(_WORDS)),
            st.tuples(
                st.just("code"), st.sampled_from([0, 1, 0x00040380, 0x80004005, 0x8004010F, 0x80040102, 2**32, -1])
            ),
            st.tuples(st.just("error"), st.tuples(values(), values(), values()).map(list)),
            st.tuples(st.sampled_from(["silent", "ends", "twice"]), st.none()),
            st.tuples(st.just("before"), values(_WORDS)),
            st.tuples(st.just("call back"), callbacks),
            st.tuples(st.just("harmless"), st.sampled_from(_HARMLESS)),
        )
        role = st.sampled_from([str(role) for role in (Role.SUBSYSTEM, Role.TRANSPORT)])
        return st.tuples(role, st.integers(0, 999), st.integers(0, 1000), change.map(list)).map(list)

    def judge(self, given: Any) -> None:
        """Run the scenario against the program with the changed line."""
        role, number, place, change = given
        role = Role(role)
        texts = scenarios.chosen(role)
        text = texts[number % len(texts)]
        honest, lines = _honest(role, text.id)
        program = _Changed(min(place * lines // 1000, lines - 1), change, lines)
        result = _run(role, text, program)
        supported(result, scenarios.runner(role).catalogue.requirements[result["requirement"]].strength)
        if result["blame"] == "kit":
            raise Found(Fault.BLAME, f"the kit blames itself: {_ending(result)}")
        if program.wrong is None or program.wrong == "":
            same = ("verdict", "cause", "blame")
            if program.wrong == "" and any(result[name] != honest[name] for name in same):  # type: ignore[literal-required]
                raise Found(Fault.BLAME, f"the line says the same: {_ending(honest)}, now {_ending(result)}")
        elif _undecided(result) and _undecided(honest):
            return  # the kit knew before the line that there is nothing to judge
        elif result["verdict"] != "error" or result["blame"] not in _BLAMED:
            raise Found(
                Fault.INVENTED if result["verdict"] == "pass" else Fault.BLAME, f"{program.wrong}: {_ending(result)}"
            )


def _undecided(result: ScenarioEnded) -> bool:
    return result["blame"] is None and result["verdict"] in ("not tested", "not applicable", "inconclusive")


def _ending(result: ScenarioEnded) -> str:
    return (
        f"{result['scenario']} {result['verdict']} {result['cause']}, blame {result['blame']}: {result['reason'][:300]}"
    )


def _run(role: Role, text: ScenarioText, program: "_Changed") -> ScenarioEnded:
    InProcess.change = program.change
    connection = Connection(lambda: make(role))
    with in_this_process():
        try:
            return scenarios.run(text, connection, role)
        finally:
            program.over = True
            connection.drop()


@cache
def _honest(role: Role, id: str) -> tuple[ScenarioEnded, int]:
    """The result of the scenario against the reference, and how many lines the program writes."""
    (text,) = scenarios.named([id])
    program = _Changed(-1, ["harmless", "spaces"], 0)
    result = _run(role, text, program)
    if result["verdict"] == "error":
        raise RuntimeError(f"the reference has to do without an error: {_ending(result)}")
    return result, program.lines


class _Changed:
    """Changes one line of a program."""

    def __init__(self, place: int, change: Any, lines: int) -> None:
        self._place = place
        self._change = change
        #: Whether it is the answer to the request by which the kit finds lines too much: what comes later is found later.
        self._last = place == lines - 1
        self.lines = 0
        #: Whether the scenario has ended: what the program answers to `close` counts no more.
        self.over = False
        #: What is wrong with what the program writes; "" if it says the same as before, `None` if it says another correct thing.
        self.wrong: str | None = ""

    def change(self, number: int, line: bytes, request: bytes) -> list[bytes]:
        """What the program writes in place of the line."""
        if self.over:
            return [line]
        self.lines = number + 1
        if number != self._place:
            return [line]
        what, value = self._change
        message = json.loads(line)
        match what:
            case "silent" | "ends":
                self.wrong = f"the program {what}"
                return [SILENT if what == "silent" else ENDS]
            case "twice":
                self.wrong = None if "method" in message or self._last else "a line too much"
                return [line, line]
            case "before":
                self.wrong = "a line too much"
                return [_line(value), line]
            case "call back":
                called = {"jsonrpc": "2.0", "id": f"{OWN}1", **value}
                self.wrong = _wrong(called, request) and "a call back that cannot be"
                return [_line(called), line]
            case "harmless":
                return [_rewritten(message, value)]
            case "text":
                written = as_bytes(edited(line.decode().removesuffix("\n"), value)) + b"\n"
                if b"\n" in written[:-1]:
                    self.wrong = None  # several lines: the first may be a whole answer
                    return [part + b"\n" for part in written[:-1].split(b"\n")]
            case "json":
                written = _line(changed(message, value))
            case "result":
                written = _line({**message, "result": value})
            case "code":
                written = _line({**message, "result": {"code": value, "value": None}})
            case _:
                code, told, data = value
                written = _line(
                    {"jsonrpc": "2.0", "id": message["id"], "error": {"code": code, "message": told, "data": data}}
                )
        self.wrong = _verdict_on(written, line, request)
        return [written]


def _line(message: Any) -> bytes:
    return json.dumps(message, ensure_ascii=True).encode() + b"\n"


def _rewritten(message: Any, how: str) -> bytes:
    """The same message, written differently."""
    match how:
        case "spaces":
            return json.dumps(message, indent=1).replace("\n", " \t").encode() + b"\n"
        case "reversed":
            return json.dumps(dict(reversed(message.items())), ensure_ascii=False).encode() + b"\n"
        case "escaped":
            # The name of a member, written as JSON allows it.
            return json.dumps(message).replace('"jsonrpc"', '"\\u006asonrpc"').encode() + b"\n"
        case _:
            return json.dumps(message).encode() + b"\r\n"


@cache
def _validator(part: str) -> Any:
    """A validator for one part of the published schema: not the kit's own check."""
    schema = protocol.schema()
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]})


def _verdict_on(written: bytes, honest: bytes, request: bytes) -> str | None:
    """What is wrong with a line; "" if it says the same as the honest one, `None` if it says another correct thing."""
    try:
        message = json.loads(written.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return "no JSON"
    if repr(message) == repr(json.loads(honest)):
        return ""
    return _wrong(message, request)


def _refuse(word: str) -> None:
    raise ValueError(word)


def _wrong(message: Any, request: bytes) -> str | None:
    """What is wrong with a message that is not the honest one; `None` if it is correct."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return "no JSON-RPC"
    if "method" in message:
        # Members of the envelope that neither JSON-RPC nor the kit knows are allowed.
        called = {key: message[key] for key in ("jsonrpc", "id", "method", "params") if key in message}
        return None if _validator("callback").is_valid(called) else "a call back that cannot be"
    asked = json.loads(request)
    if message.get("error") is not None:
        return "an error"
    if type(message.get("id")) not in (int, float) or message.get("id") != asked.get("id"):
        return "another id"
    if "result" not in message or not _validator(f"{asked['method']}.result").is_valid(message["result"]):
        return "no result of the method"
    return None
