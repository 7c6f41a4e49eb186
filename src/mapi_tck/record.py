"""The run record: all of one run as lines of JSON, written as the run goes.

A header says what was to be judged, by what, of whom; each scenario has a line when it starts and one when it ends; a footer
closes the record. A record without footer belongs to a run that did not finish. `schemas/run.schema.json` describes every line.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from mapi_tck.codecs import Json
from mapi_tck.errors import UsageError
from mapi_tck.roles import Role
from mapi_tck.verdicts import WORST_FIRST, Strength, Verdict

#: Version of the record's form.
FORM: Final = 3

#: Fields that differ between two runs that saw the same: the schema marks them, comparisons leave them out.
VOLATILE: Final = frozenset(
    {"seconds", "started", "ended", "environment", "command", "worker", "proof", "packed", "merged"}
)

#: The cause of a scenario that ended otherwise from one time to the next.
UNSTABLE: Final = "unstable"

#: What readers take from each type of line.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "header": (
        *("kit", "adapter", "implementation", "declaration", "options", "steps", "procedures", "requirements"),
        *("rulings", "features", "scenarios", "proof", "asked", "plan", "environment", "command", "started"),
    ),
    "scenario started": ("scenario",),
    "scenario ended": (
        *(
            "scenario",
            "requirement",
            "verdict",
            "cause",
            "reason",
            "blame",
            "lines",
            "checks",
            "traits",
            "trace",
            "seconds",
        ),
    ),
    "footer": ("planned", "totals", "ended"),
}


_Fits = Callable[[Any], bool]


def _is(*types: type) -> _Fits:
    # To Python true and false are numbers; in JSON they are not.
    return lambda value: isinstance(value, types) and (bool in types or not isinstance(value, bool))


def _each(fits: _Fits) -> _Fits:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _having(**fields: _Fits) -> _Fits:
    return lambda value: (
        isinstance(value, dict) and all(name in value and fits(value[name]) for name, fits in fields.items())
    )


def _or_none(fits: _Fits) -> _Fits:
    return lambda value: value is None or fits(value)


def _options(value: Any) -> bool:
    whole = {"repeat": 1, "shard": None, "ruling": None, **value} if isinstance(value, dict) else value
    return _OPTIONS(whole) and whole["role"] in tuple(Role) and whole["repeat"] >= 1


_TEXT, _NUMBER, _FLAG, _OBJECT, _OBJECTS = _is(str), _is(int), _is(bool), _is(dict), _each(_is(dict))

_OPTIONS: Final = _having(
    **dict.fromkeys(("role", "profile", "level"), _TEXT),
    **dict.fromkeys(("strict", "thorough"), _FLAG),
    **dict.fromkeys(("seed", "examples", "repeat"), _NUMBER),
    **dict.fromkeys(("example_store", "shard", "ruling"), _or_none(_TEXT)),
    only=_each(_TEXT),
)

#: What these fields have to be, so that nobody who reads a record stumbles over one that somebody has edited.
_FORMS: Final[Mapping[str, Mapping[str, _Fits]]] = {
    "header": {
        "kit": _having(version=_TEXT, suite_digest=_TEXT),
        "adapter": _TEXT,
        "implementation": _or_none(_OBJECT),
        "declaration": _having(implementation=_OBJECT, claims=_OBJECT, parameters=_OBJECT),
        "options": _options,
        "environment": _OBJECT,
        "command": _each(_TEXT),
        "started": _TEXT,
        "steps": _OBJECT,
        "procedures": _OBJECT,
        "requirements": _each(_having(id=_TEXT, strength=lambda value: value in tuple(Strength))),
        "rulings": _OBJECTS,
        "features": _OBJECTS,
        "scenarios": _each(_having(id=_TEXT, requirement=_TEXT)),
        "proof": _having(proven=_OBJECT),
        "baseline": _or_none(_having(deviations=_OBJECTS)),
        "asked": _each(_TEXT),
        "plan": _each(_TEXT),
        "whole_plan": _or_none(_each(_TEXT)),
    },
    "scenario started": {"scenario": _TEXT},
    "scenario ended": {
        **dict.fromkeys(("scenario", "requirement", "cause", "reason"), _TEXT),
        "verdict": lambda value: value in tuple(Verdict),
        "blame": _or_none(_TEXT),
        **dict.fromkeys(("lines", "checks", "traits"), _OBJECTS),
        "seconds": _is(int, float),
    },
    "footer": {"planned": _NUMBER, "totals": _OBJECT, "ended": _TEXT},
}


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
        lines = data.decode("utf-8").replace("\r\n", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read the record: {what}", str(path)) from error
    record: RunRecord | None = None
    for number, text in enumerate(lines, 1):
        if not text:
            continue
        try:
            line = json.loads(text)
            kind = str(line["type"])
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) and record is not None:
                break  # the last line of a run that was killed while writing
            raise UsageError("this line is none of a run record", f"{path}:{number}") from error
        record = _added(record, kind, line, f"{path}:{number}")
    if record is None:
        raise UsageError("the record is empty", str(path))
    record.digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return record


def add_line(record: RunRecord | None, line: Json, where: str) -> RunRecord:
    """The record with one more line. Raises `UsageError` where no such line can stand."""
    return _added(record, str(line["type"]), line, where)


def _added(record: RunRecord | None, kind: str, line: Json, where: str) -> RunRecord:
    if record is None:
        if kind != "header":
            raise UsageError("a run record begins with its header", where)
        if line.get("form") != FORM:
            what = f"this record has form {line.get('form')}, this kit reads form {FORM}"
            raise UsageError(what, where, "the kit that wrote it reads it; or run again")
        _complete(kind, line, where)
        return RunRecord(line)
    if kind not in _NEEDED or kind == "header":
        raise UsageError(f"a run record has no line of type {kind} here", where)
    _complete(kind, line, where)
    if kind == "scenario started":
        record.started.append(line["scenario"])
    elif kind == "scenario ended":
        _nested(line["trace"], where)
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


def _complete(kind: str, line: Json, where: str) -> None:
    lacking = [name for name in _NEEDED[kind] if name not in line]
    if lacking:
        raise UsageError(f"this {kind} lacks {lacking[0]}", where)
    for name, fits in _FORMS[kind].items():
        if name in line and not fits(line[name]):
            raise UsageError(f"{name} of this {kind} has not the form of one", where, "was it edited?")


def _nested(trace: Json, where: str) -> None:
    """Whoever reads a trace follows calls outwards, and has to arrive."""
    try:
        wrong = next((e for e in trace if e["within"] is not None and not 0 < e["within"] < e["number"]), None)
    except (KeyError, TypeError) as error:
        raise UsageError("an entry of this trace has not the form of one", where, "was it edited?") from error
    if wrong is not None:
        what = f"call {wrong['number']} of this trace cannot stand within call {wrong['within']}"
        raise UsageError(what, where, "was it edited?")


def steady(value: Any) -> Any:
    """The value without its volatile fields: equal for two runs that saw the same."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if key not in VOLATILE}
    return [steady(item) for item in value] if isinstance(value, list) else value
