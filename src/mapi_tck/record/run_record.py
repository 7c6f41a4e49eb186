"""The run record: all of one run as lines of JSON, written as the run goes.

A header says what was to be judged, by what, of whom; each scenario has a line when it starts and one when it ends; a footer
closes the record. A record without footer belongs to a run that did not finish. `schemas/run.schema.json` describes every line.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.verdicts import WORST_FIRST, Verdict
from mapi_tck.wire.codecs import Json, Schema
from mapi_tck.wire.schema_checks import Check, compile_check, complaint

#: Version of the record's form.
FORM: Final = 3

#: Fields that differ between two runs that saw the same: the schema marks them, comparisons leave them out.
VOLATILE: Final = frozenset(
    {"seconds", "started", "ended", "environment", "command", "worker", "proof", "packed", "merged"}
)

#: The cause of a scenario that ended otherwise from one time to the next.
UNSTABLE: Final = "unstable"

#: The lines that a record consists of, and what its schema calls them.
_KINDS: Final[Mapping[str, str]] = {
    "header": "header",
    "scenario started": "scenario-started",
    "scenario ended": "scenario-ended",
    "footer": "footer",
}
_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "run.schema.json"


class RecordWriter:
    """Writes a record line by line, each flushed, so that a killed run shows its culprit.

    The file is made with its first line: until then an earlier run's record stays what it is. What `replaces` names goes
    then: reports of an earlier run must not be taken for those of one that dies before it has any.
    """

    def __init__(self, path: Path, replaces: Iterable[Path] = ()) -> None:
        self.path = path
        self.replaces = tuple(replaces)
        self._file: IO[bytes] | None = None

    def write(self, line: Mapping[str, Json]) -> None:
        """Add one line."""
        if self._file is None:
            for path in self.replaces:
                _remove(path)
            self._file = self.path.open("wb")
        self._file.write(written(line))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def written(line: Mapping[str, Json]) -> bytes:
    """A line as it stands in the file."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=repr) + "\n"
    # An adapter may hand out lone surrogates, which UTF-8 cannot hold: their backslash form is JSON's own escape.
    return text.encode("utf-8", errors="backslashreplace")


def _remove(path: Path) -> None:
    # A link or a device that somebody writes to is theirs. What cannot be removed cannot be written either: the end says so.
    if path.is_file() and not path.is_symlink():
        with suppress(OSError):
            path.unlink()


@dataclass(slots=True)
class RunRecord:
    """A record that was read."""

    header: Json
    started: list[str] = field(default_factory=list)
    ended: dict[str, Json] = field(default_factory=dict)
    footer: Json | None = None
    #: What is known of each time that a scenario was run, where a run asks for several.
    attempts: dict[str, list[Json]] = field(default_factory=dict)
    #: Of the file that was read, as `sha256:…`; "" for a record that is no file. It says nothing about what the record holds.
    digest: str = field(default="", compare=False)

    @property
    def repeat(self) -> int:
        """How often each scenario was to be run."""
        return int(self.header["options"].get("repeat", 1))

    @property
    def planned(self) -> list[str]:
        """The ids of the scenarios that were selected."""
        return list(self.header["plan"])

    @property
    def unfinished(self) -> list[str]:
        """The scenarios that started and did not end: the culprits of a run that was killed."""
        return [id for id in dict.fromkeys(self.started) if id not in self.ended]

    @property
    def results(self) -> Iterator[Json]:
        """What is known of each scenario that ended, in the order of the plan, whatever the order of the run was."""
        order = {id: number for number, id in enumerate(self.planned)}
        return iter(sorted(self.ended.values(), key=lambda result: order.get(result["scenario"], len(order))))


def read_record(path: Path) -> RunRecord:
    """Read a record, complete or cut off. Raises `UsageError` when it is none."""
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read the record: {what}", str(path)) from error
    record: RunRecord | None = None
    review = _Review()
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
            raise UsageError("this line is none of a run record", where) from error
        review.line(kind, line, where)
        record = add_line(record, line)
    if record is None:
        raise UsageError("the record is empty", str(path))
    record.digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return record


def add_line(record: RunRecord | None, line: Json) -> RunRecord:
    """The record with one more line of those that a run writes; the first is its header."""
    if record is None:
        return RunRecord(line)
    if line["type"] == "scenario started":
        record.started.append(line["scenario"])
    elif line["type"] == "scenario ended":
        _ended(record, line)
    else:
        record.footer = line
    return record


