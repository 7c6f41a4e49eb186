"""The mutants of the reference: how they are made and judged, and how they are compared with the list of survivors."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import figures as tables
from mapi_tck.certification.pool.processes import Prepared
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.wire.codecs import Json
from mutation.figures import by_module, summary
from mutation.mutants import MODULES, Mutant, mutants_of, source_of
from mutation.outcomes import Judged, Outcome, job
from mutation.survivors import CLASSES, Survivor, differences, load

SMALL = '''"""A module."""

LIMIT = 3


class Counter:
    """Counts."""

    def count(self, items: list[int] | None) -> int:
        """Only what is below the limit."""
        total = 0
        for item in items or []:
            if item < LIMIT:
                total = max(total, item)
        return total
'''


def changes(source: str) -> list[str]:
    """The mutants of a source, in words."""
    return [mutant.change for mutant in mutants_of("small", source)]


def mutant(change: str, module: str = "small") -> Mutant:
    """A mutant that differs in that way."""
    return Mutant(module, "Counter.count", "tool operator", change, "other", 1, "", 1, "")


@pytest.fixture(scope="module")
def worker() -> Iterator[Prepared]:
    """A process that judges in role subsystem."""
    worker = Prepared("mutation.judging", "subsystem")
    yield worker
    worker.end()


def judged(worker: Prepared, module: str, source: str) -> Json:
    """How a module of the reference ends with this source."""
    return worker.ask(job(module, source))


def test_both_tools_change_what_runs() -> None:
    """One tool changes conditions, loops and numbers, the other arguments and assignments; each mutant says what it is."""
    found = changes(SMALL)

    assert "Counter.count: if item < LIMIT: → if not item < LIMIT: [cosmic-ray AddNot]" in found
    assert "Counter.count: for item in items or []: → for item in []: [cosmic-ray ZeroIterationForLoop]" in found
    assert "module: LIMIT = 3 → LIMIT = 4 [cosmic-ray NumberReplacer]" in found
    assert "Counter.count: total = max(total, item) → total = max(total, None) [mutmut arg_removal]" in found
    assert "Counter.count: total = 0 → total = None [mutmut assignment]" in found


def test_what_has_no_effect_is_no_mutant() -> None:
    """Annotations and docstrings are left alone, and no two mutants do the same."""
    mutants = mutants_of("small", SMALL)

    assert not [mutant for mutant in mutants if "def " in mutant.line or '"""' in mutant.line]
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    assert SMALL not in {mutant.source for mutant in mutants}


def test_a_mutant_is_found_again_when_lines_move() -> None:
    """The words that name a mutant do not hold its line number."""
    moved = SMALL.replace("LIMIT = 3", "# First,\n# some words.\n\nLIMIT = 3")

    assert changes(moved) == changes(SMALL)


def test_equal_lines_of_one_function_are_told_apart() -> None:
    """The second of two equal changes in one place says that it is the second."""
    twice = SMALL.replace("        return total", "        total = 0\n        return total")

    found = [change for change in changes(twice) if "total = 0 → total = None" in change]

    assert found == [
        "Counter.count: total = 0 → total = None [mutmut assignment]",
        "Counter.count: total = 0 → total = None [mutmut assignment] (#2)",
    ]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_mutated_is_there(module: str) -> None:
    """Each name is that of a module of the reference whose source can be read and compiled."""
    compile(source_of(module), module, "exec")


def test_a_change_without_effect_survives(worker: Prepared) -> None:
    """A source that does the same ends like the reference."""
    assert judged(worker, "flush", source_of("flush") + "\nNOT_USED = 1\n") == {"outcome": "survived"}


def test_a_change_with_an_effect_is_killed_by_a_requirement(worker: Prepared) -> None:
    """What is killed names the requirement, its verdict and the scenario. The next mutant starts from the reference again."""
    source = source_of("flush").replace("self.flags & FlushFlag.FLUSH_UPLOAD", "0")
    killed = judged(worker, "flush", source)

    assert killed["outcome"] == "killed"
    assert killed["verdict"] == "fail"
    assert killed["scenario"].startswith(("flush_queues.feature::", "after_trouble.feature::"))
    assert killed["requirement"]
    assert judged(worker, "flush", source_of("flush")) == {"outcome": "survived"}


def test_classes_that_other_modules_hold_are_mutated_too(worker: Prepared) -> None:
    """A class that stands in another module's defaults is the mutated one."""
    source = source_of("status_table").replace("self.session.rows()", "[]")

    assert judged(worker, "status_table", source)["outcome"] == "killed"


def test_a_change_that_hangs_is_told_from_one_that_is_killed(worker: Prepared) -> None:
    """A mutant that does not end is stopped, and the next mutant is judged."""
    source = source_of("flush").replace("self.pending.pop(0)", "self.pending[0]")

    assert judged(worker, "flush", source) == {"outcome": "timeout"}
    assert judged(worker, "flush", source_of("flush")) == {"outcome": "survived"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("import nothing_like_this", "ModuleNotFoundError"),
        ("def :", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit"),
    ],
)
def test_a_change_that_cannot_be_imported_is_no_merit_of_the_features(line: str, why: str, worker: Prepared) -> None:
    """A reference that does not start is told from one that a requirement kills, with the reason."""
    answer = judged(worker, "flush", f"{line}\n{source_of('flush')}")

    assert answer["outcome"] == "does not start"
    assert why in answer["why"]


