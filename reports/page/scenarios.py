"""The scenarios of a run as a page shows them: with all evidence where it may be needed, else one line for each.

The lines are written here and not by a template, because a run may have ten thousand of them.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from markupsafe import Markup

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.assessment.grouping import grouped
from mapi_tck.wire.codecs import Json

from ..words.groups import SETTLED, placements
from ..words.reasons import in_words
from ..words.wording import placed
from .frame import escaped, milliseconds, scenario_anchor
from .scenario_view import ScenarioView, scenario_view

#: Characters of a name or a reason in a line.
_LONGEST: Final = 300

#: Scenarios that are shown, and the width of the longest bar in pixels. A choice.
NUMBER: Final = 10
WIDTH: Final = 200


#: Scenarios of one requirement that did not pass and have all their calls on the page, the most direct ones. A choice: what fails
#: one requirement looks alike, and a long trace is a hundred times as large as its checks.
TRACED: Final = 2

#: A scenario with more calls shows only those that decided. A choice: a page with ten thousand calls opens in no browser.
MOST_CALLS: Final = 1000


class Scenarios:
    """The scenarios of a run that ended, each prepared when it is shown."""

    def __init__(self, assessment: Assessment, evidence: str) -> None:
        self._assessment = assessment
        self._findings = {finding.result["scenario"]: finding for finding in assessment.findings}
        ended = assessment.record.ended
        self._most = None if evidence == "all" else MOST_CALLS
        self._traced = set(ended if evidence == "all" else self._first_of_each())
        self._in_full = {id for id in ended if evidence == "all" or self._deserves(id)}

    def _first_of_each(self) -> Iterator[str]:
        found = grouped(self._findings.items(), lambda item: item[1].requirement.id)
        first = (id for items in found.values() for id, _ in items[:TRACED])
        return chain(first, (id for id in self._findings if self._assessment.texts[id]["walkthrough"]))

    def _deserves(self, id: str) -> bool:
        """Whether the page needs all its evidence: it did not pass, or it is a walkthrough."""
        walkthrough: bool = self._assessment.texts[id]["walkthrough"]
        return walkthrough or self._assessment.record.ended[id]["verdict"] not in SETTLED

    def __getitem__(self, id: str) -> ScenarioView:
        """The view of a scenario, made each time that it is shown."""
        finding = self._findings.get(id)
        result = self._assessment.record.evidence(id)
        fits = self._most is None or len(result["trace"]) <= self._most
        traced = fits and (finding is None or id in self._traced)
        return scenario_view(self._assessment, result, finding, traced=traced)

    @property
    def shortened(self) -> int:
        """The number of scenarios that did not pass and have only their decisive calls."""
        return len(self._findings) - sum(id in self._traced for id in self._findings)

    @property
    def lines(self) -> int:
        """The number of scenarios with one line only."""
        return len(self._assessment.record.ended) - len(self._in_full)

    def of(self, requirement: JudgedRequirement) -> Iterator[Markup | ScenarioView]:
        """The requirement's scenarios in order, each as a view or within a text of lines; placements stand together."""
        text: list[str] = []
        for ids in placements(requirement.scenarios, self._assessment.texts.__getitem__):
            written = self._assessment.texts[ids[0]]
            if written["placement"]:
                text.append(
                    f'<p class="scenario written"><bdi>{_plain(written["name"])}</bdi> '
                    f'<span class="place">{_plain(written["file"])}:{written["line"]}</span></p>\n<div class="placements">\n'
                )
            for part in self._each(ids):
                if isinstance(part, str):
                    text.append(part)
                else:
                    yield Markup("".join(text))  # noqa: S704
                    text = []
                    yield part
            if written["placement"]:
                text.append("</div>\n")
        yield Markup("".join(text))  # noqa: S704

    def _each(self, ids: Iterable[str]) -> Iterator[str | ScenarioView]:
        return (self[id] if id in self._in_full else self._line(id) for id in ids)

    def _line(self, id: str) -> str:
        text, result = self._assessment.texts[id], self._assessment.record.ended[id]
        verdict = _word(result["verdict"])
        took = milliseconds(result["seconds"])
        if text["placement"]:
            name, place = f'<span class="where">{_word(placed(text))}</span>', took
        else:
            name, place = f"<bdi>{_plain(text['name'])}</bdi>", f"{_word(text['file'])}:{text['line']}, {took}"
        why = f' <span class="why"><bdi>{_plain(in_words(result["reason"]))}</bdi></span>' if result["reason"] else ""
        return (
            f'<p class="scenario {verdict.replace(" ", "-")}" id="{scenario_anchor(id)}">'
            f"{verdict} {name} <small>{place}</small>{why}</p>"
        )


def slowest(assessment: Assessment) -> list[tuple[Json, int]]:
    """The results of the scenarios that took longest, the longest first, each with the length of its bar in pixels."""
    results = sorted(assessment.record.outcomes, key=lambda result: -result["seconds"])[:NUMBER]
    longest = max((result["seconds"] for result in results), default=0) or 1
    return [(result, max(1, round(WIDTH * result["seconds"] / longest))) for result in results]


def _plain(text: str) -> str:
    return str(escaped(text, _LONGEST))


#: For texts that recur: verdicts, placements and the names of files.
_word = lru_cache(maxsize=64)(_plain)
