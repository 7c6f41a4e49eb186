"""A case that breaks a law is made smaller: every smaller case is a case of the law, and the number of runs is bounded."""

import random
from collections.abc import Callable
from functools import cache, partial

import pytest

from mapi_tck import steps  # noqa: F401 - declares the phrases
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import TransportKind
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import examples
from mapi_tck.search.corpus import corpus_cases, fits_in
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS, Law
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.searching import perform
from mapi_tck.search.shrinking import Shrinker
from mapi_tck.search.templates import Choice, Columns, Lines, Number, Template
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict

#: How many smaller cases are tried of each law. A choice: some hundred lines of the vocabulary take a second.
TRIED = 60


@cache
def right() -> ReferenceAdapter:
    """A right implementation."""
    return ReferenceAdapter()


def verdict(example: Example) -> Verdict:
    """How the reference does with the case."""
    requirement = load_catalogue().requirements["I3a"]
    tck = Scenario("a case", requirement, right(), Parameters(settle_limit=0.2, slow_seconds=0.01))
    perform(tck, example)
    return tck.ending[0]


def smaller_cases(law: Law, surroundings: Surroundings) -> list[Example]:
    """Smaller cases that a shrinker tries, with a law that is broken by chance."""
    chance = random.Random(law.text)
    tried: list[Example] = []

    def breaks(example: Example) -> bool:
        tried.append(example)
        return len(tried) < TRIED and chance.random() < 0.3

    for case in corpus_cases(law, surroundings)[:20]:
        if len(tried) < TRIED:
            Shrinker(law, breaks, partial(fits_in, surroundings=surroundings)).shrink(case)
    return tried[:TRIED]


@pytest.mark.parametrize("law", LAWS)
def test_a_right_implementation_passes_every_smaller_case(law: str) -> None:
    """Otherwise the smallest case would show a fault that is none."""
    tried = smaller_cases(LAWS[law], Surroundings())

    assert len(tried) > 10
    failed = [example for example in tried if verdict(example) not in (Verdict.PASS, Verdict.INCONCLUSIVE)]
    assert list(map(examples.written, failed)) == []


@pytest.mark.parametrize("law", ["no message is lost", "messages leave in the order in which they were submitted"])
@pytest.mark.parametrize(
    "surroundings",
    [
        Surroundings(kinds=(TransportKind.MODEM,)),
        Surroundings(support=(False,), asynchronous=(True,)),
        Surroundings(fewest=2),
    ],
    ids=["modem", "asynchronous", "two"],
)
def test_smaller_cases_keep_to_the_declaration(law: str, surroundings: Surroundings) -> None:
    """A declared provider is tried in no profile that it does not allow."""
    tried = smaller_cases(LAWS[law], surroundings)

    assert tried
    for example in tried:
        header, *rows = example[0].table or ((),)
        assert len(rows) >= surroundings.fewest
        for row in rows:
            transport = dict(zip(header, row, strict=True))
            assert transport["kind"] in surroundings.kinds
            assert (transport["FlushQueues"] == "supported") in surroundings.support
            assert (transport.get("asynchronous") == "yes") in surroundings.asynchronous


@pytest.mark.parametrize("law", ["nothing stays alive", "the spooler shows no user interface"])
def test_what_the_law_needs_stays(law: str) -> None:
    """Opening and closing lines and the line that judges stay in every smaller case."""
    kept = LAWS[law]
    for example in smaller_cases(kept, Surroundings()):
        texts = [line.text for line in example]
        assert {line.text for line in kept.opening} | {*kept.closing, kept.last.text} <= set(texts)


@pytest.mark.parametrize("law", LAWS)
def test_shrinking_comes_to_an_end(law: str) -> None:
    """Also where every smaller case breaks the law, and each attempt is made once."""
    for case in corpus_cases(LAWS[law], Surroundings())[:10]:
        tried: list[Example] = []

        def breaks(example: Example, tried: list[Example] = tried) -> bool:
            tried.append(example)
            assert len(tried) < 1_000
            return True

        Shrinker(LAWS[law], breaks, lambda _: True).shrink(case)

        assert len(set(tried)) == len(tried)