def test_a_survivor_has_to_be_listed() -> None:
    """A survivor that is not on the list is a difference; one that is on the list is not."""
    one = mutant("a = 1")
    listed = {("small", one.change): Survivor("small", one.change, "equivalent", "It does the same.")}
    survived = [Judged(one, Outcome.SURVIVED, Role.SUBSYSTEM)]

    assert differences(survived, {}, [one]) == [f"{one.id} survives and is not listed: small, {one.change}"]
    assert differences(survived, listed, [one]) == []


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.SURVIVED])
def test_what_is_listed_has_to_survive(outcome: Outcome) -> None:
    """One that is listed and ends otherwise is a difference: the list would claim too much."""
    one = mutant("a = 1")
    listed = {("small", one.change): Survivor("small", one.change, "equivalent", "It does the same.")}

    (line,) = differences([Judged(one, outcome, Role.SUBSYSTEM, "A6c")], listed, [one])

    assert line == f"{one.id} is listed, but ends as {outcome} by A6c: small, {one.change}"


def test_the_page_does_not_count_a_noted_mutant_as_caught() -> None:
    """The table of docs/why-believe-a-pass.md agrees with the score: caught mutants are killed, endless, or break the process."""
    outcomes = (Outcome.KILLED, Outcome.TIMEOUT, Outcome.BROKE, Outcome.NOTED, Outcome.SURVIVED, Outcome.NO_START)
    judged = [Judged(mutant(f"a = {number}"), end, Role.SUBSYSTEM) for number, end in enumerate(outcomes)]
    figures = by_module(judged, {})
    page = tables.mutation({"all": figures.pop("all"), "modules": figures})

    head, _, small, every = (line.strip("| ").split(" | ") for line in page.splitlines())
    assert dict(zip(head[:7], small[:7], strict=True)) == {
        "module": "small",
        "mutants that start": "5",
        "caught": "3",
        "raw score": "60.0%",
        "that a page judges": "5",
        "caught of these": "60.0%",
        "noted": "1",
    }
    assert every[1:] == small[1:]


def test_the_second_score_leaves_out_what_no_page_forbids() -> None:
    """A survivor of a harmless class counts for the raw score only; the command, the result and the page say the same."""
    kinds = (*CLASSES, None)
    survived = [Judged(mutant(f"a = {number}"), Outcome.SURVIVED, Role.SUBSYSTEM) for number in range(len(kinds))]
    others = [
        Judged(mutant(f"b = {number}"), end, Role.SUBSYSTEM)
        for number, end in enumerate((Outcome.KILLED, Outcome.NOTED, Outcome.NO_START))
    ]
    listed = {
        one.mutant.key: Survivor("small", one.mutant.change, kind, "It is so.")
        for one, kind in zip(survived, kinds, strict=True)
        if kind
    }

    figures = by_module([*survived, *others], listed)

    assert figures["all"]["score"] == round(1 / 8, 4)
    assert figures["all"]["judgeable"] == {"mutants": 5, "caught": 1, "score": 0.2}
    assert summary(figures["all"]).splitlines() == [
        "1 of the 8 mutants that start are caught: 12.5%.",
        "1 of the 5 that a page judges are caught: 20.0%. Not caught: 1 noted, 1 unjudged, 1 not observable, 1 not listed.",
        "No page judges the others: 1 equivalent, 1 permitted, 1 instrument.",
    ]
    page = tables.mutation({"all": figures.pop("all"), "modules": figures}).splitlines()
    assert page[-1].startswith("| all | 8 | 1 | 12.5% | 5 | 20.0% | 1 |")


def test_what_is_listed_has_to_be_there() -> None:
    """A listed mutant that the tools do not make any more is a difference, in the modules that were looked at only."""
    one = mutant("a = 1")
    listed = {
        (module, "gone"): Survivor(module, "gone", "equivalent", "It does the same.") for module in ("small", "other")
    }

    assert differences([], listed, [one]) == ["the list has a mutant that the tools no longer make: small, gone"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('module = "flush"\nclass = "equivalent"\nmutants = []', "1: this entry lacks reason: a text"),
        ('module = "flush"\nclass = "odd"\nreason = "R."\nmutants = []', "3: class: must be equivalent, .*, not 'odd'"),
        (
            'module = "flush"\nclass = "equivalent"\nreason = "R."\nmutants = ["a", "a"]',
            "5: mutants: .* twice: flush, a",
        ),
    ],
)
def test_a_list_with_a_mistake_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """One line says where, and what is wrong."""
    path = tmp_path / "survivors.toml"
    path.write_text(f"[[survivors]]\n{text}\n", "utf-8")

    with pytest.raises(UsageError, match=message):
        load(path)


def test_every_listed_survivor_has_a_reason() -> None:
    """The reasons in the committed list are sentences."""
    listed = load()

    assert listed
    assert [survivor for survivor in listed.values() if not survivor.reason.endswith(".")] == []


def test_a_sample_ends_as_the_list_says(checkout: Path, tmp_path: Path) -> None:
    """Sixteen mutants, the same each time: those that survive are listed, and the others are not. The result file says so."""
    out = tmp_path / "result.json"
    modules = ("flush", "deferring", "client")  # one for each role
    chosen = [word for module in modules for word in ("--module", module)]
    chosen += ["--sample", "16", "--seed", "1", "-n", "1"]
    command = [sys.executable, "-m", "mutation", *chosen, "--out", str(out)]

    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith(("all ", "No page judges the others: "))]
    assert "⟨LF⟩" not in done.stdout
    result = json.loads(out.read_text("utf-8"))
    assert not result["complete"]
    assert result["selection"] == {"modules": [*modules], "sample": 16, "seed": 1}
    assert len(result["mutants"]) == result["all"]["mutants"] == 16
    assert sum(result["all"]["outcomes"].values()) == 16
    assert result["all"]["classes"]["not listed"] == 0
    assert {line["requirement"] for line in result["mutants"] if line["outcome"] == "killed"}
