"""The run record: all of one run as lines of JSON, written as the run goes.

A header says what was planned, for which implementation, with which kit. Each scenario has a line when it starts and one when it
ends. A footer closes the record: a record without one belongs to a run that did not finish. `lines` has the lines as types.
"""

import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import (
    Footer,
    Header,
    RecordedIdentity,
    RecordLine,
    ScenarioEnded,
    ScenarioStarted,
    VerdictWord,
)
from mapi_tck.verdicts import WORST_FIRST, Verdict
from mapi_tck.wire.codecs import Json, Schema
from mapi_tck.wire.schema_checks import Fits, compile_check, complaint

#: Version of the record's form.
FORM: Final = 3

#: Fields that differ between two runs that saw the same: the schema marks them, comparisons leave them out.
VOLATILE: Final = frozenset(
    {"seconds", "started", "ended", "environment", "command", "worker", "proof", "packed", "merged"}
)

#: The cause of a scenario that ended differently from one time to the next.
UNSTABLE: Final = "unstable"

#: The types of lines. In the schema their names have a hyphen in place of the space.
_KINDS: Final = ("header", "scenario started", "scenario ended", "footer")
_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "run.schema.json"


class RecordWriter:
    """Writes a record line by line, each flushed, so that the record of a killed run shows which scenario was running.

    The file is made with its first line: until then the record of an earlier run stays. The files that `replaces` names are
    removed then: reports of an earlier run must not be taken for those of this one if it dies before it writes any.
    """

    def __init__(self, path: Path, replaces: Iterable[Path] = ()) -> None:
        self.path = path
        self.replaces = tuple(replaces)
        self._file: IO[bytes] | None = None
        #: Called with each line that was written.
        self.follow: Callable[[Mapping[str, Json]], None] = lambda _: None

    def write(self, line: RecordLine) -> None:
        """Add one line."""
        if self._file is None:
            for path in self.replaces:
                # Do not remove a link or a device: it is not the kit's.
                # If a file cannot be removed, opening it below fails, and the run reports it.
                if path.is_file() and not path.is_symlink():
                    with suppress(OSError):
                        path.unlink()
            self._file = self.path.open("wb")
        self._file.write(written(line))
        self._file.flush()
        self.follow(line)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def written(line: RecordLine) -> bytes:
    """The line as the bytes of the file."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=repr) + "\n"
    # An adapter may hand out lone surrogates, which UTF-8 cannot hold: their backslash form is JSON's own escape.
    return text.encode("utf-8", errors="backslashreplace")


_UNKNOWN: Final[RecordedIdentity] = {"implementation": "", "version": "", "vendor": "", "digest": None, "observes": []}


@dataclass(slots=True)
class RunRecord:
    """A record that was read."""

    header: Header
    started: list[str] = field(default_factory=list)
    ended: dict[str, ScenarioEnded] = field(default_factory=dict)
    footer: Footer | None = None
    #: Scenario → the result of each time that it was run, where a run asks for several.
    attempts: dict[str, list[ScenarioEnded]] = field(default_factory=dict)
    #: Digest of the file that was read, as `sha256:…`; "" for a record that is no file.
    digest: str = field(default="", compare=False)

    @property
    def identity(self) -> RecordedIdentity:
        """The implementation under test; an empty name where the record names none."""
        return self.header["implementation"] or _UNKNOWN

    @property
    def repeat(self) -> int:
        """How often each scenario was to be run."""
        return self.header["options"].get("repeat", 1)

    @property
    def planned(self) -> list[str]:
        """The ids of the scenarios that were selected."""
        return self.header["plan"]

    @property
    def unfinished(self) -> list[str]:
        """The scenarios that started and did not end: those that were running when the run was killed."""
        return [id for id in dict.fromkeys(self.started) if id not in self.ended]

    @property
    def results(self) -> Iterator[ScenarioEnded]:
        """The result of each scenario that ended, in the order of the plan; the run may have had another order."""
        order = {id: number for number, id in enumerate(self.planned)}
        return iter(sorted(self.ended.values(), key=lambda result: order.get(result["scenario"], len(order))))


def read_record(path: Path) -> RunRecord:
    """Read a record, complete or cut off. Raises `UsageError` when the file is not a record."""
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read the record: {what}", str(path)) from error
    record: RunRecord | None = None
    review = _LineReview()
    for number, text in enumerate(lines, 1):
        if not text:
            continue
        where = f"{path}:{number}"
        try:
            line = json.loads(text)
            kind = str(line["type"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            if number == len(lines) and record is not None:
                break  # the last line of a run that was killed while writing
            raise UsageError("this is not a line of a run record", where) from error
        record = add_line(record, review.line(kind, line, where))
    if record is None:
        raise UsageError("the record is empty", str(path))
    record.digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return record


def recorded_scenario(record: RunRecord, word: str, where: str) -> str:
    """The id of the recorded scenario that the word names by its id or by its requirement.

    Raises `UsageError` where there is no such scenario, more than one, or one without a trace.
    """
    every = {scenario["id"]: scenario["requirement"] for scenario in record.header["scenarios"]}
    named = [word] if word in every else [id for id in record.planned if every.get(id) == word]
    if len(named) > 1:
        raise UsageError(f"{word} has {len(named)} scenarios in this record", where, f"one is {named[0]}")
    if not named:
        close = difflib.get_close_matches(word, [*record.planned, *dict.fromkeys(every.values())], 1, 0.5)
        hint = f"did you mean {close[0]}?" if close else "mapi-tck scenarios lists their ids"
        raise UsageError(f"the record has no scenario {word}", where, hint)
    (id,) = named
    if id not in record.planned:
        raise UsageError(f"{id} was not selected in this run", where)
    if id not in record.ended:
        raise UsageError(f"{id} did not end in this run, so nothing is recorded of it", where)
    result = record.ended[id]
    if not any(entry["line"] for entry in result["trace"]):
        why = f"{result['verdict']}: {result['reason']}" if result["reason"] else result["verdict"]
        raise UsageError(f"{id} has no trace", where, why)
    return id


def add_line(record: RunRecord | None, line: RecordLine) -> RunRecord:
    """The record with one more of the lines that a run writes; the first is its header."""
    if line["type"] == "header":
        return RunRecord(line)
    assert record is not None
    if line["type"] == "scenario started":
        record.started.append(line["scenario"])
    elif line["type"] == "scenario ended":
        # A scenario has ended when it has ended as often as it was to be run.
        attempts = record.attempts.setdefault(line["scenario"], []) if record.repeat > 1 else []
        attempts.append(line)
        if len(attempts) == record.repeat:
            record.ended[line["scenario"]] = settled(attempts) if record.repeat > 1 else line
    else:
        record.footer = line
    return record


def settled(attempts: Sequence[ScenarioEnded]) -> ScenarioEnded:
    """The result of several runs of one scenario: the one that they share, or undecided where they differ."""
    verdicts = Counter(attempt["verdict"] for attempt in attempts)
    seconds = sum(attempt["seconds"] for attempt in attempts)
    # The worst time has the most to show.
    shown = min(attempts, key=lambda attempt: WORST_FIRST.index(Verdict(attempt["verdict"])))
    if len(verdicts) == 1:
        # Several causes become one: a baseline that knows only one of them must not excuse the others.
        causes = sorted({attempt["cause"] for attempt in attempts})
        return {**shown, "cause": " or ".join(causes), "seconds": seconds}
    passed = verdicts.pop(Verdict.PASS, 0)
    others = ", ".join(f"{number} {verdict}" for verdict, number in sorted(verdicts.items()))
    reason = f"unstable: {passed} of {len(attempts)} passed; otherwise {others}: {shown['reason']}"
    return {
        **shown,
        "verdict": str(Verdict.INCONCLUSIVE),
        "cause": UNSTABLE,
        "reason": reason,
        "blame": None,
        "seconds": seconds,
    }


def settled_verdict(verdicts: Iterable[VerdictWord]) -> Verdict:
    """The verdict of several runs of one scenario: the one that they share, or undecided where they differ."""
    found = set(verdicts)
    return Verdict(found.pop()) if len(found) == 1 else Verdict.INCONCLUSIVE


@cache
def _forms() -> tuple[Mapping[str, Schema], Mapping[str, Fits]]:
    """The schema's definitions, and the check of each kind of line."""
    definitions: Mapping[str, Schema] = json.loads(_SCHEMA.read_text("utf-8"))["$defs"]
    return definitions, {kind: compile_check(definitions[kind.replace(" ", "-")], definitions) for kind in _KINDS}


