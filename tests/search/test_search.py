"""The search: it finds faults on its own, shrinks what it finds, and gives the same result in every run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from kit import REFERENCE, Run, comparable, mapi_tck, run, verdicts

from mapi_tck import steps  # noqa: F401 - declares the phrases
from mapi_tck.lint.step_index import vocabulary
from mapi_tck.search import examples
from mapi_tck.search.corpus import row_cases
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS
from mapi_tck.search.performing import review_all
from mapi_tck.search.plan import QUICK, Surroundings
from mapi_tck.search.proposing import propose

#: Faults that the search finds with its default budget and no written scenario: fault → the laws' requirements that must fail.
FOUND = {
    "loses-message-when-far-end-goes-down": "I3a",
    "loses-received-message-when-far-end-goes-down": "I3a",
    "slow-message-dropped": "I3a",
    "delivers-twice": "I3b",
    "unsupporting-transport-delivers-twice": "I3b",
    "directions-swapped": "A6d",
    "both-directions-for-one": "A6d",
    "one-direction-of-two": "A6e",
    "does-nothing": "B5a",
    "success-whatever-happens": "FQ5",
    "last-submitted-first-sent": "FQ6",
    "spooler-prompts": "C1a",
    "tables-leak": "A7a",
    "table-takes-status-object-along": "A7b",
    "logoff-ends-other-sessions": "SS2",
    "tables-share-their-state": "A1b",
    "sessions-share-their-tables": "SS1",
    "restrictions-accumulate": "TB3",
    "query-columns-sorted": "TB14",
    "cut-entry-id-opens": "OE1",
}


#: As the reference declares itself, but effects that never come are waited for only briefly.
HASTY = """
[claims]
flush-async-ok = true
unicode-status-table = true
restriction-on-non-column = true
transport-kinds = ["LAN", "modem", "RAS"]
asynchronous-transports = true