def contains(*words: str) -> Callable[[Example], bool]:
    """A law that is broken by each case with these lines in this order."""

    def breaks(example: Example) -> bool:
        texts = iter(line.text for line in example)
        return all(any(text.startswith(word) for text in texts) for word in words)

    return breaks


def test_only_what_matters_is_left() -> None:
    """Lines, transports, flags and messages that do not matter go, and names come in the usual order."""
    long = examples.read(
        [
            "Given a profile with the transports",
            "| transport | kind | FlushQueues | asynchronous |",
            "| Office | modem | not supported | no |",
            "| Branch | RAS | supported | yes |",
            "Given messages that wait",
            "| transport | outgoing | incoming |",
            "| Office | 1 | 3 |",
            "| Branch | 2 | 2 |",
            "When client 1 logs on",
            "When client 2 logs on",
            "When client 1 carries out procedure B from last to first for the incoming queues",
            "When client 2 flushes the outgoing and incoming queues through the object of Branch with FLUSH_FORCE",
            "When client 1 logs off",
            "Then in this case no message is lost",
        ]
    )
    breaks = contains("client 2 logs on", "client 2 flushes the outgoing", "in this case")

    def through_an_object(example: Example) -> bool:
        return breaks(example) and any("through the object" in line.text for line in example)

    found = Shrinker(LAWS["no message is lost"], through_an_object, lambda _: True).shrink(long)

    assert examples.written(found) == [
        "Given a profile with the transports",
        "| transport | kind | FlushQueues |",
        "| Office | LAN | supported |",
        "When client 2 logs on",
        "When client 2 flushes the outgoing queues through the object of Office",
        "Then in this case no message is lost",
    ]


TEMPLATE = Template(
    ("Given a client", "Given before: {before}", "When it reads {columns} of {kind}", "Then {kind} has {columns} {n}"),
    columns=Columns("B", ("A", "B", "C"), 2),
    kind=Choice(("one", "two", "three")),
    n=Number(1, 9),
    before=Lines(Choice(("x", "y")), 2),
)


@pytest.mark.parametrize("before", ["", "x", "y\nx"])
@pytest.mark.parametrize("columns", ["B", "A, B, C"])
def test_a_template_reads_what_it_has_filled(columns: str, before: str) -> None:
    """The words of a case are found again, also where a place stands in two lines or has a line for each of its words."""
    words = {"columns": columns, "kind": "two", "n": "7", "before": before}
    case = TEMPLATE.fill(words)

    assert TEMPLATE.words(case) == words
    assert len(case) == 3 + len(before.split())


def test_words_that_differ_between_lines_are_no_case() -> None:
    """A place has the same words in all of its lines."""
    case = TEMPLATE.fill({"columns": "B", "kind": "two", "n": "7", "before": ""})
    other = (*case[:-1], examples.then("one has B 7"))

    assert TEMPLATE.words(other) is None
    assert list(TEMPLATE.smaller(other)) == []


def test_a_template_makes_each_place_simpler() -> None:
    """One place at a time, the simplest words first; the column that must be there stays."""
    case = TEMPLATE.fill({"columns": "A, B", "kind": "three", "n": "7", "before": "y"})

    assert [TEMPLATE.words(smaller) for smaller in TEMPLATE.smaller(case)] == [
        {"before": "", "columns": "A, B", "kind": "three", "n": "7"},
        {"before": "x", "columns": "A, B", "kind": "three", "n": "7"},
        {"before": "y", "columns": "B", "kind": "three", "n": "7"},
        {"before": "y", "columns": "A, B", "kind": "one", "n": "7"},
        {"before": "y", "columns": "A, B", "kind": "two", "n": "7"},
        {"before": "y", "columns": "A, B", "kind": "three", "n": "1"},
        {"before": "y", "columns": "A, B", "kind": "three", "n": "3"},
        {"before": "y", "columns": "A, B", "kind": "three", "n": "6"},
    ]