class _LineReview:
    """Checks the lines of a record in turn, so that readers need not expect lines that were edited."""

    def __init__(self) -> None:
        #: Scenario → its requirement, once the header is read.
        self._about: dict[str, str] | None = None
        #: How often each scenario was to be run, and how often it has ended.
        self._times = 1
        self._ended: Counter[str] = Counter()
        self._over = False

    def line(self, kind: str, line: Json, where: str) -> RecordLine:
        """The line, checked. Raises `UsageError` where it cannot stand."""
        first = self._about is None
        if first and kind != "header":
            raise UsageError("a run record begins with its header", where)
        if first and line.get("form") != FORM:
            what = f"this record has form {line.get('form')}, this kit reads form {FORM}"
            raise UsageError(what, where, "read it with the kit that wrote it, or run again")
        if kind not in _KINDS or (kind == "header") != first:
            raise UsageError(f"a run record has no line of type {kind} here", where)
        definitions, fits = _forms()
        if not fits[kind](line):
            wrong = f"this line is not a valid {kind}: {complaint(line, definitions, kind.replace(' ', '-'))}"
        else:
            wrong = self._header(line) if kind == "header" else self._other(line)
        if wrong:
            raise UsageError(wrong, where, "was it edited?")
        return cast(RecordLine, line)

    def _header(self, header: Header) -> str:
        self._about = about = {scenario["id"]: scenario["requirement"] for scenario in header["scenarios"]}
        known = {requirement["id"] for requirement in header["requirements"]}
        lost = next((id for id, requirement in about.items() if requirement not in known), None)
        if lost is not None:
            return f"this header lacks {about[lost]}, which {lost} judges"
        self._times = header["options"].get("repeat", 1)
        unknown = next((id for id in (*header["asked"], *header["plan"]) if id not in about), None)
        return "" if unknown is None else f"this header lacks {unknown}, which it asks for"

    def _other(self, line: ScenarioStarted | ScenarioEnded | Footer) -> str:
        about = self._about or {}
        if self._over:
            return "the record goes on after its footer"
        self._over = line["type"] == "footer"
        if line["type"] == "footer":
            return ""
        if line["scenario"] not in about:
            return f"the header lacks {line['scenario']}"
        return self._result(line, about[line["scenario"]]) if line["type"] == "scenario ended" else ""

    def _result(self, line: ScenarioEnded, requirement: str) -> str:
        if line["requirement"] != requirement:
            return f"{line['scenario']} judges {requirement}, not {line['requirement']}"
        self._ended[line["scenario"]] += 1
        if self._ended[line["scenario"]] > self._times:
            return f"{line['scenario']} has ended before"
        for entry in line["trace"]:
            # Readers follow a trace from inner calls to outer ones, which must come to an end.
            if entry["within"] is not None and not 0 < entry["within"] < entry["number"]:
                return f"call {entry['number']} of this trace cannot stand within call {entry['within']}"
        return ""


def steady(value: Any) -> Any:
    """The value without its volatile fields: equal for two runs that saw the same."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if key not in VOLATILE}
    return [steady(item) for item in value] if isinstance(value, list) else value
