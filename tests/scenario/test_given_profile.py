"""An implementation with a given profile: three fixed transports, to which the kit binds those of the scenarios."""

import sys
from pathlib import Path

import pytest
from kit import ADAPTERS, TESTS, Run, comparable, run
from once import once

from mapi_tck.verdicts import Strength, Verdict

#: The requirements that no profile of these three transports allows to judge, with what it lacks.
LACKING = {
    "B4a": "the given profile has 3 transports, and the scenario needs a profile without transports",
    "B5a": "the given profile has 3 transports, and the scenario needs 4",
    "B5.3g": "the given profile has 3 transports, and the scenario needs 4",
    "FQ11": "the given profile lacks an asynchronous transport that supports FlushQueues, as the scenario's Later",
    "FQ26": "the given profile lacks an asynchronous transport that supports FlushQueues, as the scenario's Later",
    "FQ29": "the given profile has 3 transports, and the scenario needs 4",
    "SS3": "there is one given profile, and the scenario needs a second one",
    "SS5": "there is one given profile, and the scenario needs a second one",
}


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A whole run of the correct implementation."""
    return once(tmp_path_factory, "given", lambda folder: run("given_profile:Given", out=folder / "run", cwd=ADAPTERS))


def bindings(done: Run, *requirements: str) -> list[dict[str, str]]:
    """What the transports of these requirements' scenarios were bound to, as the record shows it."""
    every = (result for id in requirements for result in done.results(id))
    return [result["binding"]["transports"] for result in every if "binding" in result]


def test_most_requirements_are_judged(given: Run) -> None:
    """At least a hundred, and none of them fails."""
    judged = given.having(Verdict.PASS, Verdict.FAIL)

    assert len(judged) >= 130
    assert given.having(Verdict.FAIL, Verdict.WARNING, Verdict.ERROR) == set()


def test_what_the_profile_lacks_is_undecided_with_that_reason(given: Run) -> None:
    """The run ends with 3, and each open MUST says exactly what is lacking."""
    assert given.code == 3
    assert {item.id: item.reason for item in given.assessment.open_musts} == LACKING
    assert {result["cause"] for result in given.record.results if result["verdict"] == "inconclusive"} == {
        "profile-lacks"
    }
    assert "The given profile has 3 transports, and the scenario needs 4" in given.stdout


def test_a_long_profile_is_as_long_as_the_given_one(given: Run) -> None:
    """Where a scenario asks for a long profile, each transport of the given one is judged instead, under its own name."""
    own = {"Exchange": "Exchange", "Internet mail": "Internet mail", "Fax": "Fax"}

    assert {"I2a", "I5a"} <= given.having(Verdict.PASS)
    assert own in bindings(given, "I2a")
    assert own in bindings(given, "I5a")


def test_the_record_shows_the_binding(given: Run) -> None:
    """Names keep their transports' support, and the transports that a scenario does not name keep their own names."""
    assert bindings(given, "A6c")[0] == {"Office": "Exchange", "Internet mail": "Internet mail", "Fax": "Fax"}
    assert {"Office": "Exchange", "Branch": "Internet mail", "Travel": "Fax"} in bindings(given, "I5a")
    assert bindings(given, "A1a")[0] == {"Exchange": "Exchange", "Internet mail": "Internet mail", "Fax": "Fax"}


def test_the_same_scenario_has_the_same_binding(given: Run, tmp_path: Path) -> None:
    """A second run of a part binds as the whole run does, and so does a replay, which finds the same verdicts."""
    again = run("given_profile:Given", "--only", "I5a", "--only", "FQ13", out=tmp_path / "again", cwd=ADAPTERS)
    replayed = run(f"replay:{given.out / 'run.ndjson'}", out=tmp_path / "replayed")

    assert bindings(again, "I5a", "FQ13") == bindings(given, "I5a", "FQ13")
    assert comparable(replayed.record, "adapter") == comparable(given.record, "adapter")


def test_the_search_uses_the_given_profile(given: Run) -> None:
    """Every case of every law has its three transports, or names none."""
    profiles = {
        tuple(line for line in case["lines"] if line.startswith("| ") and ("supported" in line))
        for result in given.record.results
        if "search" in result
        for case in result["search"]["examples"]
    }

    assert profiles == {
        (),
        ("| Office | LAN | supported |", "| Branch | LAN | not supported |", "| Travel | modem | supported |"),
    }


def test_foreign_mail_is_not_judged(given: Run) -> None:
    """The trace shows the messages that waited before, and no check speaks of them."""
    ended = next(iter(given.results("FQ13")))

    assert "Exchange: lunch on Friday" in str(ended["trace"])
    assert "lunch" not in str(ended["checks"])
    assert ended["verdict"] == Verdict.PASS


def test_level_calls_conforms(tmp_path: Path) -> None:
    """What calls show needs no profile of its own."""
    done = run("given_profile:Given", "--level", "calls", out=tmp_path / "run", cwd=ADAPTERS)

    assert done.code == 0
    assert done.verdict.startswith("Conforms at level calls")