[parameters]
slow_seconds = 0.01
settle_limit = 0.2
"""


def laws_of(requirement: str) -> list[str]:
    """The ids of the scenarios that are laws of the requirement."""
    from mapi_tck.suite.catalogue import load_catalogue
    from mapi_tck.suite.features import packaged_scenarios, requirement_of

    catalogue = load_catalogue()
    return [
        id
        for id, text in packaged_scenarios().items()
        if text.searches and text.placement is None and requirement_of(text, catalogue) == requirement
    ]


def searched(adapter: str, requirement: str, out: Path, *arguments: str) -> Run:
    """A run in which only the laws of the requirement are tried: no written scenario takes part."""
    out.parent.mkdir(exist_ok=True)
    (out.parent / "hasty.toml").write_text(HASTY, "utf-8")
    only = [word for law in laws_of(requirement) for word in ("--only", law)]
    return run(adapter, "--declaration", "hasty.toml", *only, *arguments, out=out)


def found(done: Run) -> Any:
    """What the record holds of the one search of the run."""
    (result,) = done.record.results
    return result


@pytest.mark.parametrize("fault", FOUND)
def test_the_search_alone_finds_a_fault(fault: str, tmp_path: Path) -> None:
    """With all written scenarios switched off, the search finds the fault within its default budget."""
    result = found(searched(f"wrong:{fault}", FOUND[fault], tmp_path / "out"))

    assert result["verdict"] in ("fail", "warning")
    assert result["search"]["counterexample"]


def test_the_report_says_what_clients_do_in_the_cases_of_a_law(tmp_path: Path) -> None:
    """A law alone may be a riddle ("they are refused"): below it stands what clients do in its cases."""
    done = searched("reference", "OE2", tmp_path / "out")
    page = (done.out / "report.html").read_text("utf-8")

    law = found(done)["search"]
    assert (law["law"], law["cases"]) == ("they are refused", "a client presents bytes that are no entry identifier")
    assert f'{law["law"]}<br><span class="place">where {law["cases"]}</span>' in page


#: Fault → the requirement, and the smallest scenario that shows it.
MINIMA = {
    "rows-keep-own-column-order": (
        "A2a",
        [
            "Given a client that has logged on",
            "Given procedure A has been carried out up to step 1",
            "When it limits the columns to PR_DISPLAY_NAME_A, PR_RESOURCE_TYPE",
            "When it reads all rows",
            "Then each row of MAPI_SPOOLER has exactly the columns PR_DISPLAY_NAME_A, PR_RESOURCE_TYPE",
        ],
    ),
    "restrictions-accumulate": (
        "TB3",
        [
            "Given a client that has logged on",
            "Given procedure A has been carried out up to step 2",
            "Given the table has been restricted to PR_RESOURCE_TYPE = MAPI_SPOOLER",
            "When it restricts the table to PR_RESOURCE_TYPE = MAPI_AB",
            "When it reads all rows",
            "Then exactly the rows of MAPI_AB are there",
        ],
    ),
    "status-objects-leak": (
        "A7a",
        [
            "Given a profile without transports",
            "Given the objects that are alive have been counted",
            "When client 1 logs on",
            "When client 1 opens the status object of the spooler",
            "When every client releases what it holds, first things first, and logs off",
            "Then in this case nothing stays alive",
        ],
    ),
    "spooler-prompts": (
        "C1a",
        [
            "Given a profile with the transports",
            "| transport | kind | FlushQueues |",
            "| Office | LAN | supported |",
            "Given someone is at the screen",
            "When client 1 logs on",
            "When client 1 flushes the outgoing queues through the spooler",
            "Then in this case the spooler shows no user interface",
        ],
    ),
    "delivers-twice": (
        "I3b",
        [
            "Given a profile with the transports",
            "| transport | kind | FlushQueues |",
            "| Office | LAN | supported |",
            "Given messages that wait",
            "| transport | outgoing | incoming |",
            "| Office | 1 | 0 |",
            "When client 1 logs on",
            "When client 1 flushes the outgoing queues through the spooler",
            "Then in this case no message is doubled",
        ],
    ),
    "table-takes-status-object-along": (
        "A7b",
        [
            "Given a profile without transports",
            "When client 1 logs on",
            "When client 1 opens the status object of the spooler",
            "Then in this case what is still held goes on working",
        ],
    ),
}


@pytest.mark.parametrize("fault", MINIMA)
def test_what_is_found_is_the_known_minimum(fault: str, tmp_path: Path) -> None:
    """The shrunk scenario is the smallest that shows the fault."""
    requirement, smallest = MINIMA[fault]
    result = found(searched(f"wrong:{fault}", requirement, tmp_path / "out"))

    assert result["search"]["examples"][-1]["lines"] == smallest


def test_two_runs_with_one_seed_leave_one_record(tmp_path: Path) -> None:
    """Seed and example store decide what is searched and what comes of it."""
    first = searched("wrong:delivers-twice", "I3b", tmp_path / "1", "--example-store", str(tmp_path / "store.json"))
    (tmp_path / "store.json").unlink()
    second = searched("wrong:delivers-twice", "I3b", tmp_path / "2", "--example-store", str(tmp_path / "store.json"))
    third = searched("wrong:delivers-twice", "I3b", tmp_path / "3", "--seed", "1")

    assert comparable(first.record) == comparable(second.record)
    assert found(first)["search"]["examples"] != found(third)["search"]["examples"]


def test_a_replay_judges_every_case_again(tmp_path: Path) -> None:
    """Replaying a record gives every law and every case the verdict that it had, without searching."""
    arguments = ("--only", "I3b", "--only", "A1b", "--only", "TB10", "--examples", "10")
    done = run("wrong:delivers-twice", *REFERENCE, *arguments, out=tmp_path / "out")
    again = run("replay:out/run.ndjson", *arguments[:-2], out=tmp_path / "again")

    assert verdicts(again.record) == verdicts(done.record)
    for one, other in zip(done.record.results, again.record.results, strict=True):
        assert one.get("search", {}).get("examples") == other.get("search", {}).get("examples")


def test_what_breaks_a_law_is_tried_first_the_next_time(tmp_path: Path) -> None:
    """The counter-example is kept in the store, and the next run begins with it."""
    searched("wrong:delivers-twice", "I3b", tmp_path / "out")
    store = json.loads((tmp_path / "out" / "counterexamples.json").read_text("utf-8"))
    second = found(searched("wrong:delivers-twice", "I3b", tmp_path / "out"))["search"]

    (kept,) = store["no message is doubled"]
    assert [case["lines"] for case in second["examples"]] == [kept, kept]
    assert json.loads((tmp_path / "out" / "counterexamples.json").read_text("utf-8")) == store


def test_a_store_with_unknown_words_is_refused(tmp_path: Path) -> None:
    """A line that the vocabulary lacks is one line and exit code 2."""
    (tmp_path / "store.json").write_text(json.dumps({"no message is lost": [["When client 1 sings"]]}), "utf-8")
    done = run("reference", "--only", "I3a", "--example-store", "store.json", out=tmp_path / "out")

    assert done.code == 2
    assert done.stderr.strip().splitlines() == [done.stderr.strip()]
    assert "client 1 sings" in done.stderr


def test_the_printed_scenario_runs_with_pytest_bdd(tmp_path: Path) -> None:
    """A counter-example fails for the same reason when pytest-bdd runs it, and passes on a correct implementation."""
    searched("wrong:delivers-twice", "I3b", tmp_path / "out")
    wrong = mapi_tck("replay", "out/counterexamples.feature", "wrong:delivers-twice", cwd=tmp_path)
    right = mapi_tck("replay", "out/counterexamples.feature", "reference", cwd=tmp_path)

    assert (wrong.code, right.code) == (1, 0)
    assert "I3b fail" in wrong.stdout and "because nothing-doubled does not hold" in wrong.stdout
    assert "I3b pass" in right.stdout


#: A scenario in two examples. The second asks for what it does not judge.
OUTLINE = """Feature: a project's own
  @A6d
  Scenario Outline: A flush of the <asked> queues
    Given a profile with the transports
      | transport | kind | FlushQueues |
      | Office    | LAN  | supported   |
    And messages that wait
      | transport | outgoing | incoming |
      | Office    | 1        | 1        |
    And a client that has logged on
    And procedure A has been carried out up to step 5
    When it flushes the <asked> queues through the spooler
    Then no outgoing message of Office has been transferred

    Examples:
      | asked                 |
      | incoming              |
      | outgoing and incoming |
