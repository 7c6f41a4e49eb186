"""The C provider, certified end to end: a whole implementation in another process and another language."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from kit import EXAMPLES, Run, comparable, run, verdicts
from once import once

from mapi_tck.verdicts import Verdict

pytestmark = pytest.mark.compiler

DECLARATION = ("--declaration", str(EXAMPLES / "c_provider" / "declaration.toml"))

#: Short waits: a fault that keeps something from happening is waited for.
HASTY = "[parameters]\ncall_limit = 2.0\nsettle_limit = 0.3\nslow_seconds = 0.02\n"

#: Switch → the requirements that it violates, and those that cannot hold either when it is wrong so.
VIOLATED = {
    "swap-directions": (
        {"A6a", "A6b", "A6d", "B5.3c", "B5.3d", "B5.3e", "B5.3f"},
        {"A6e", "B5.3i", "B5a", "FQ1", "FQ5", "FQ22", "FQ23", "FQ24", "FQ28", "FQ31", "ST15"},
    ),
    "first-transport-only": ({"I5a"}, {"A6e", "B5a", "C1b", "FQ1", "FQ2", "FQ22", "FQ27"}),
    "stop-at-failure": ({"I5a"}, {"FQ27"}),
    "ignore-target": ({"B5.3g"}, {"A6d", "FQ19", "FQ29", "I6a"}),
    "lose-on-down": ({"I3a"}, {"FQ14"}),
    "deliver-twice": ({"I3b"}, {"FQ4"}),
    "no-spooler-row": ({"A4a"}, {"A1b", "SS1", "TB4", "TB5"}),
    "ignore-restriction": (
        {"A3a", "B3a"},
        {"A1b", "SS1", "TB3", "TB6", "TB7", "TB20", "TB21", "TB29", "TB30", "TB31", "TB32"},
    ),
    "leak-row-sets": ({"A7a", "B5.4b"}, {"OE13"}),
    "prompt-despite-no-ui": ({"C1a"}, set()),
    "flush-bit-but-no-support": ({"B5.3a"}, {"FQ9", "SS5"}),
}

#: What notices mistakes of any kind, because it combines everything that can be varied.
COMBINED = {"FQ26"}

#: What two workers share: written scenarios and laws.
TWO = ("--only", "A6", "--only", "B5", "--only", "TB3")

#: Switch → what breaks, and the call that a scenario breaks in.
BROKEN = {
    "die-in-flush": ("died", "flush_queues"),
    "hang-in-flush": ("hung", "flush_queues"),
    "garbage-answer": ("malformed-answer", "query_rows"),
}


def selection(c_run: Run, name: str, own: set[str]) -> list[str]:
    """What a mistake is tried with: its own requirements and a part of all others, without the laws that are searched.

    The parts of all mistakes together are every requirement that the program passes.
    """
    names = [*VIOLATED, "incoming-first"]
    part = sorted(c_run.having("pass"))[names.index(name) :: len(names)]
    return [*(word for id in sorted({*own, *part}) for word in ("--only", id)), "--", "-m", "not search"]


@pytest.fixture
def hasty(tmp_path: Path) -> tuple[str, str]:
    """A declaration with short waits."""
    path = tmp_path / "declaration.toml"
    path.write_text(HASTY)
    return "--declaration", str(path)


@pytest.fixture(scope="module")
def unseen(c_provider: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The C provider with its test bed switched off."""
    words = (f"stdio:{c_provider} --no-test-bed", *DECLARATION)
    return once(tmp_path_factory, "c-provider-unseen", lambda folder: run(*words, out=folder / "run"))


def test_it_conforms(c_run: Run) -> None:
    """With its test bed it conforms, and no MUST stays open."""
    assert c_run.code == 0, c_run.stdout
    assert c_run.verdict == f"Conforms; {c_run.assessment.totals[Verdict.NOT_TESTED]} requirements not tested"
    assert not c_run.assessment.open_musts
    assert not c_run.having("inconclusive", "error", "fail", "warning")


