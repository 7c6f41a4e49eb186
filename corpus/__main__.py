"""Chooses the corpus and writes `features/corpus.json`: `python -m corpus`, or `python -m corpus --check`.

Hypothesis proposes many cases for each law. Each is run against the reference. Then the case that covers most of what no chosen
case covers is chosen, again and again. The same Hypothesis chooses the same cases on every machine.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

from corpus.coverage import covered
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.search import examples
from mapi_tck.search.corpus import FILE, FORM, source_digest
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import QUICK, Surroundings
from mapi_tck.search.proposing import propose
from mapi_tck.suite.catalogue import features_root, load_catalogue

#: Cases that Hypothesis proposes for a law. Of 300 instead of 600 the chosen ones covered a tenth less.
PROPOSED: Final = 600
#: Lines that a case costs besides its own: making a world and logging on takes about as long as so many lines.
_START: Final = 5


def chosen(law: str) -> list[list[str]]:
    """The cases of the law, the ones that cover most first."""
    import_module("mapi_tck.steps")  # declares the lines
    adapter = ReferenceAdapter()
    requirement = load_catalogue().requirements["I3a"]  # any MUST: the verdict of a case does not depend on it
    proposed: dict[Example, None] = {}
    propose(LAWS[law], proposed.setdefault, Surroundings(), PROPOSED, QUICK.steps, 0)
    covers = {example: covered(example, requirement, adapter) for example in proposed}
    pool = [example for example in proposed if covers[example]]
    known: set[object] = set()
    taken: list[Example] = []
    while pool and len(taken) < QUICK.examples:
        best = max(pool, key=lambda example: len(covers[example] - known) / (_START + len(example)))
        pool.remove(best)
        known |= covers[best]
        taken.append(best)
    return [examples.written(example) for example in taken]


def made() -> dict[str, Any]:
    """The content of the file."""
    with ProcessPoolExecutor() as pool:
        laws = dict(zip(LAWS, pool.map(chosen, LAWS), strict=True))
    lines = list(dict.fromkeys(line for cases in laws.values() for case in cases for line in case))
    place = {line: number for number, line in enumerate(lines)}
    numbered = {law: [[place[line] for line in case] for case in cases] for law, cases in laws.items()}
    return {
        "form": FORM,
        "source": source_digest(),
        "hypothesis": version("hypothesis"),
        "lines": lines,
        "laws": numbered,
    }


def main() -> int:
    """Write the file, or say whether it is what would be written."""
    path = features_root() / FILE
    content = made()
    text = _written(content)
    if "--check" in sys.argv[1:]:
        same = path.read_text("utf-8") == text
        print(f"{path.name} is {'current' if same else 'not current: make corpus'}")
        return 0 if same else 1
    path.write_text(text, "utf-8")
    number = sum(map(len, content["laws"].values()))
    print(f"{path.name}: {number} cases of {len(LAWS)} laws, {len(text.encode()) // 1024} KB")
    return 0


def _written(content: dict[str, Any]) -> str:
    """The content as JSON, with a line of the file for each line of the vocabulary and for each case."""
    parts = [f"{json.dumps(key)}: {json.dumps(content[key])}" for key in ("form", "source", "hypothesis")]
    parts.append(f'"lines": {_block(content["lines"])}')
    laws = ",\n".join(f"{json.dumps(law)}: {_block(cases)}" for law, cases in content["laws"].items())
    parts.append(f'"laws": {{\n{laws}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(items: list[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"


if __name__ == "__main__":
    sys.exit(main())
