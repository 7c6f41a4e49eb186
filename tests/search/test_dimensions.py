"""The dimensions: the rows bring each three values together, and faults that need three things at once are noticed."""

import runpy
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from kit import ADAPTERS, REFERENCE, Run, run

from mapi_tck import steps  # noqa: F401 - declares the phrases
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.flush import Flush
from mapi_tck.adapters.reference.spooler import Spooler
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Adapter, TransportKind
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import examples
from mapi_tck.search.combining import MEANT, case
from mapi_tck.search.corpus import corpus_rows, fits_in, row_cases
from mapi_tck.search.dimensions import FILE, Rule, load_dimensions, number_of, read_dimensions
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS
from mapi_tck.search.performing import review_all
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.searching import perform
from mapi_tck.search.shrinking import Shrinker
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.verdicts import Verdict

LAW = LAWS["every flush transfers what it is for, once and in order, and nothing else"]
TABLE = load_dimensions()
VALUES = {dimension.name: dimension.values for dimension in TABLE.dimensions}
ROWS = corpus_rows()
#: The adapters whose faults need three things at once.
COMBINING = runpy.run_path(str(ADAPTERS / "combining.py"))


def can_be_completed(part: Mapping[str, str], rules: tuple[Rule, ...]) -> bool:
    """Whether the other dimensions have values with which no rule forbids the row; only those of rules matter."""
    if any(rule.covers(part) for rule in rules):
        return False
    touched = [
        rule for rule in rules if all(part.get(name, values[0]) in values for name, values in rule.together.items())
    ]
    missing = next((name for rule in touched for name in rule.together if name not in part), None)
    return missing is None or any(can_be_completed({**part, missing: value}, rules) for value in VALUES[missing])


def triples_that_can_be(rules: tuple[Rule, ...]) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Each three values of which some row with no such rule consists, found without the rows of the corpus."""
    for names in combinations(VALUES, 3):
        for values in product(*(VALUES[name] for name in names)):
            if can_be_completed(dict(zip(names, values, strict=True)), rules):
                yield names, values


def test_each_three_values_that_can_be_come_together() -> None:
    """The rows cover every triple, and nothing that cannot be."""
    possible = set(triples_that_can_be(TABLE.never))
    met = {(names, values) for names, found in TABLE.triples(ROWS).items() for values in found}

    assert met == possible
    assert number_of(TABLE.triples(ROWS)) == len(possible) > 20_000


def test_each_three_values_come_together_where_all_can_be_judged() -> None:
    """No triple occurs only in cases in which little can be judged, unless it is the reason for that."""
    telling = [row for row in ROWS if not any(rule.covers(row) for rule in TABLE.little)]
    met = {(names, values) for names, found in TABLE.triples(telling).items() for values in found}

    assert met == set(triples_that_can_be((*TABLE.never, *TABLE.little)))


def test_every_row_can_be() -> None:
    """No row breaks a rule, and no row comes twice."""
    assert all(map(TABLE.can_be, ROWS))
    assert len({tuple(row.values()) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    "rule", TABLE.never, ids=lambda rule: ", ".join(f"{name} {values[0]}" for name, values in rule.together.items())
)
def test_each_rule_forbids_something(rule: Rule) -> None:
    """Without the rule there would be triples, or rows, that only it forbids."""
    others = tuple(other for other in TABLE.never if other is not rule)
    forbidden = [dict(zip(rule.together, values, strict=True)) for values in product(*rule.together.values())]

    assert all(can_be_completed(part, others) for part in forbidden)
    assert not any(can_be_completed(part, TABLE.never) for part in forbidden)


def test_the_table_has_the_values_that_cases_are_made_for() -> None:
    """Every value has its lines: a value without lines would be covered by name alone."""
    for name, values in VALUES.items():
        meant = MEANT[name]
        assert all(value.isdecimal() for value in values) if meant is None else values == meant


def test_every_row_is_a_case_of_its_own() -> None:
    """Two rows never have the same lines, and all lines are in the vocabulary."""
    cases = row_cases(LAW, Surroundings())

    assert len(cases) == len(ROWS)
    review_all([cases])


@pytest.mark.parametrize("name", VALUES)
def test_each_value_changes_the_case(name: str) -> None:
    """A row with another value of one dimension is another case."""
    changed = 0
    for row in ROWS[:40]:
        others = [{**row, name: value} for value in VALUES[name] if value != row[name]]
        for other in filter(TABLE.can_be, others):
            assert case(other, LAW.last) != case(row, LAW.last) or (name == "neighbours" and other["transports"] == "1")
            changed += 1
    assert changed


@pytest.mark.parametrize(
    "surroundings",
    [
        Surroundings(kinds=(TransportKind.RAS,)),
        Surroundings(asynchronous=(False,)),
        Surroundings(support=(False,), asynchronous=(False,)),
        Surroundings(fewest=2),
    ],
    ids=["RAS", "no asynchronous ones", "without FlushQueues", "two"],
)
def test_rows_are_fitted_to_the_declaration(surroundings: Surroundings) -> None:
    """Each case has a profile that is allowed, and hardly a triple of the values that are left is lost."""
    cases = row_cases(LAW, surroundings)
    allowed = TABLE.allowed(surroundings)

    assert all(fits_in(example, surroundings) for example in cases)
    assert all(row[name] in allowed[name] for row in cases.values() for name in VALUES)
    assert all(map(TABLE.can_be, cases.values()))
    possible = number_of(TABLE.possible(ROWS, surroundings))
    assert 0.95 * possible <= number_of(TABLE.triples(cases.values())) <= possible


def tried(adapter: Adapter, example: Example) -> Scenario:
    """The case, run against the adapter."""
    requirement = load_catalogue().requirements["FQ26"]
    tck = Scenario("a case", requirement, adapter, Parameters(settle_limit=0.5, slow_seconds=0.01))
    perform(tck, example)
    return tck


@pytest.mark.parametrize("fault", COMBINING["FAULTS"])
def test_a_fault_that_needs_three_things_is_noticed(fault: str) -> None:
    """Some row shows it, and the case is made small."""
    adapter: ReferenceAdapter = COMBINING["combining"](fault)

    def breaks(example: Example) -> bool:
        return tried(adapter, example).ending[0] is Verdict.FAIL

    found = next(filter(breaks, row_cases(LAW, Surroundings())), None)
    assert found is not None
    smallest = Shrinker(LAW, breaks, lambda _: True).shrink(found)
    assert len([line for line in smallest if line.keyword == "When"]) <= 4
    assert tried(ReferenceAdapter(), smallest).ending[0] is Verdict.PASS


class BeginsLate(Spooler):
    """Begins each flush that a transport's own object asks for after five seconds."""

    def run_later(self, flush: Flush) -> None:
        """Take the flush in, and wait."""
        super().run_later(flush)
        self._jobs[-1].due += 5.0