def test_what_it_does_not_claim_is_not_applicable(c_run: Run) -> None:
    """Exactly the three options that its declaration leaves out are not judged, each with that reason."""
    left_out = {item.id: item.reason for item in c_run.assessment.requirements if item.verdict == "not applicable"}

    assert left_out == {
        id: f"the declaration excludes it: {option} is claimed not to hold"
        for id, option in (
            ("FQ3", "flush-async-ok"),
            ("ST12", "unicode-status-table"),
            ("TB9", "restriction-on-non-column"),
        )
    }


def test_without_test_bed_effects_stay_open(unseen: Run) -> None:
    """Exactly the requirements whose evidence is an effect are undecided, each because it cannot be observed."""
    assert unseen.code == 3
    assert unseen.verdict.startswith("Undecided: ")
    effects = {
        item.id: item.evidence
        for item in unseen.assessment.requirements
        if item.evidence != "calls" and item.verdict not in ("not tested", "not applicable")
    }

    assert {"queues", "ui", "objects"} == set(effects.values())
    assert unseen.having("inconclusive") == set(effects)
    for item in unseen.assessment.requirements:
        if item.id in effects:
            assert item.reason == (
                f"not observable: its evidence is {item.evidence}, which the adapter's description does not list in observes"
            )


def test_at_level_calls_it_conforms_and_says_what_that_leaves_out(c_provider: Path, tmp_path: Path) -> None:
    """Judged by its calls alone it conforms at that level; the verdict counts the MUSTs on effects."""
    calls = run(f"stdio:{c_provider} --no-test-bed", *DECLARATION, "--level", "calls", out=tmp_path / "run")
    musts = [
        item.id
        for item in calls.assessment.requirements
        if item.evidence != "calls" and item.strength == "MUST" and item.role == "subsystem"
    ]

    assert calls.code == 0, calls.stdout
    assert calls.verdict.startswith(f"Conforms at level calls; {len(musts)} MUSTs about effects not tested; ")
    assert not calls.having("inconclusive", "error", "fail", "warning")


