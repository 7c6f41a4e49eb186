"""Chooses the corpus and writes `features/corpus.json`: `python -m corpus`, or `python -m corpus --check`.

Hypothesis proposes many cases for each law. Each is run against the reference, and the best of them against the wrong subsystems
that the law's requirement must notice. Then the cases are chosen one after another. The next case is the one that adds most: it
notices most wrong subsystems that no chosen case notices. Of equal cases the one that covers most is chosen.

A law about the dimensions has no such cases. Its cases are rows that bring each three values together (`corpus.rows`). The same
versions of Hypothesis and covertable give the same file on every machine.
"""

import json
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

from corpus.coverage import covered
from corpus.faults import noticed, requirement_of_law
from corpus.rows import covering_rows
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.search import examples
from mapi_tck.search.corpus import FILE, FORM, source_digest
from mapi_tck.search.dimensions import load_dimensions
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import QUICK, Surroundings
from mapi_tck.search.proposing import propose
from mapi_tck.suite.catalogue import features_root

#: Cases that Hypothesis proposes for a law. Tried: chosen from 300 proposals, the cases covered a tenth less.
PROPOSED: Final = 600
#: What a case costs besides its lines, in lines: to set up the reference and log on takes about as long as so many lines.
_START: Final = 5
#: For each case that is chosen, so many are run against wrong subsystems. A choice: this takes two minutes.
_CANDIDATES: Final = 3


def chosen(law: str) -> list[list[str]]:
    """The cases of the law. Those that notice and cover most come first."""
    import_module("mapi_tck.steps")  # declares the lines
    adapter = ReferenceAdapter()
    requirement = requirement_of_law(law)
    proposed: dict[Example, None] = {}
    propose(LAWS[law], proposed.setdefault, Surroundings(), PROPOSED, QUICK.steps, 0)
    covers = {example: covered(example, requirement, adapter) for example in proposed}
    best = _best([example for example in proposed if covers[example]], _CANDIDATES * QUICK.examples, covers)
    return [examples.written(example) for example in _best(best, QUICK.examples, noticed(law, best), covers)]


def _best(pool: list[Example], number: int, *tokens: Mapping[Example, frozenset[object]]) -> list[Example]:
    """Choose `number` cases of the pool, one after another.

    The next case has most tokens that no chosen case has, divided by its length. If two cases have equally many tokens of the
    first kind, the next kind decides.
    """
    pool, known, taken = list(pool), [set[object]() for _ in tokens], list[Example]()
    while pool and len(taken) < number:

        def gain(example: Example) -> list[float]:
            return [len(of[example] - had) / (_START + len(example)) for of, had in zip(tokens, known, strict=True)]

        best = max(pool, key=gain)
        pool.remove(best)
        for of, had in zip(tokens, known, strict=True):
            had |= of[best]
        taken.append(best)
    return taken


def made() -> dict[str, Any]:
    """The content of the file."""
    dimensions = load_dimensions()
    searched = [text for text, law in LAWS.items() if not law.rows]
    with ProcessPoolExecutor() as pool:
        rows = pool.submit(covering_rows, dimensions)
        found = dict(zip(searched, pool.map(chosen, searched), strict=True))
    laws = {law: found.get(law, []) for law in LAWS}
    lines = list(dict.fromkeys(line for cases in laws.values() for case in cases for line in case))
    place = {line: number for number, line in enumerate(lines)}
    numbered = {law: [[place[line] for line in case] for case in cases] for law, cases in laws.items()}
    return {
        "form": FORM,
        "source": source_digest(),
        "hypothesis": version("hypothesis"),
        "covertable": version("covertable"),
        "lines": lines,
        "laws": numbered,
        "rows": [dimensions.places(row) for row in rows.result()],
    }


def main(arguments: list[str]) -> int:
    """Write the file. With `--check`, only say whether it is current: 1 if it is not."""
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python -m corpus [--check]", file=sys.stderr)
        return 2
    path = features_root() / FILE
    content = made()
    text = _written(content)
    if check:
        same = path.read_text("utf-8") == text
        print(f"{path.name} is {'current' if same else 'not current: make corpus'}")
        return 0 if same else 1
    path.write_text(text, "utf-8")
    number = sum(map(len, content["laws"].values()))
    rows = f"{len(content['rows'])} rows of the dimensions"
    print(f"{path.name}: {number} cases of {len(LAWS)} laws, {rows}, {len(text.encode()) // 1024} KB")
    return 0


def _written(content: dict[str, Any]) -> str:
    """The content as JSON, with a line of the file for each line of the vocabulary and for each case."""
    parts = [f"{json.dumps(key)}: {json.dumps(content[key])}" for key in ("form", "source", "hypothesis", "covertable")]
    parts.append(f'"lines": {_block(content["lines"])}')
    laws = ",\n".join(f"{json.dumps(law)}: {_block(cases)}" for law, cases in content["laws"].items())
    parts.append(f'"laws": {{\n{laws}\n}}')
    parts.append(f'"rows": {_block(content["rows"])}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(items: list[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