class NeverBegins(Spooler):
    """Forgets each flush that a transport's own object asks for."""

    def run_later(self, flush: Flush) -> None:
        """Do nothing."""


def test_a_flush_that_comes_late_names_the_setting() -> None:
    """The failure says that settle_limit is what to set, and only for messages that come."""
    example = examples.read(
        [
            "Given a profile with the transports",
            "| transport | kind | FlushQueues |",
            "| Office | LAN | supported |",
            "Given messages that wait",
            "| transport | outgoing | incoming |",
            "| Office | 1 | 1 |",
            "When client 1 logs on",
            "When client 1 flushes the outgoing and incoming queues through the object of Office",
            f"Then {LAW.last.text}",
        ]
    )
    late = tried(ReferenceAdapter(Parts(spooler=BeginsLate)), example)
    never = tried(ReferenceAdapter(Parts(spooler=NeverBegins)), example)

    assert (late.ending[0], never.ending[0]) == (Verdict.FAIL, Verdict.FAIL)
    assert "set settle_limit in the declaration" in str([check.observed for check in late.checks])
    assert "settle_limit" not in str([check.observed for check in never.checks])


def searched(done: Run) -> Any:
    """What the record holds of the law."""
    (search,) = [result["search"] for result in done.record.results if "search" in result]
    return search


def test_sixty_transports_become_as_many_as_needed(tmp_path: Path) -> None:
    """A run halves them at once: its runs are limited."""
    done = run("combining:many", *REFERENCE, "--only", "FQ26", out=tmp_path / "out", cwd=ADAPTERS)
    lines = searched(done)["examples"][-1]["lines"]

    transports = [line for line in lines if line.startswith("| ") and "supported |" in line]
    assert len(transports) == 33
    assert lines[len(transports) + 2 :][0].startswith(("Given messages that wait", "When client"))


def covered(adapter: str, out: Path, *arguments: str) -> tuple[int, int]:
    """How many triples of values a run covers, and how many there can be."""
    done = run(adapter, *REFERENCE, "--only", "FQ26", *arguments, out=out)
    values = searched(done)["values"]
    return values["met"], values["possible"]


