"""The order of failures: the same in every report, and causes before their consequences."""

import json
import re
from pathlib import Path
from typing import cast

import pytest
from kit import run

from mapi_tck.assessment.directness import EXPLAINS, directness
from mapi_tck.record.lines import RecordedCheck, RecordedScenario
from mapi_tck.suite.causes import titles


def written(*, placement: str | None = None, walkthrough: bool = False) -> RecordedScenario:
    """A scenario as a record holds it, as far as its order depends on it."""
    return cast(RecordedScenario, {"placement": placement, "walkthrough": walkthrough})


def failed(*entries: int) -> list[RecordedCheck]:
    """Checks of a scenario: one that holds, and one that does not and rests on these calls."""
    checks = [{"holds": "holds", "entries": [1]}, {"holds": "does not hold", "entries": list(entries)}]
    return cast(list[RecordedCheck], checks)


def test_the_order_of_directness() -> None:
    """Written before laws, the conversation before a hosted provider, causes before consequences, then the fewest calls."""
    others = {"finished-means-sent", "cancel-truthful", "row-count"}
    ordered = [
        directness(written(), "row-count", failed(3, 7), others, searched=False),
        directness(written(walkthrough=True), "row-count", failed(7), others, searched=False),
        directness(written(), "finished-means-sent", failed(90), others, searched=False),
        directness(written(), "cancel-truthful", failed(8), others, searched=False),
        directness(written(placement="alone"), "row-count", failed(2), others, searched=False),
        directness(written(), "row-count", failed(2), others, searched=True),
    ]

    assert sorted(ordered) == ordered


def test_a_consequence_without_its_cause_stands_by_its_calls() -> None:
    """Only a cause that was found explains another one."""
    alone = directness(written(), "cancel-truthful", failed(8), {"cancel-truthful"}, searched=False)

    assert alone < directness(written(), "row-count", failed(9), {"cancel-truthful"}, searched=False)


def test_the_causes_exist() -> None:
    """Each cause that explains, or is explained, has a title, and none explains what explains it."""
    named = set(EXPLAINS).union(*EXPLAINS.values())

    assert named <= titles().keys()
    assert not [
        cause for cause, explained in EXPLAINS.items() for other in explained if cause in EXPLAINS.get(other, ())
    ]


@pytest.mark.parametrize(
    ("adapter", "role", "first"),
    [
        ("wrong:transports-share-an-entry-id", "subsystem", "B4c"),
        ("wrong:sent-when-the-phase-ends", "transport", "XP32"),
    ],
)
def test_every_report_begins_with_the_cause(adapter: str, role: str, first: str, tmp_path: Path) -> None:
    """Text, Markdown, HTML, JUnit, SARIF and JSON show the same failure first."""
    only = {"B4c": ("I2a", "B5a", "B4c"), "XP32": ("XP36", "XP38", "XP32")}[first]
    words = [word for id in only for word in ("--only", id)]
    formats = [word for name in ("html", "junit", "markdown", "sarif", "json") for word in ("--format", name)]
    done = run(adapter, "--role", role, *words, *formats, out=tmp_path / "run")
    texts = {path.name: path.read_text("utf-8") for path in done.out.iterdir() if path.is_file()}

    assert re.search(r"^  (\w+) MUST", done.stdout, re.MULTILINE)[1] == first  # type: ignore[index]
    assert re.search(r"\*\*(\w+)\*\* MUST", texts["summary.md"])[1] == first  # type: ignore[index]
    assert json.loads(texts["mapi-tck.sarif"])["runs"][0]["results"][0]["ruleId"] == first
    assert json.loads(texts["result.json"])["findings"][0]["requirement"] == first
    case = texts["junit.xml"].partition("<testcase")[2].partition("</testcase>")[0]
    assert f'name="requirement" value="{first}"' in case
    assert "<failure" in case
    findings = texts["report.html"].partition('<section class="findings"')[2]
    assert re.search(r'<a href="#[^"]+">(\w+)</a>', findings)[1] == first  # type: ignore[index]
