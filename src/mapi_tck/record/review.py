"""Checks the lines of a record, so that its readers can rely on their form."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from sys import intern
from typing import Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.derived import contradiction
from mapi_tck.record.lines import Footer, Header, RecordLine, RunResumed, ScenarioEnded, ScenarioStarted
from mapi_tck.record.recorded import settled_verdict
from mapi_tck.record.words import VerdictWord
from mapi_tck.verdicts import Strength
from mapi_tck.wire.codecs import Json, Schema
from mapi_tck.wire.schema_checks import Fits, compile_check, complaint

#: Version of the record's form.
FORM: Final = 3

#: The types of lines. In the schema's definitions a hyphen takes the place of the space.
_KINDS: Final = ("header", "run resumed", "scenario started", "scenario ended", "footer")
_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "run.schema.json"


@cache
def _forms() -> tuple[Mapping[str, Schema], Mapping[str, Fits]]:
    """The schema's definitions, and the check of each kind of line."""
    definitions: Mapping[str, Schema] = json.loads(_SCHEMA.read_text("utf-8"))["$defs"]
    return definitions, {kind: compile_check(definitions[kind.replace(" ", "-")], definitions) for kind in _KINDS}


class LineReview:
    """Checks the lines of one record, one after the other."""

    def __init__(self) -> None:
        #: Scenario → its requirement; `None` until the header is checked.
        self._about: dict[str, str] | None = None
        #: Requirement → how binding it is.
        self._strength: dict[str, Strength] = {}
        self._plan: frozenset[str] = frozenset()
        #: How often the run was to run each scenario.
        self._times = 1
        #: How many results there were so far.
        self._results = 0
        #: Scenario → number and verdict of the attempt that ended first.
        self._first: dict[str, tuple[int, VerdictWord]] = {}
        #: Scenario → number → verdict, of each scenario with several attempts.
        self._attempts: dict[str, dict[int, VerdictWord]] = {}
        #: Whether the footer was checked.
        self._over = False

    @property
    def begun(self) -> bool:
        """Whether the header was checked."""
        return self._about is not None

    def line(self, kind: str, line: Json, where: str) -> RecordLine:
        """The line, checked. Raises `UsageError` if the line is wrong, or at a wrong place."""
        first = not self.begun
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
        self._strength = {item["id"]: Strength(item["strength"]) for item in header["requirements"]}
        self._plan = frozenset(header["plan"])
        if len(self._plan) < len(header["plan"]):
            twice = next(id for id, times in Counter(header["plan"]).items() if times > 1)
            return f"the plan of this header has {twice} more than once"
        unknown = next((id for id in (*header["asked"], *header["plan"]) if id not in about), None)
        return "" if unknown is None else f"this header lacks {unknown}, which it asks for"

    def _other(self, line: RunResumed | ScenarioStarted | ScenarioEnded | Footer) -> str:
        about = self._about or {}
        if self._over:
            return "the record goes on after its footer"
        self._over = line["type"] == "footer"
        if line["type"] == "footer":
            return self._footer(line)
        if line["type"] == "run resumed":
            kept, counted = line["kept"], self._results
            return "" if kept == counted else f"the run is said to go on after {kept} results, counted {counted}"
        if line["scenario"] not in about:
            return f"the header lacks {line['scenario']}"
        if line["scenario"] not in self._plan:
            return f"{line['scenario']} is not in the plan of this record"
        return self._result(line, about[line["scenario"]]) if line["type"] == "scenario ended" else ""

    def _result(self, line: ScenarioEnded, requirement: str) -> str:
        if line["requirement"] != requirement:
            return f"{line['scenario']} judges {requirement}, not {line['requirement']}"
        if not self._count(line):
            return f"{line['scenario']} has ended before"
        for entry in line["trace"]:
            # Readers go from an inner call to the outer one, again and again. A circle would never end.
            if entry["within"] is not None and not 0 < entry["within"] < entry["number"]:
                return f"call {entry['number']} of this trace cannot stand within call {entry['within']}"
        if wrong := contradiction(line, self._strength[requirement]):
            return f"{line['scenario']} contradicts itself: {wrong}"
        return ""

    def _count(self, line: ScenarioEnded) -> bool:
        """Note the result; answer `False` if this attempt has ended before.

        A plugin of pytest may run a scenario more often than planned. Then its attempts have numbers.
        """
        id, number, verdict = line["scenario"], line.get("attempt", 1), line["verdict"]
        self._results += 1
        if id not in self._first:
            self._first[id] = number, intern(verdict)
            return True
        attempts = self._attempts.setdefault(id, dict([self._first[id]]))
        if number in attempts:
            return False
        attempts[number] = verdict
        return True

    def _totals(self) -> Counter[str]:
        """Verdict → how many scenarios have it, all attempts taken together."""
        totals: Counter[str] = Counter()
        for id, (_, verdict) in self._first.items():
            verdicts = self._attempts[id].values() if id in self._attempts else [verdict]
            if len(verdicts) >= self._times:
                totals[str(settled_verdict(verdicts))] += 1
        return totals

    def _footer(self, footer: Footer) -> str:
        """What in the footer contradicts the lines before it."""
        totals = self._totals()
        found = {"planned": len(self._plan), "ended_scenarios": totals.total(), "totals": dict(totals)}
        for name, value in found.items():
            if footer[name] != value:  # type: ignore[literal-required] # the names are those of the three fields above
                told = footer[name]  # type: ignore[literal-required]
                return f"the footer contradicts the lines before it: {name} is {_short(told)}, counted {_short(value)}"
        return ""


def _short(value: Json) -> str:
    """A count, or counts by verdict, in words."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{number} {word}" for word, number in sorted(value.items())) or "none"
