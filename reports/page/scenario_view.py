"""One scenario of a run as a page shows it: its lines as they were written, its checks, its calls decoded."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup

from mapi_tck.assessment import Assessment, Finding
from mapi_tck.record.lines import RecordedCall, RecordedCheck, RecordedLine, ScenarioEnded
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.values import property_text

from ..counterexamples import counterexample
from ..diagram.conversation import Message, Remark
from ..diagram.drawing import svg
from ..diagram.sequence import blocks, described, of_scenario, sentence
from ..words.groups import decisive, owns
from ..words.visible import bounded, shortened, visible
from ..words.wording import full_name, placed
from .addresses import scenario_anchor
from .frame import BRIEF, escaped
from .frame import LONGEST as LONGEST_SHOWN
from .parties import Parties, parties
from .raw import Raw, answers, arguments, dumps

#: The series of requirements on the flush conversation.
SERIES: Final = "XP"

#: Characters of a text: who hands out names without end does not have them decoded, drawn and wrapped.
LONGEST: Final = 20_000

#: Verdicts about which there is nothing to argue.
SETTLED: Final = (Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.NOT_TESTED)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The sequence diagram of a scenario, and the same in words; made when it is asked for."""

    result: ScenarioEnded
    title: str
    id: str

    @property
    def svg(self) -> Markup:
        """The drawing; everything that others wrote is escaped in it."""
        told = of_scenario(self.result)
        return Markup(svg(told, visible(self.title), described(told), id=self.id, alone=False))  # noqa: S704

    @property
    def blocks(self) -> Iterator[tuple[tuple[Remark, ...], list[tuple[Message, tuple[str, str, str]]]]]:
        """What is said before some messages, and these messages in words."""
        told = of_scenario(self.result)
        return ((remarks, [(item, sentence(told, item)) for item in messages]) for remarks, messages in blocks(told))


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of Gherkin with what became of it."""

    number: int
    keyword: str
    text: str
    outcome: str
    reason: str
    milliseconds: str
    #: The rows of the table below it, as the feature file has them.
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """A recorded call."""

    number: int
    line: int
    call: str
    answer: str
    #: Whether the implementation answered it or made it.
    own: bool
    #: Who called whom, or where only one kind of caller is possible who supplied the answer.
    parties: str
    #: How many calls it stands within.
    depth: int
    milliseconds: str
    cited: bool
    went_wrong: bool
    #: The rows that it brought, every property decoded.
    rows: tuple[tuple[str, ...], ...]
    entry: RecordedCall

    def begin(self, whole: bool) -> Markup:
        """The item of a list of calls, up to what it was given: answer, who called whom, how long it took, on which line.

        In a whole trace what is decisive is marked; by itself it is shortened, for its reader is to see others as well.
        """
        limit = LONGEST_SHOWN if whole else BRIEF
        mark = whole and self.cited
        classes = f"{f' within-{min(self.depth, 4)}' if self.depth else ''}{' cited' if mark else ''}"
        place = f", line {self.line}" if self.line else ""
        return Markup(  # noqa: S704
            f'<li class="call{classes}{" refused" if self.went_wrong else ""}"><i>{self.number}</i> '
            f"<code>{escaped(self.call, limit)}</code> → <code>{escaped(self.answer, limit)}</code> "
            f"<small>{'<b>decisive</b>, ' if mark else ''}{escaped(self.parties)}, {self.milliseconds}{place}</small>"
        )

    @property
    def raw(self) -> tuple[Raw, ...]:
        """What it was given, decoded by name and as recorded, and what bytes and code it answered."""
        return (*arguments(self.entry), *answers(self.entry))

    @property
    def dumps(self) -> tuple[Raw, ...]:
        """Of that only the bytes: everything else is in the words of the call, codes and flags in hexadecimal too."""
        return dumps(self.entry)


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario that ended, ready to be shown."""

    id: str
    name: str
    #: Where in the profile the provider under test stands, in words; "" where none is hosted.
    placed: str
    place: str
    verdict: Verdict
    cause: str
    reason: str
    blame: str
    milliseconds: str
    walkthrough: bool
    lines: tuple[LineView, ...]
    checks: tuple[RecordedCheck, ...]
    calls: tuple[CallView, ...]
    #: The smallest case that breaks the law, as Gherkin, where it is one that a search has found.
    counterexample: tuple[str, ...]
    command: str
    diagram: Diagram | None
    #: Whether it is about the flush conversation, in which the kit is the spooler.
    spoken: bool

    @property
    def always_drawn(self) -> bool:
        """Whether a diagram helps whatever else is shown: to see a whole walk, or what went wrong in the conversation."""
        return self.walkthrough or (self.spoken and self.verdict not in SETTLED)

    def decisive(self, limit: int) -> tuple[list[CallView], int]:
        """The calls that its verdict rests on and that one has to see, and how many are left out."""
        cited = [call for call in self.calls if call.cited]
        shown = decisive(cited, lambda call: call.own, limit, conversation=self.spoken)
        return shown, len(cited) - len(shown)


