"""One scenario of a run as a page shows it: its lines as written, its checks, its calls decoded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile
from typing import Final

from markupsafe import Markup

from mapi_tck.assessment import Assessment, Finding, refused
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.lines import RecordedCall, ScenarioEnded
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.values import property_text

from ..diagram.call_sequence import CallSequence, Message, Remark, call_sequence
from ..diagram.drawing import svg
from ..diagram.sequence import blocks, described, sentence
from ..words.evidence import counterexample
from ..words.gherkin import Table, cells, is_row, parts
from ..words.groups import SETTLED, decisive, owns
from ..words.visible import bounded
from ..words.wording import bound, full_name, placed
from .frame import BRIEF, escaped, milliseconds, scenario_anchor
from .frame import LONGEST as LONGEST_SHOWN
from .parties import Parties, parties
from .raw import Raw, answers, arguments, dumps

#: The series of requirements on the conversation of spooler and transport.
SERIES: Final = "XP"

#: Characters of a text. Longer texts of an implementation are cut before they are decoded, drawn and wrapped.
LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class CallView:
    """A recorded call."""

    entry: RecordedCall
    #: Who called whom, and within how many other calls.
    who: Parties
    #: Whether the scenario's verdict rests on it.
    cited: bool

    def begin(self, whole: bool) -> Markup:
        """The item of a list of calls without its end: call, answer, who called whom, duration, line.

        In a whole trace the decisive calls are marked. In a list of decisive calls the texts are shortened, to show more calls.
        """
        entry, limit = self.entry, LONGEST_SHOWN if whole else BRIEF
        mark = whole and self.cited
        classes = f"{f' within-{min(self.who.depth, 4)}' if self.who.depth else ''}{' cited' if mark else ''}"
        place = f", line {entry['line']}" if entry["line"] else ""
        return Markup(  # noqa: S704
            f'<li class="call{classes}{" refused" if refused(entry) else ""}"><i>{entry["number"]}</i> '
            f"<code>{escaped(entry['call'], limit)}</code> → <code>{escaped(entry['answer'], limit)}</code> "
            f"<small>{'<b>decisive</b>, ' if mark else ''}{escaped(self.who.text)}, "
            f"{milliseconds(entry['seconds'])}{place}</small>"
        )

    @property
    def refused(self) -> bool:
        """Whether it failed or did not return properly."""
        return refused(self.entry)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the answer, every property decoded."""
        value = self.entry["value"]
        rows = value.get("rows") if isinstance(value, dict) else None
        return tuple(tuple(_property(slot) for slot in row) for row in rows) if isinstance(rows, list) else ()

    @property
    def raw(self) -> tuple[Raw, ...]:
        """Arguments and answer, decoded by name and as recorded."""
        return (*arguments(self.entry), *answers(self.entry))

    @property
    def dumps(self) -> tuple[Raw, ...]:
        """Only the bytes of arguments and answer: everything else is in the text of the call."""
        return dumps(self.entry)


def _property(slot: Json) -> str:
    try:
        return property_text(slot)
    except (ValueError, TypeError, KeyError, AttributeError):
        # A record may hold what a later kit wrote: shown as it is.
        return json.dumps(slot, ensure_ascii=False)


@dataclass(frozen=True)
class Diagram:
    """The sequence diagram of a scenario, and the same in words."""

    result: ScenarioEnded
    title: str

    @property
    def svg(self) -> Markup:
        """The drawing; all text in it is escaped."""
        id = scenario_anchor(self.result["scenario"])
        return Markup(svg(self._told, visible(self.title), described(self._told), id=id, alone=False))  # noqa: S704

    @property
    def blocks(self) -> Iterator[tuple[tuple[Remark, ...], list[tuple[Message, tuple[str, str, str]]]]]:
        """The remarks before some messages, and these messages in words."""
        told = self._told
        return ((remarks, [(item, sentence(told, item)) for item in messages]) for remarks, messages in blocks(told))

    @cached_property
    def _told(self) -> CallSequence:
        return call_sequence(self.result["trace"], self.result["lines"])


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario that ended, ready to be shown."""

    text: Json
    result: ScenarioEnded
    calls: tuple[CallView, ...]
    command: str
    #: The lines of its feature file.
    feature: tuple[str, ...]
    #: Whether the page has all its calls, and not only the decisive ones.
    traced: bool

    @property
    def id(self) -> str:
        """The scenario's id."""
        return str(self.text["id"])

    @property
    def verdict(self) -> Verdict:
        """The scenario's verdict."""
        return Verdict(self.result["verdict"])

    @property
    def placed(self) -> str:
        """Where in the profile the provider under test stands; "" where none is hosted."""
        return placed(self.text)

    @property
    def bound(self) -> str:
        """Which transports of a given profile it worked with; "" where the kit has set the profile up."""
        return bound(self.result)

    @property
    def lines(self) -> Iterator[tuple[Json, Table]]:
        """Each line of Gherkin with its outcome, and the table below it."""
        return ((line, self._table_below(line["number"])) for line in self.result["lines"])

    def _table_below(self, number: int) -> Table:
        below = takewhile(is_row, self.feature[number:])
        return tuple(map(cells, below))

    @property
    def counterexample(self) -> tuple[tuple[tuple[str, ...], Table], ...]:
        """The parts of the smallest case that breaks the law; none where no search has found one."""
        return tuple(parts(counterexample(self.result) or ()))

    @property
    def diagram(self) -> Diagram | None:
        """The sequence diagram, where there are calls."""
        return Diagram(self.result, shortened(full_name(self.text), 300)) if self.calls else None

    @property
    def spoken(self) -> bool:
        """Whether it is about the conversation of spooler and transport, in which the kit is the spooler."""
        return str(self.text["requirement"]).startswith(SERIES)

    @property
    def always_drawn(self) -> bool:
        """Whether a diagram always helps: for a whole walk, and for what went wrong in the conversation."""
        return self.text["walkthrough"] or (self.spoken and self.verdict not in SETTLED)

    def decisive(self, limit: int) -> tuple[list[CallView], int]:
        """The most important calls that the verdict rests on, and how many others there are."""
        cited = [call for call in self.calls if call.cited]
        shown = decisive(cited, lambda call: owns(call.entry), limit, conversation=self.spoken)
        return shown, len(cited) - len(shown)


def scenario_view(
    assessment: Assessment, result: ScenarioEnded, finding: Finding | None, *, traced: bool = True
) -> ScenarioView:
    """The view of one result of the record. Its calls are marked that the finding, or else the checks, have as evidence."""
    text = assessment.texts[result["scenario"]]
    if any(len(entry["call"]) + len(entry["answer"]) > LONGEST for entry in result["trace"]):
        shorter: ScenarioEnded = bounded(result, LONGEST)
        result = {**shorter, "scenario": result["scenario"]}
    feature = next((item["text"] for item in assessment.header["features"] if item["file"] == text["file"]), "")
    if finding is None:
        cited = {number for check in result["checks"] for number in check["entries"]}
    else:
        cited = {entry["number"] for entry in finding.calls}
    who = parties(result["trace"], assessment.role)
    calls = (CallView(entry, who[entry["number"]], entry["number"] in cited) for entry in result["trace"])
    return ScenarioView(text, result, tuple(calls), assessment.command(result), _lines(feature), traced)


@cache
def _lines(feature: str) -> tuple[str, ...]:
    return tuple(feature.splitlines())