@pytest.mark.parametrize(
    ("name", "requirement", "cause"),
    [
        ("DeliversTwice", "I3b", "nothing-doubled"),
        ("LeavesOutTransports", "I5a", "messages-transferred"),
        ("SwapsDirections", "A6a", "topic-letter-direction"),
        ("RefusesForce", "FQ10", "call-succeeds"),
    ],
)
def test_a_wrong_implementation_fails(name: str, requirement: str, cause: str, tmp_path: Path) -> None:
    """A violated MUST ends with 1, with the cause that an installed profile would show."""
    done = run(f"given_profile:{name}", "--only", requirement, out=tmp_path / "run", cwd=ADAPTERS)

    assert done.code == 1
    assert cause in {result["cause"] for result in done.results(requirement)}
    assert "bound     given profile Outlook: Office is Exchange" in done.stdout


@pytest.mark.parametrize(
    ("name", "excused"),
    [
        ("NeedsItsUser", ("FQ4", "FQ9", "FQ10", "SS5")),
        ("WarnsOfItsUser", ("FQ25",)),
        ("RefusesWithoutItsUser", ("FQ1", "FQ17")),
    ],
)
def test_a_modem_of_the_profile_may_need_its_user(name: str, excused: tuple[str, ...], tmp_path: Path) -> None:
    """What a flush with FLUSH_NO_UI answers or leaves for that is not judged, also where the scenario does not name the modem."""
    words = [word for id in excused for word in ("--only", id)]
    done = run(f"given_profile:{name}", *words, out=tmp_path / "run", cwd=ADAPTERS)

    assert done.having(Verdict.FAIL, Verdict.WARNING, Verdict.ERROR) == set()
    unjudged = [result for result in done.record.results if result["cause"] == "nothing-to-judge"]
    assert {result["requirement"] for result in unjudged} == set(excused)


def test_the_order_of_a_transport_of_the_profile_is_not_judged(tmp_path: Path) -> None:
    """A product's transport may send over several connections, and then its far end does not show the order of the spooler."""
    done = run("given_profile:SendsOverTwoConnections", "--only", "FQ6", out=tmp_path / "run", cwd=ADAPTERS)

    written = [result for result in done.results("FQ6") if "search" not in result]
    causes = {result["cause"] for result in written}
    # Where a flush has moved too few messages to have an order, the scenario could not go on.
    assert "nothing-to-judge" in causes <= {"nothing-to-judge", "blocked"}
    assert done.having(Verdict.FAIL) == set()


def test_every_report_shows_the_binding(tmp_path: Path) -> None:
    """Text, Markdown, HTML, JUnit and SARIF say which transports a failed scenario worked with."""
    words = "given profile Outlook: Office is Exchange"
    formats = [word for name in ("html", "junit", "markdown", "sarif") for word in ("--format", name)]
    done = run("given_profile:SwapsDirections", "--only", "A6a", *formats, out=tmp_path / "run", cwd=ADAPTERS)
    names = ("report.html", "junit.xml", "summary.md", "mapi-tck.sarif")
    written = [done.out / name for name in names]

    assert words in done.stdout
    assert {path.name for path in written if words not in path.read_text("utf-8")} == set()


def test_a_bed_that_sees_only_some_queues(tmp_path: Path) -> None:
    """Scenarios are bound to the queues that can be used; what needs others is undecided, and names them."""
    done = run("given_profile:OutgoingOnly", out=tmp_path / "run", cwd=ADAPTERS)

    assert done.code == 3
    assert len(done.having(Verdict.PASS)) >= 95
    assert done.having(Verdict.FAIL, Verdict.WARNING, Verdict.ERROR) == set()
    reasons = {item.id: item.reason for item in done.assessment.open_musts}
    assert "A6a" in done.having(Verdict.PASS)
    lacking = "whose incoming queue the test bed can fill and see, as the scenario's Office"
    assert reasons["A6b"] == f"the given profile lacks a transport {lacking}"
    assert reasons["B5.3d"] == f"the given profile lacks a transport that supports FlushQueues and {lacking}"
    assert reasons["ST17"] == "the test bed does not tell the name of the profile"


def test_another_process_has_a_given_profile(tmp_path: Path) -> None:
    """The description passes over the stdio protocol; scenarios and laws are bound as in the kit's own process."""
    program = f"stdio:{sys.executable} {TESTS / 'miniatures' / 'served_given_profile.py'}"
    words = [word for id in ("A6c", "I5a", "FQ11", "I3b") for word in ("--only", id)]
    done = run(program, *words, "--examples", "3", out=tmp_path / "run")

    verdicts = {item.id: item.verdict for item in done.assessment.requirements if item.results}
    assert done.code == 3
    assert verdicts.pop("FQ11") is Verdict.INCONCLUSIVE
    assert set(verdicts.values()) == {Verdict.PASS}
    assert bindings(done, "A6c")[0] == {"Office": "Exchange", "Internet mail": "Internet mail", "Fax": "Fax"}


def test_a_refused_profile_leaves_what_calls_show(tmp_path: Path) -> None:
    """A test bed that sets up no profile leaves no more undecided than one without `install_profile`."""
    done = run("given_profile:RefusesProfiles", out=tmp_path / "run", cwd=ADAPTERS)

    open_musts = list(done.assessment.open_musts)
    assert {item.evidence for item in open_musts} <= {"queues", "ui", "objects"}
    judged = [
        item for item in done.assessment.requirements if item.evidence == "calls" and item.strength is Strength.MUST
    ]
    assert {item.verdict for item in judged} <= {Verdict.PASS, Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE}