def scenario_view(assessment: Assessment, result: ScenarioEnded, finding: Finding | None) -> ScenarioView:
    """The view of one result of the record; a finding says itself which calls it rests on."""
    text = assessment.texts[result["scenario"]]
    if any(len(entry["call"]) + len(entry["answer"]) > LONGEST for entry in result["trace"]):
        shorter: ScenarioEnded = bounded(result, LONGEST)
        result = {**shorter, "scenario": result["scenario"]}
    feature = next((item["text"] for item in assessment.header["features"] if item["file"] == text["file"]), "")
    written = _written(feature)
    if finding is None:
        cited = {number for check in result["checks"] for number in check["entries"]}
    else:
        cited = {entry["number"] for entry in finding.calls}
    who = parties(result["trace"], assessment.role)
    return ScenarioView(
        id=result["scenario"],
        name=text["name"],
        placed=placed(text),
        place=f"{text['file']}:{text['line']}",
        verdict=Verdict(result["verdict"]),
        cause=result["cause"],
        reason=result["reason"],
        blame=result["blame"] or "",
        milliseconds=milliseconds(result["seconds"]),
        walkthrough=text["walkthrough"],
        lines=tuple(_line(line, written) for line in result["lines"]),
        checks=tuple(result["checks"]),
        calls=tuple(_call(entry, who[entry["number"]], entry["number"] in cited) for entry in result["trace"]),
        counterexample=tuple(counterexample(result) or ()),
        command=assessment.command(result),
        spoken=text["requirement"].startswith(SERIES),
        diagram=Diagram(result, shortened(full_name(text), 300), scenario_anchor(result["scenario"]))
        if result["trace"]
        else None,
    )


@cache
def _written(feature: str) -> tuple[str, ...]:
    return tuple(feature.splitlines())


def milliseconds(seconds: float) -> str:
    """A duration in words."""
    return f"{seconds * 1000:.1f} ms"


def _line(line: RecordedLine, feature: Sequence[str]) -> LineView:
    return LineView(
        number=line["number"],
        keyword=line["keyword"],
        text=line["text"],
        outcome=line["outcome"],
        reason=line["reason"],
        milliseconds=milliseconds(line["seconds"]),
        table=_table_below(feature, line["number"]),
    )


def _table_below(feature: Sequence[str], number: int) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for text in feature[number:]:
        cells = text.strip()
        if not cells.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in cells.strip("|").split("|")))
    return tuple(rows)


def _call(entry: RecordedCall, who: Parties, cited: bool) -> CallView:
    return CallView(
        number=entry["number"],
        line=entry["line"],
        call=entry["call"],
        answer=entry["answer"],
        own=owns(entry),
        parties=who.text,
        depth=who.depth,
        milliseconds=milliseconds(entry["seconds"]),
        cited=cited,
        went_wrong=entry["broke"] is not None or (entry["code"] or 0) >= 0x80000000,
        rows=_rows(entry["value"]),
        entry=entry,
    )


def _rows(value: Json) -> tuple[tuple[str, ...], ...]:
    rows = value.get("rows") if isinstance(value, dict) else None
    return tuple(tuple(_property(slot) for slot in row) for row in rows) if isinstance(rows, list) else ()


def _property(slot: Json) -> str:
    try:
        return property_text(slot)
    except (ValueError, TypeError, KeyError, AttributeError):
        # A record may hold what a later kit wrote: shown as it is.
        return json.dumps(slot, ensure_ascii=False)