def test_a_usual_run_covers_every_triple(tmp_path: Path) -> None:
    """The rows are tried in addition to any number of examples. Each report says it."""
    met, possible = covered(
        "reference", tmp_path / "out", "--examples", "3", "--format", "markdown", "--format", "html"
    )

    assert met == possible == number_of(TABLE.triples(ROWS))
    said = f"Triples of values covered: {met} of {possible}."
    for report in ("report.html", "summary.md"):
        assert said in (tmp_path / "out" / report).read_text("utf-8")


#: The specimens that need several things at once, and what a row shows of each.
SPECIMENS = {
    "force-reaches-beyond-the-target": "queue-untouched",
    "fifty-messages-a-flush": "messages-transferred",
    "transports-beyond-32-forgotten": "messages-transferred",
    "failed-transport-no-longer-a-target": "messages-transferred",
    "refused-mail-vanishes-at-logoff": "nothing-lost",
    "next-session-sends-again-what-was-sent": "nothing-doubled",
    "release-ends-the-asynchronous-flush": "messages-transferred",
    "receives-nothing-after-half-an-hour": "messages-transferred",
    "two-dead-far-ends-end-the-flush": "messages-transferred",
}


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_rows_notice_what_only_combinations_show(specimen: str) -> None:
    """Without any written scenario, a row fails for the expected cause."""
    adapter = resolve(f"wrong:{specimen}", Parameters()).create()
    endings = (tried(adapter, example).ending for example in row_cases(LAW, Surroundings()))

    assert next((cause for verdict, cause, _ in endings if verdict is Verdict.FAIL), None) == SPECIMENS[specimen]


def test_what_could_not_be_judged_is_not_covered(tmp_path: Path) -> None:
    """This adapter cannot have someone at the screen, so that no case with that value is judged."""
    met, possible = covered("unusual:queues-alone-are-seen", tmp_path / "out")

    some = [row for row in ROWS if row["screen"] == "nobody"]
    assert met == number_of(TABLE.triples(some)) < possible


def test_in_real_time_only_the_first_rows_are_tried(tmp_path: Path) -> None:
    """The coverage says so."""
    met, possible = covered("isolated:reference", tmp_path / "out", "--examples", "2")

    short = [row for row in ROWS if not TABLE.is_long(row)]
    assert met == number_of(TABLE.triples(short[:2]))
    assert met < possible / 10


WRONG = {
    "unknown dimension": ('[[never]]\ntogether = { colour = ["red"] }\nreason = "No."', "unknown key"),
    "unknown value": ('[[never]]\ntogether = { a = ["3"] }\nreason = "No."', "must be 1 or 2"),
    "no reason": ('[[never]]\ntogether = { a = ["1"] }', "lacks reason"),
    "nothing together": ('[[never]]\ntogether = { }\nreason = "No."', "names no dimension"),
    "no sentence": ('[[little]]\ntogether = { a = ["1"] }\nreason = "no"', "must be a sentence"),
    "twice": ('[[dimension]]\nname = "a"\nsays = "More."\nvalues = ["1", "2"]', "there are two dimensions a"),
    "one value": ('[[dimension]]\nname = "b"\nsays = "One."\nvalues = ["1"]', "at least two different values"),
    "a riddle": ('[[dimension]]\nname = "b"\nsays = "one"\nvalues = ["1", "2"]', "must be a sentence"),
    "stray": ('[[sometimes]]\nreason = "No."', "unknown key"),
    "no list": ('[never]\nreason = "No."', "must be written [[never]]"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_the_table_is_one_line(mistake: str, tmp_path: Path) -> None:
    """It names the file, and what is wrong."""
    lines, message = WRONG[mistake]
    path = tmp_path / FILE
    path.write_text(f'[[dimension]]\nname = "a"\nsays = "First."\nvalues = ["1", "2"]\n{lines}\n', "utf-8")

    with pytest.raises(UsageError, match=".*") as caught:
        read_dimensions(path)
    assert message in str(caught.value)


def test_places_outside_the_table_are_refused() -> None:
    """A row of an older table does not become another row."""
    right = TABLE.places(ROWS[0])

    for places in ([], right[:-1], [*right[:-1], 99], [*right[:-1], -1]):
        with pytest.raises(ValueError, match="dimension"):
            TABLE.row(places)
    assert TABLE.row(right) == ROWS[0]
    assert examples.written(case(ROWS[0], LAW.last))[-1] == f"Then {LAW.last.text}"
    assert (features_root() / FILE).exists()