"""


def test_an_outline_is_replayed_example_by_example(tmp_path: Path) -> None:
    """Each example is a scenario of its own. The output says which fails, and why."""
    (tmp_path / "own.feature").write_text(OUTLINE, "utf-8")
    done = mapi_tck("replay", "own.feature", "reference", cwd=tmp_path)

    right, wrong = done.stdout.split("\n\n")[:2]
    assert done.code == 1, done.stdout
    assert right.startswith("A6d pass") and "it flushes the incoming queues" in right
    assert wrong.startswith("A6d fail") and "it flushes the outgoing and incoming queues" in wrong
    assert "because queue-untouched does not hold" in wrong


def test_the_page_shows_the_scenario_line_by_line(tmp_path: Path) -> None:
    """A counter-example is on the page as it is in the feature file."""
    searched("wrong:delivers-twice", "I3b", tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    shown = re.sub("<[^>]*>", " ", page.partition('<div class="gherkin" dir="ltr">')[2].partition("</div>")[0])
    written = (tmp_path / "out" / "counterexamples.feature").read_text("utf-8").partition("Scenario: ")[2]

    # A table of Gherkin is a table on the page.
    assert shown.split() == written.partition("\n")[2].replace("|", " ").split()


@pytest.mark.parametrize("adapter", ["isolated:reference"])
def test_an_adapter_in_another_process_is_searched(adapter: str, tmp_path: Path) -> None:
    """Another process is searched like this one."""
    done = run(adapter, *REFERENCE, "--only", "search", "--examples", "5", out=tmp_path / "out")

    assert done.code == 0, done.stdout


def test_the_reference_breaks_no_law(tmp_path: Path) -> None:
    """Every law holds for the reference, and something was judged for each."""
    done = run("reference", *REFERENCE, "--only", "search", out=tmp_path / "out")

    assert done.code == 0, done.stdout
    assert {result["verdict"] for result in done.record.results} == {"pass"}


FICKLE = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.far_end import MailServer

class Fickle(MailServer):
    sent = 0

    def take(self, token):
        Fickle.sent += 1
        if Fickle.sent == 20:
            super().take(token)
        return super().take(token)

def fickle():
    return ReferenceAdapter(Parts(far_end=Fickle))
"""


def test_what_fails_only_once_decides_nothing(tmp_path: Path) -> None:
    """A failure that does not come again makes the law undecided, and never a crash."""
    (tmp_path / "fickle.py").write_text(FICKLE, "utf-8")
    result = found(searched("fickle:fickle", "I3b", tmp_path / "out"))

    assert (result["verdict"], result["cause"]) == ("inconclusive", "unstable")


BREAKING = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_table import StatusTable

class Breaking(StatusTable):
    def query_rows(self, row_count, flags):
        raise RuntimeError("no rows today")

def breaking():
    return ReferenceAdapter(Parts(status_table=Breaking))
"""


def test_an_adapter_that_breaks_is_an_error(tmp_path: Path) -> None:
    """A breakage in a case ends the search; the scenario is an error that names the call."""
    (tmp_path / "breaking.py").write_text(BREAKING, "utf-8")
    result = found(searched("breaking:breaking", "TB10", tmp_path / "out"))

    assert (result["verdict"], result["blame"]) == ("error", "adapter")
    assert "query_rows" in result["reason"]


def proposed(law: str, number: int) -> list[Example]:
    """Cases that the search would try for the law."""
    made: list[Example] = []
    propose(LAWS[law], made.append, Surroundings(), number, QUICK.steps, 0)
    return made


@pytest.mark.parametrize("law", LAWS)
def test_cases_are_made_of_the_vocabulary(law: str) -> None:
    """Every line that a search makes up is one of the kit's texts, and reads back from JSON as it was."""
    for example in proposed(law, 30):
        assert examples.read(examples.written(example)) == example
        review_all([[example]])


def test_the_search_uses_its_whole_vocabulary() -> None:
    """A text on the search's side that no case uses would be one too many."""
    cases = [example for law in LAWS for example in proposed(law, 60)]
    cases += [example for law in LAWS.values() if law.rows for example in row_cases(law, Surroundings())]
    lines = {(line.kind, line.text) for example in cases for line in example}
    own = [
        item
        for item in vocabulary()
        if item.of_search and not item.text.startswith(("cases are tried", "in every case"))
    ]
    unused = [item.text for item in own if not any(item.fits(kind, text) for kind, text in lines)]

    assert unused == []


def test_a_table_may_give_its_rows_in_portions_of_any_size(tmp_path: Path) -> None:
    """The laws on tables compare rows that were asked for, not how many calls they took."""
    done = run("unusual:rows-in-portions-of-any-size", "--only", "A1b", "--only", "SS1", out=tmp_path / "run")

    assert done.code == 0, done.stdout
    assert done.having("pass") == {"A1b", "SS1"}
