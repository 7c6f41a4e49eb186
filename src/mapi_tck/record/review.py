"""Checks the lines of a record, so that its readers can rely on their form."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Footer, Header, RecordLine, ScenarioEnded, ScenarioStarted
from mapi_tck.wire.codecs import Json, Schema
from mapi_tck.wire.schema_checks import Fits, compile_check, complaint

#: Version of the record's form.
FORM: Final = 3

#: The types of lines. In the schema's definitions a hyphen takes the place of the space.
_KINDS: Final = ("header", "scenario started", "scenario ended", "footer")
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
        #: How often the run was to run each scenario.
        self._times = 1
        #: Scenario → how often it has ended so far.
        self._ended: Counter[str] = Counter()
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
        times = self._ended[line["scenario"]]
        # A plugin of pytest may run a scenario more often than planned. Then its attempts have numbers.
        if times > self._times and line.get("attempt") != times:
            return f"{line['scenario']} has ended before"
        for entry in line["trace"]:
            # Readers go from an inner call to the outer one, again and again. A circle would never end.
            if entry["within"] is not None and not 0 < entry["within"] < entry["number"]:
                return f"call {entry['number']} of this trace cannot stand within call {entry['within']}"
        return ""
