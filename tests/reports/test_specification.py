"""The annotated specification: complete, in the order of the source, with the page beside it and a run in the margin."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from kit import mapi_tck
from made_pages import Page
from once import once
from topic_page import published, topic_page

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.followed import Followed, Reading
from mapi_tck.assessment.printing import rendered
from mapi_tck.record.run_record import read_record
from mapi_tck.reports.specification.annotated import render
from mapi_tck.reports.specification.content import Annotated
from mapi_tck.reports.specification.register import register
from mapi_tck.reports.specification.register import render as render_register
from mapi_tck.suite.catalogue import STEPS, load_catalogue
from mapi_tck.suite.features import packaged_suite
from mapi_tck.suite.published.binding import bind, english
from mapi_tck.suite.published.reading import page_of, read_page
from mapi_tck.verdicts import Verdict


@cache
def made() -> Annotated:
    """The specification alone."""
    return Annotated()


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """A run of an implementation that takes the directions literally."""

    def ran(folder: Path) -> Path:
        chosen = [word for id in ("A6a", "A6c", "C2a") for word in ("--only", id)]
        mapi_tck("run", "wrong:directions-swapped", *chosen, "--out", "run", cwd=folder)
        return folder / "run" / "run.ndjson"

    return Assessment(read_record(once(tmp_path_factory, "directions-swapped", ran)))


@cache
def markdown() -> str:
    """The specification alone, as Markdown."""
    text = render(form="markdown")
    assert isinstance(text, str)
    return text


def html(**beside: object) -> str:
    """The specification as a page."""
    return "".join(render(form="html", **beside))  # type: ignore[arg-type]


def test_each_step_requirement_and_scenario_stands_there() -> None:
    """In the order of the source: every requirement at its step, and every scenario below the requirement that it judges."""
    entries = made().entries
    demands = [demand for entry in entries for demand in entry.demands]
    shown = {(one.file, one.line) for demand in demands for one in demand.scenarios}
    written = {(feature.file, scenario.line) for feature in packaged_suite() for scenario in feature.scenarios}

    assert [entry.step for entry in entries] == list(STEPS)
    assert {demand.requirement.id for demand in demands} == set(load_catalogue().requirements)
    assert all(demand.requirement.step == entry.step for entry in entries for demand in entry.demands)
    assert shown == written


def test_a_scenario_is_shown_as_it_is_written() -> None:
    """With its tables and examples, without the tags, and without what stands behind it."""
    texts = {feature.file: feature.text for feature in packaged_suite()}
    scenarios = [one for entry in made().entries for demand in entry.demands for one in demand.scenarios]

    for one in scenarios:
        lines = one.gherkin.splitlines()
        source = texts[one.file].splitlines()[one.line - 1 : one.line - 1 + len(lines)]

        assert [line.strip() for line in source] == [line.strip() for line in lines]
        assert re.match(r"Scenario(?: Outline)?: ", lines[0])
        assert not [line for line in lines[1:] if re.match(r"\s*(?:Scenario|Rule|@)", line)]


def test_every_numbered_step_says_what_it_demands() -> None:
    """In the words of the rules that have its number, each with whose part it is. The closing remarks have three and one."""
    says = {entry.step: [(said.name, said.role) for said in entry.says] for entry in made().entries}

    assert all(
        sorted(role for _, role in said) == (["transport"] if step[0] == "X" else ["client", "subsystem"])
        for step, said in says.items()
        if re.match(r"[ABX]\d", step)
    )
    assert [name[:2] for name, _ in says["C"] if name[1].isdigit()] == ["C1", "C2", "C3", "C3"]


def test_the_page_is_closed_and_its_links_lead_somewhere() -> None:
    """No script, nothing from outside, and each link within the page has its place. Each requirement and step is led to."""
    page = Page(html())
    text = markdown()
    places, led = set(re.findall(r'<a id="([^"]+)">', text)), set(re.findall(r"\]\(#([^)]+)\)", text))

    assert led <= places
    assert {*load_catalogue().requirements, *load_catalogue().rulings, *STEPS} <= led & page.led_to
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.all("src") == []
    assert page.led_to <= set(page.all("id"))
    assert len(page.all("id")) == len(set(page.all("id")))


def test_the_sentences_of_a_page_stand_beside_as_text() -> None:
    """Nothing in them is markup, and each has an address that leads to it."""
    hostile = topic_page().replace("Here the text", "<i>1 &lt; 2</i> {{ 7 * 7 }} *so* Here the text", 1)
    (page,) = page_of(hostile, "page.md")
    text = html(page=page)
    plain = render(page, form="markdown")

    assert "1 &lt; 2 {{ 7 * 7 }} so Here the text names" in text
    assert isinstance(plain, str)
    assert "1 \\< 2 {{ 7 \\* 7 }} so Here the text names" in plain
    assert text.count("#:~:text=") == sum(len(part.sentences) for part in page.parts if part.place != "title")


def test_each_english_sentence_leads_to_its_requirements_and_to_its_step() -> None:
    """Of two sentences with the same words, the address of the second has the words before it."""
    page = english(read_page(published("zh-CN")))
    annotated = Annotated(page, bind(page))
    (first,), (second,) = annotated.sentences("A7"), annotated.sentences("B5.4")

    assert first.text == second.text
    assert first.requirements == ("A7a", "A7b", "A7c", "A7d")
    assert "#:~:text=Release%20the%20status%20object%20and%20the,for%20the%20table." in first.address
    assert "#:~:text=the%20incoming%20queues.-,Release%20the%20status" in second.address
    assert annotated.binding is not None
    assert annotated.binding.summary.startswith("31 of 31 sentences bound: ")


def test_the_verdicts_of_a_run_are_in_the_margin(judged: Assessment) -> None:
    """Each requirement has its own, each scenario the worst of its examples, and the step the worst of its requirements."""
    annotated = Annotated(assessment=judged)
    demands = {demand.requirement.id: demand for entry in annotated.entries for demand in entry.demands}
    verdicts = {entry.step: entry.verdict for entry in annotated.entries}
    scenarios = {one.name: one.verdict for one in (*demands["A6a"].scenarios, *demands["C2a"].scenarios)}

    assert {item.id: demands[item.id].verdict for item in judged.requirements} == {
        item.id: item.verdict for item in judged.requirements
    }
    assert (verdicts["A6"], verdicts["C"], verdicts["X1"]) == (Verdict.FAIL, Verdict.PASS, None)
    assert scenarios["A flush of the outgoing queues sends what waits"] is Verdict.FAIL
    assert scenarios["A LAN transport shows nothing in a flush <how> whose far end <is in trouble>"] is Verdict.PASS
    assert "Verdicts of the run: Does not conform" in rendered(render(assessment=judged))  # type: ignore[arg-type]


def test_the_markdown_has_the_same(tmp_path: Path) -> None:
    """Each requirement, each scenario as Gherkin, and both readings of each ruling, with what the decision follows."""
    text = markdown()
    scenarios = sum(len(demand.scenarios) for entry in made().entries for demand in entry.demands)

    assert set(re.findall(r'^#### <a id="([^"]+)"', text, re.MULTILINE)) == set(load_catalogue().requirements)
    assert text.count("```gherkin\nScenario") == scenarios
    assert text.count("- Literal reading, ") == text.count("- Other reading, ") == len(load_catalogue().rulings)
    assert "- Literal reading, not followed: FLUSH\\_DOWNLOAD is outgoing" in text
    assert "- [D-01](#D-01): FLUSH\\_UPLOAD is outgoing, FLUSH\\_DOWNLOAD is incoming.\n" in text


def test_a_background_stands_once_and_so_does_the_link_of_a_word() -> None:
    """A scenario leads to its background. A word of the glossary leads to its meaning where it is used first."""
    text = markdown()
    after = text.partition('<a id="words">')[2]

    assert text.count("```gherkin\nBackground:") == len(made().backgrounds)
    assert text.count("after its [background](#background-client_procedure_b.feature)") > 1
    assert text.count("](#word-lost)") == 1
    assert after.count("](#word-evidence)") > 1


def test_what_is_not_judged_and_what_is_not_bound_is_listed_with_its_reason() -> None:
    """The requirements below a heading of their own, and the sentences below the title."""
    page = english(read_page(published("zh-CN")))
    text = render(page, bind(page), form="markdown")
    assert isinstance(text, str)
    left = [item for item in load_catalogue().requirements.values() if item.unjudged]

    assert f"and {len(left)} are not (" in text
    assert len(re.findall(r"^- \[\w+\]\(#\w+\) (?:MUST|SHOULD|MAY): .+ Reason: ", text, re.MULTILINE)) == len(left)
    assert "- Title: the title of the page\n" in text
    assert "- Introduction: [I4](#I4), for information only\n" in text


def test_the_command_says_how_many_sentences_are_bound(tmp_path: Path) -> None:
    """It exits with 1 if the page has a sentence that the kit does not know; the page itself goes to the file only."""
    (tmp_path / "page.md").write_text(topic_page())
    other = mapi_tck("spec", "--page", "page.md", "-o", "spec.html", cwd=tmp_path)
    plain = mapi_tck("spec", "-o", "spec.md", cwd=tmp_path)

    assert (other.code, plain.code) == (1, 0)
    assert other.stdout.splitlines()[0] == "spec.html"
    assert re.match(r"0 of \d+ sentences bound: ", other.stdout.splitlines()[1])
    page = (tmp_path / "spec.html").read_text("utf-8")
    assert "Here the text names" in page
    assert "⟨LF⟩" not in page  # each line of Gherkin is a line of the page
    assert '<th scope="col">transport</th>' in page
    assert plain.stdout == "spec.md\n"


def test_the_command_binds_all_sentences_of_the_published_page(tmp_path: Path) -> None:
    """Without a file it prints a table, and then the sentences."""
    done = mapi_tck("spec", "--page", str(published("zh-CN")), cwd=tmp_path)

    assert done.code == 0
    assert "31 of 31 sentences bound: 27 have requirements (4 of them for information only), 4 have none" in done.stdout


def test_the_register_says_who_follows_which_reading(judged: Assessment) -> None:
    """Who takes the flags literally follows that reading of D-01; for other rulings the same failure says nothing."""
    rows = register([judged])
    seen = {row.ruling.id: row.followed[0][1] for row in rows}

    assert [row.ruling.id for row in rows] == sorted(seen, key=lambda ruling: int(ruling.removeprefix("D-")))
    assert (seen["D-01"].reading, seen["D-01"].against) == (Reading.LITERAL, ("A6a",))
    assert (seen["D-02"].reading, seen["D-26"].reading) == (Reading.DECISION, Reading.DECISION)
    assert seen["D-03"].reading is Reading.UNKNOWN


def test_the_register_says_where_conforming_implementations_differ() -> None:
    """In traits, or in a SHOULD; an implementation that fails differs without conforming."""
    quiet, loud = Followed(Reading.DECISION, (), ()), Followed(Reading.DECISION, (), ("it prompts",))
    should, fails = Followed(Reading.SHOULD, ("C2a",), ()), Followed(Reading.NEITHER, ("C1a",), ())
    (row, *_) = register([])

    def differ(*seen: Followed) -> bool:
        return replace(row, followed=tuple(("someone", one) for one in seen)).differ

    assert differ(quiet, loud) and differ(quiet, should)
    assert not differ(quiet, quiet) and not differ(quiet, fails) and not differ()


def test_the_register_has_both_readings_the_evidence_and_what_would_change_it(judged: Assessment) -> None:
    """In each form, for each ruling; and no implementation is named without a run."""
    forms = [render_register([judged], form) for form in ("text", "markdown", "html")]
    texts = [one if isinstance(one, str) else rendered(one) for one in forms]
    rulings = load_catalogue().rulings.values()

    assert all(ruling.changed_by for ruling in rulings)
    for text in texts:
        assert [text.count(label) for label in ("Literal reading, ", "Other reading, ", "Changed by")] == [
            len(rulings)
        ] * 3
        assert "the literal reading (A6a)" in text.replace("\\", "")
    page = Page(texts[2])
    assert page.led_to <= set(page.all("id"))
    assert "the literal reading" not in rendered(render_register())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["spec", "--page", "page.md"], "page.md: this is not the page"),
        (["page-audit", "page.md"], "page.md: this is not the page"),
        (["page-audit", "page.md", "page.md", "--since", "kept"], "--since kept: one page is compared with an earlier"),
        (["spec", "--run", "nowhere"], "nowhere"),
        (["rulings", "nowhere"], "nowhere"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: list[str], error: str) -> None:
    """A file that is not the page, or a record that is not there."""
    (tmp_path / "page.md").write_text("# Bread\n")
    done = mapi_tck(*arguments, cwd=tmp_path)

    assert done.code == 2
    assert error in done.stderr
    assert len(done.stderr.splitlines()) == 1
