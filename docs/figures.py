"""The tables of why-believe-a-pass.md and glossary.md: from the packaged files, and from what runs have left in the checkout."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from mapi_tck.reports.selftest import parts
from mapi_tck.search.corpus import corpus_rows
from mapi_tck.search.dimensions import load_dimensions, number_of
from mapi_tck.suite.glossary import load_glossary

#: Mark in the page → the file that a run leaves.
RESULTS: Final = {"selftest": "mapi-tck-selftest/selftest.json", "mutation": "mapi-tck-mutation.json"}

#: The classes of surviving mutants that no page forbids (`mutation.survivors`, which needs the mutation tools).
_HARMLESS: Final = ("equivalent", "permitted", "instrument")


def _table(*rows: Iterable[object]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(list(rows[0]))}", *lines[1:]])


def selftest(result: dict[str, Any]) -> str:
    """The result of a self-test, as a table."""
    head = "role,wrong,noticed as expected,unusual,conform,requirements,proven,by at least,median"
    numbers = [
        (
            *(part.role, len(part.wrong), part.noticed, len(part.unusual), part.conforming),
            *(len(part.proofs), part.proven, part.fewest, f"{part.middle:g}"),
        )
        for part in parts(result)
    ]
    return _table(head.split(","), *numbers)


def mutation(result: dict[str, Any]) -> str:
    """How the mutants ended, module by module, as a table.

    The raw score counts equivalent mutants as not caught. The second score is about those that a page judges.
    """
    classes = tuple(result["all"]["classes"])
    head = ("module", "mutants that start", "caught", "raw score", "that a page judges", "caught of these", "noted")
    rows: list[tuple[object, ...]] = [(*head, *classes)]
    for name, figures in {**result["modules"], "all": result["all"]}.items():
        outcomes = figures["outcomes"]
        caught = sum(outcomes[outcome] for outcome in ("killed", "timeout", "broke"))
        start = figures["mutants"] - outcomes["does not start"]
        survivors = [figures["classes"][kind] for kind in classes]
        judgeable = start - sum(figures["classes"][kind] for kind in _HARMLESS)
        scores = (f"{figures['score']:.1%}", judgeable, f"{caught / judgeable:.1%}" if judgeable else "–")
        rows.append((name, start, caught, *scores, outcomes["noted"], *survivors))
    return _table(*rows)


def dimensions() -> str:
    """How many triples of values there are, and in how many cases they come together, as a table."""
    table, rows = load_dimensions(), corpus_rows()
    telling = [row for row in rows if not any(rule.covers(row) for rule in table.little)]
    head = ("cases", "number", "triples of values")
    return _table(
        head,
        ("in which everything can be judged", len(telling), number_of(table.triples(telling))),
        ("all", len(rows), number_of(table.triples(rows))),
    )


def with_figures(text: str, checkout: Path) -> str:
    """The page with the figures of the last whole runs. A table without such a run in this checkout stays as it is."""
    tables: dict[str, Callable[[dict[str, Any]], str]] = {"selftest": selftest, "mutation": mutation}
    for mark, table in tables.items():
        path = checkout / RESULTS[mark]
        result = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if result and not result.get("selection"):
            text = _put(text, mark, table(result))
    return _put(text, "dimensions", dimensions())


def with_words(text: str) -> str:
    """The glossary with its tables."""
    words = load_glossary()
    for mark, table in (("kit", words.kit), ("mapi", words.mapi)):
        text = _put(text, mark, _table(("word", "means"), *table.items()))
    return text


def _put(text: str, mark: str, figures: str) -> str:
    """The page with these figures behind the mark."""
    return re.sub(
        rf"(<!-- {mark} -->\n).*?(<!-- end -->)",
        lambda place: f"{place[1]}\n{figures}\n\n{place[2]}",
        text,
        count=1,
        flags=re.DOTALL,
    )