def test_every_switch_is_tried(c_provider: Path) -> None:
    """The tables below hold every deliberate mistake that the program has."""
    listed = subprocess.run([c_provider, "--list-wrong"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in listed.splitlines()}

    assert names == {*VIOLATED, *BROKEN, "incoming-first"}


@pytest.mark.parametrize("name", VIOLATED)
def test_each_mistake_is_found(c_run: Run, c_provider: Path, hasty: tuple[str, str], tmp_path: Path, name: str) -> None:
    """Each deliberate mistake fails at its own requirement, and nothing fails that does not rest on it."""
    expected, implied = VIOLATED[name]
    wrong = run(f"stdio:{c_provider} --wrong={name}", *hasty, *selection(c_run, name, expected), out=tmp_path / "run")

    assert wrong.code == 1, wrong.stdout
    assert wrong.verdict.startswith("Does not conform: ")
    assert expected <= wrong.having("fail")
    assert wrong.having("fail", "warning") <= expected | implied | COMBINED
    assert not wrong.having("error")
    assert {result["cause"] for result in wrong.record.ended.values() if result["verdict"] == "inconclusive"} <= {
        "blocked"
    }


def test_swapped_directions_are_named_by_their_cause(c_provider: Path, hasty: tuple[str, str], tmp_path: Path) -> None:
    """An implementation that follows the topic's letter is told that it does."""
    wrong = run(f"stdio:{c_provider} --wrong=swap-directions", *hasty, "--only", "A6a", out=tmp_path / "run")

    assert {result["cause"] for result in wrong.results("A6a")} == {"topic-letter-direction"}
    assert "✗ UPLOAD and DOWNLOAD are swapped (ruling D-01) [topic-letter-direction]" in wrong.stdout


def test_incoming_first_is_a_warning(c_run: Run, c_provider: Path, hasty: tuple[str, str], tmp_path: Path) -> None:
    """Incoming before outgoing violates a SHOULD only: a warning; `--strict` makes the result fail, not the verdict."""
    adapter = f"stdio:{c_provider} --wrong=incoming-first"
    chosen = selection(c_run, "incoming-first", {"FQ12"})
    lenient = run(adapter, *hasty, *chosen, out=tmp_path / "lenient")
    strict = run(adapter, *hasty, "--strict", "--only", "FQ12", out=tmp_path / "strict")

    assert (lenient.code, strict.code) == (0, 1)
    assert lenient.having("fail", "warning") == strict.having("fail", "warning") == {"FQ12"}
    for verdict in (lenient.verdict, strict.verdict):
        assert verdict.startswith("The selection holds: ")
        assert verdict.endswith(" scenarios, with 1 warning")


@pytest.mark.parametrize("name", BROKEN)
def test_each_breakage_costs_one_scenario(c_provider: Path, tmp_path: Path, name: str) -> None:
    """A death, a hang or garbage is an error that names the call; a fresh process serves the scenarios that follow."""
    declaration = tmp_path / "declaration.toml"
    declaration.write_text("[parameters]\ncall_limit = 2\nsettle_limit = 0.5\nslow_seconds = 0.01\n")
    choice = ("--only", "A6f", "--only", "FQ9", "--only", "A1a", "--only", "A5b", "--only", "EI1")
    wrong = run(f"stdio:{c_provider} --wrong={name}", "--declaration", str(declaration), *choice, out=tmp_path / "run")
    cause, method = BROKEN[name]
    broken = [result for result in wrong.record.ended.values() if result["verdict"] == "error"]
    fine = [result for result in wrong.record.ended.values() if result["verdict"] == "pass"]

    assert wrong.code == 4, wrong.stdout
    assert wrong.verdict.startswith("Not valid: ")
    assert wrong.record.footer is not None
    assert {result["requirement"] for result in broken} >= {"A6f", "FQ9"}
    assert len(broken) + len(fine) == len(wrong.record.planned)
    assert "A1a" in {result["requirement"] for result in fine}
    # A scenario that passes after one that broke was served by a fresh process.
    order = list(wrong.record.ended.values())
    assert any(before in broken and after in fine for before, after in pairwise(order))
    for result in broken:
        blame = "adapter" if name == "garbage-answer" else "adapter or implementation"
        assert (result["cause"], result["blame"]) == (cause, blame)
        assert f".{method}(" in result["reason"]
        assert next(entry["method"] for entry in result["trace"] if entry["broke"]) == method


def test_its_record_can_be_replayed(c_run: Run, tmp_path: Path) -> None:
    """Its record, replayed without the program, gives the same verdicts; no call is missing in it."""
    replayed = run(f"replay:{c_run.out / 'run.ndjson'}", out=tmp_path / "run")

    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert "not in the record" not in json.dumps(replayed.record.ended)
    assert verdicts(replayed.record) == verdicts(c_run.record)
    assert replayed.verdict == c_run.verdict


def test_a_record_of_mistakes_can_be_replayed(c_provider: Path, hasty: tuple[str, str], tmp_path: Path) -> None:
    """What failed, was blocked or broke does so in the replay as well."""
    for name in ("flush-bit-but-no-support", "die-in-flush"):
        adapter = f"stdio:{c_provider} --wrong={name}"
        wrong = run(adapter, *hasty, "--only", "B5.2", "--only", "B5.3a", out=tmp_path / name)
        replayed = run(f"replay:{wrong.out / 'run.ndjson'}", out=tmp_path / f"{name} again")

        assert verdicts(replayed.record) == verdicts(wrong.record)
        assert replayed.code == wrong.code


def test_two_workers_record_the_same(c_run: Run, c_provider: Path, tmp_path: Path) -> None:
    """With two workers, and so two processes of it, every scenario has the same result but for volatile fields."""
    two = run(f"stdio:{c_provider}", *DECLARATION, "-n", "2", *TWO, out=tmp_path / "run")
    one = comparable(c_run.record)["ended"]

    assert two.code == 0, two.stdout + two.stderr
    assert len(two.record.planned) > 60
    assert comparable(two.record)["ended"] == {id: one[id] for id in sorted(two.record.planned)}
