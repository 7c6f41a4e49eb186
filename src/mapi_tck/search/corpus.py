"""The corpus: cases that were chosen once for every law, and are tried in every usual run.

What a search proposes does not depend on the implementation. So the kit chooses the cases beforehand (`make corpus`), and ships
them as data in `features/corpus.json`. The best cases of a law come first, for runs that can try only a few.

The file also has the rows of the dimensions (`mapi_tck.search.dimensions`): they are the cases of one law.
"""

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from mapi_tck.ports import TransportKind
from mapi_tck.search import examples
from mapi_tck.search.combining import case
from mapi_tck.search.dimensions import Row, load_dimensions
from mapi_tck.search.examples import Example, ExampleLine
from mapi_tck.search.given_profile import in_given_profile
from mapi_tck.search.laws import Law
from mapi_tck.search.plan import NAMES, Surroundings
from mapi_tck.search.shrinking import is_profile
from mapi_tck.suite.catalogue import features_root

#: The version of the file's form. A file with another version is not read.
FORM: Final = 2
FILE: Final = "corpus.json"
_OPENS: Final = "opens the status object"
_WORDS: Final = {"supported": True, "not supported": False}


@cache
def load_corpus() -> Mapping[str, Any]:
    """The packaged corpus: the cases of each law, the rows of the dimensions, and from what both were made.

    A case is a list of places in `lines`. A row is a list of places in the values of the dimensions.
    """
    content: dict[str, Any] = json.loads((features_root() / FILE).read_text("utf-8"))
    if content["form"] != FORM:
        raise ValueError(f"{FILE} has form {content['form']}, not {FORM}: make corpus")
    return content


def corpus_cases(law: Law, surroundings: Surroundings) -> tuple[Example, ...]:
    """The cases of the law, with profiles that the surroundings allow, each once.

    A law whose cases are rows has none for a given profile, which has its own values of the dimensions.
    """
    if law.rows:
        return () if surroundings.given is not None else tuple(row_cases(law, surroundings))
    corpus = load_corpus()
    lines: list[str] = corpus["lines"]
    cases: list[list[int]] = corpus["laws"].get(law.text, [])
    read = (examples.read([lines[place] for place in case]) for case in cases)
    if law.machine and not surroundings.set_up and _needs_profile(law):
        return tuple(read)  # each ends undecided, because its profile cannot be set up
    fitted = (fit(example, surroundings) for example in read)
    return tuple(dict.fromkeys(case for case in fitted if case is not None))


def corpus_rows() -> tuple[Row, ...]:
    """The rows of the dimensions, those that show most first."""
    dimensions = load_dimensions()
    return tuple(map(dimensions.row, load_corpus()["rows"]))


def law_rows(law: Law) -> tuple[Row, ...]:
    """The rows that are cases of the law."""
    rows = (row for row in corpus_rows() if all(row[name] in values for name, values in law.only.items()))
    if not law.instead:
        return tuple(rows)
    changed = ({name: law.instead.get(name, {}).get(value, value) for name, value in row.items()} for row in rows)
    return tuple(filter(load_dimensions().can_be, changed))


def row_cases(law: Law, surroundings: Surroundings) -> Mapping[Example, Row]:
    """The cases of the law's rows, as the surroundings allow them, each with its row."""
    rows = law_rows(law)
    if surroundings == Surroundings():
        return {case(row, law.last): row for row in rows}
    dimensions = load_dimensions()
    fitted = [row for row in (dimensions.fitted(row, surroundings) for row in rows) if row is not None]
    # The neighbours may need another kind, which is no value of a dimension.
    arranged = replace(surroundings, set_up=True)
    cases = ((fit(case(row, law.last), arranged), row) for row in fitted)
    return {example: row for example, row in cases if example is not None}


def _needs_profile(law: Law) -> bool:
    from mapi_tck.search.proposing import machine  # loads Hypothesis, which few runs need

    return machine(law).needs_profile


def fit(example: Example, surroundings: Surroundings) -> Example | None:
    """The case with a profile that the surroundings allow; `None` if there can be none."""
    first, *rest = example
    if not is_profile(first):
        return example
    if surroundings.given is not None:
        return in_given_profile(rest, surroundings)
    if not surroundings.set_up:
        if not surroundings.owners_told and any(_OPENS in line.text for line in rest):
            return None
        return _without_profile(rest)
    header, *rows = first.table or (("transport", "kind", "FlushQueues"),)
    if len(rows) < surroundings.fewest:
        return None
    made = tuple(tuple(_allowed(dict(zip(header, row, strict=True)), surroundings)) for row in rows)
    if not made:
        return example
    shown = 3 if all(row[3] == "no" for row in made) else 4
    columns = ("transport", "kind", "FlushQueues", "asynchronous")
    return (replace(first, table=(columns[:shown], *(row[:shown] for row in made))), *rest)


def fits_in(example: Example, surroundings: Surroundings) -> bool:
    """Whether the surroundings allow the case as it is."""
    return not is_profile(example[0]) or fit(example, surroundings) == example


def _allowed(row: Mapping[str, str], surroundings: Surroundings) -> Iterator[str]:
    """The cells of the transport's row. A value that the surroundings do not allow is replaced by one that they allow."""
    yield row["transport"]
    kind = TransportKind(row["kind"])
    yield str(kind if kind in surroundings.kinds else surroundings.kinds[0])
    support = _WORDS[row["FlushQueues"]]
    yield "supported" if (support if support in surroundings.support else surroundings.support[0]) else "not supported"
    late = row.get("asynchronous") == "yes"
    yield "yes" if (late if late in surroundings.asynchronous else surroundings.asynchronous[0]) else "no"


def _without_profile(lines: list[ExampleLine]) -> Example | None:
    """The case without its profile line; `None` if it needs mail, far ends or a named transport."""
    if any(line.table or any(name in line.text for name in NAMES) for line in lines):
        return None
    return tuple(lines)


#: The modules that decide which cases there can be.
_SOURCES: Final = ("combining", "dimensions", "examples", "laws", "plan", "proposing", "strategies", "templates")


def source_digest() -> str:
    """The SHA-256 of what makes cases: the code without docstrings and comments, and the dimensions.

    A corpus with another digest is stale.
    """
    digest = hashlib.sha256(repr(load_dimensions()).encode())
    for name in _SOURCES:
        tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:]
        digest.update(ast.dump(tree).encode())
    return f"sha256:{digest.hexdigest()}"
