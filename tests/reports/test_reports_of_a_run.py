"""Reports of real runs: the reference, and a reference that takes the topic's direction flags to the letter."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from once import once
from terminal import printed

from mapi_tck.assessment import Assessment
from mapi_tck.record.run_record import RunRecord, read_record
from mapi_tck.reports import html, junit
from mapi_tck.reports.page.frame import scenario_anchor
from mapi_tck.reports.text import summary
from mapi_tck.reports.traceability import markdown
from mapi_tck.suite.catalogue import STEPS, load_catalogue
from mapi_tck.suite.features import packaged_scenarios

LETTER = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_objects import SpoolerStatus

class Letter(SpoolerStatus):
    def flush_queues(self, ui_param, target, flags):
        return super().flush_queues(ui_param, target, flags & ~6 | (flags & 2) << 1 | (flags & 4) >> 1)

def letter():
    return ReferenceAdapter(Parts(spooler_status=Letter))
"""


def run(folder: Path, adapter: str, *options: str) -> RunRecord:
    """Run the kit in a process of its own, and read its record."""
    (folder / "letter.py").write_text(LETTER)
    (folder / "empty.ini").write_text("[pytest]\n")
    (folder / "declaration.toml").write_text("[parameters]\nsettle_limit = 1.0\nslow_seconds = 0.01\n")
    words = [f"--mapi-adapter={adapter}", "--mapi-out=.", "--mapi-declaration=declaration.toml", *options]
    command = [sys.executable, "-m", "pytest", "-q", "-c", "empty.ini", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode in (0, 1), done.stdout + done.stderr
    return read_record(folder / "run.ndjson")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    """A run of the reference."""
    return once(tmp_path_factory, "project-reference", lambda folder: run(folder, "reference"))


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    """A run of step A6 against a spooler that takes the direction flags to the letter."""
    return once(tmp_path_factory, "project-letter", lambda folder: run(folder, "letter:letter", "--mapi-only=A6"))


class Texts(HTMLParser):
    """The text of a page, and how often each class occurs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.classes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the classes."""
        self.classes += (dict(attrs).get("class") or "").split()

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def said(record: RunRecord) -> str:
    """What the terminal shows."""
    return printed(summary(Assessment(record)))


def test_every_report_gives_the_verdict_of_the_assessment(good: RunRecord, wrong: RunRecord) -> None:
    """Terminal, page and JUnit show the same words."""
    for record in (good, wrong):
        verdict = Assessment(record).verdict

        assert verdict in " ".join(said(record).split("\nVerdict")[1].split())
        assert f"<title>{verdict} – " in html.render(record)
        assert verdict in (ET.fromstring(junit.render(record)).get("name") or "")


def test_the_reference_passes_everywhere(good: RunRecord) -> None:
    """A conforming run shows no finding, and in JUnit neither failure nor error."""
    xml = ET.fromstring(junit.render(good))

    assert "Conforms" in Assessment(good).verdict
    assert said(good).startswith("Numbered steps")
    assert (xml.get("failures"), xml.get("errors")) == ("0", "0")
    assert len(good.planned) == int(xml.get("tests") or 0)


def test_every_step_requirement_and_scenario_is_on_the_page(good: RunRecord) -> None:
    """Nothing of the catalogue or the run is left out, and each has an address."""
    page = html.render(good)
    text = Texts(page).text

    for id in (*good.header["steps"], *(item["id"] for item in good.header["requirements"])):
        assert f'id="{id}"' in page
    assert [*good.header["steps"]] == [step for step in STEPS if not step.startswith("X")]
    assert all(item["statement"] in text for item in good.header["requirements"])
    assert all(scenario["name"] in text for scenario in good.header["scenarios"] if scenario["id"] in good.ended)


def test_what_passed_has_a_line_and_a_walkthrough_its_evidence(good: RunRecord) -> None:
    """One line for each scenario that passed, with its address; of whole walks every line and every call."""
    page = Texts(html.render(good))
    texts = Assessment(good).texts
    walks = [item for item in good.results if texts[item["scenario"]]["walkthrough"]]

    assert walks
    assert sum(len(result["trace"]) for result in walks) == page.classes.count("call")
    assert sum(len(result["lines"]) for result in walks) == page.classes.count("line")
    assert all(f'id="{scenario_anchor(id)}"' in html.render(good) for id in list(good.ended)[:3])


def test_every_line_and_call_of_a_pass_can_be_asked_for(good: RunRecord) -> None:
    """What passed can be argued about just as well: its lines and its whole trace are there, rows decoded."""
    some = good.started[::8]
    part = RunRecord(good.header, some, {id: good.ended[id] for id in some})
    page = Texts(html.render(part, "all"))

    assert sum(len(result["trace"]) for result in part.results) == page.classes.count("call")
    assert sum(len(result["lines"]) for result in part.results) == page.classes.count("line")
    assert "PR_RESOURCE_TYPE = MAPI_SPOOLER (37)" in page.text


def test_a_failure_comes_first_with_everything_to_argue_about_it(wrong: RunRecord) -> None:
    """Requirement, expected, observed, the decoded call, the line and the command stand at the top."""
    text = said(wrong).split("\n\n")[0:3]
    flat = " ".join(" ".join(text).split())

    assert flat.startswith("Failures ")
    assert "topic-letter-direction" in flat and "A6d MUST A flush of the incoming queue leaves" in flat
    assert "expected transferred: " in flat and "[−" in flat and "observed transferred: " in flat and "{+" in flat
    assert "flags=FLUSH_UPLOAD | FLUSH_NO_UI (0x12)) → S_OK" in flat
    again = "mapi-tck run letter:letter --declaration declaration.toml --out again --only"
    assert re.search(rf"again {again} '?procedure_a\.feature::", flat)


def test_a_failure_leads_to_its_ruling(wrong: RunRecord) -> None:
    """Where a ruling decided, the page has both readings and the decision, one link away."""
    page = html.render(wrong)
    (ruling,) = (item for item in wrong.header["rulings"] if item["id"] == "D-01")

    assert 'href="#D-01"' in page and 'id="D-01"' in page
    assert all(ruling[key] in Texts(page).text for key in ("letter", "other", "decision", "reason"))


def test_a_killed_run_shows_its_culprit(good: RunRecord, tmp_path: Path) -> None:
    """A record that ends in the middle of a scenario names that scenario, on the page and in the terminal."""
    cut = RunRecord(good.header, good.started[:5], {id: good.ended[id] for id in good.started[:4]})

    assert good.started[4] in said(cut) and "The run did not finish" in said(cut)
    assert "This run did not finish" in html.render(cut)
    assert "Conforms" not in said(cut)


def test_the_traceability_page_has_everything_once() -> None:
    """Every requirement has a row with its scenarios or the reason why there is none, under its numbered step."""
    catalogue, scenarios = load_catalogue(), tuple(packaged_scenarios().values())
    page = markdown(catalogue, scenarios)
    rows = [line for line in page.splitlines() if line.startswith("| <a id=")]

    assert [*catalogue.requirements] == [re.findall(r'id="([^"]+)"', row)[0] for row in rows]
    assert {9} == {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    for row, requirement in zip(rows, catalogue.requirements.values(), strict=True):
        names = {scenario.name for scenario in scenarios if requirement.id in scenario.tags}
        plain = row.replace("\\", "")
        assert all(name in plain for name in names) if names else requirement.unjudged in plain
    assert all(f"\n## {STEPS[step]}\n" in page for step in ("I", "C"))
    assert all(f"### {step} {title}" in page for step, title in STEPS.items() if step not in ("I", "C"))