def _ended(record: RunRecord, line: Json) -> None:
    """A scenario has ended when it has ended as often as it was to be run."""
    if record.repeat == 1:
        record.ended[line["scenario"]] = line
        return
    attempts = record.attempts.setdefault(line["scenario"], [])
    attempts.append(line)
    if len(attempts) == record.repeat:
        record.ended[line["scenario"]] = settled(attempts)


def settled(attempts: Sequence[Json]) -> Json:
    """What several runs of one scenario come to: what each of them says, or undecided where they differ."""
    verdicts = Counter(Verdict(attempt["verdict"]) for attempt in attempts)
    seconds = sum(attempt["seconds"] for attempt in attempts)
    # The worst time is the one that has something to show.
    shown = min(attempts, key=lambda attempt: WORST_FIRST.index(Verdict(attempt["verdict"])))
    if len(verdicts) == 1:
        # Who fails every time, but not always for one cause, is excused by nobody who knows one of them.
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


@cache
def _forms() -> tuple[Mapping[str, Schema], Mapping[str, Check]]:
    """The schema's definitions, and for each kind of line whether one has its form."""
    definitions: Mapping[str, Schema] = json.loads(_SCHEMA.read_text("utf-8"))["$defs"]
    return definitions, {kind: compile_check(definitions[part], definitions) for kind, part in _KINDS.items()}


class _Review:
    """Looks at the lines of a record in turn: nobody who reads it shall stumble over one that somebody has edited."""

    def __init__(self) -> None:
        #: Scenario → its requirement, once the header has been there.
        self._about: dict[str, str] | None = None
        #: How often each scenario was to be run, and how often it has ended.
        self._times = 1
        self._ended: Counter[str] = Counter()
        self._over = False

    def line(self, kind: str, line: Json, where: str) -> None:
        """Raise `UsageError` where no such line can stand."""
        first = self._about is None
        if first and kind != "header":
            raise UsageError("a run record begins with its header", where)
        if first and line.get("form") != FORM:
            what = f"this record has form {line.get('form')}, this kit reads form {FORM}"
            raise UsageError(what, where, "the kit that wrote it reads it; or run again")
        if kind not in _KINDS or (kind == "header") != first:
            raise UsageError(f"a run record has no line of type {kind} here", where)
        definitions, fits = _forms()
        if not fits[kind](line):
            wrong = f"this {kind} has not the form of one: {complaint(line, definitions, _KINDS[kind])}"
        else:
            wrong = self._header(line) if kind == "header" else self._other(line)
        if wrong:
            raise UsageError(wrong, where, "was it edited?")

    def _header(self, header: Json) -> str:
        self._about = about = {scenario["id"]: scenario["requirement"] for scenario in header["scenarios"]}
        known = {requirement["id"] for requirement in header["requirements"]}
        lost = next((id for id, requirement in about.items() if requirement not in known), None)
        if lost is not None:
            return f"this header lacks {about[lost]}, which {lost} judges"
        self._times = int(header["options"].get("repeat") or 1)
        unknown = next((id for id in (*header["asked"], *header["plan"]) if id not in about), None)
        return "" if unknown is None else f"this header lacks {unknown}, which it asks for"

    def _other(self, line: Json) -> str:
        about = self._about or {}
        if self._over:
            return "the record goes on after its footer"
        self._over = line["type"] == "footer"
        if "scenario" in line and line["scenario"] not in about:
            return f"the header lacks {line['scenario']}"
        if "requirement" in line and line["requirement"] != about[line["scenario"]]:
            return f"{line['scenario']} judges {about[line['scenario']]}, not {line['requirement']}"
        if line["type"] == "scenario ended":
            self._ended[line["scenario"]] += 1
            if self._ended[line["scenario"]] > self._times:
                return f"{line['scenario']} has ended before"
        for entry in line.get("trace", ()):
            # Whoever reads a trace follows calls outwards, and has to arrive.
            if entry["within"] is not None and not 0 < entry["within"] < entry["number"]:
                return f"call {entry['number']} of this trace cannot stand within call {entry['within']}"
        return ""


def steady(value: Any) -> Any:
    """The value without its volatile fields: equal for two runs that saw the same."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if key not in VOLATILE}
    return [steady(item) for item in value] if isinstance(value, list) else value
