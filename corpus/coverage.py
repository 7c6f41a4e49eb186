"""What a case covers: the calls that follow each other in it, its lines, and the values that occur together in it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Adapter
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.examples import Example
from mapi_tck.search.results import called
from mapi_tck.search.searching import perform
from mapi_tck.suite.catalogue import Requirement
from mapi_tck.verdicts import Verdict

_NAME: Final = re.compile(r"\b(?:Office|Branch|Travel|Remote)\b")
#: The parts of a line that only number a client or a table.
_ACTOR: Final = re.compile(r"client \d |status table \d")


def covered(example: Example, requirement: Requirement, adapter: Adapter) -> frozenset[object]:
    """Everything that the case covers when it runs against the adapter; nothing if it does not pass there."""
    tck = Scenario("corpus", requirement, adapter, Parameters())
    perform(tck, example)
    if tck.ending[0] is not Verdict.PASS:
        return frozenset()
    calls = called(tck.recorder.entries)
    return frozenset(
        [
            *(("two calls", *pair) for pair in pairwise(calls)),
            *(("three calls", *three) for three in zip(calls, calls[1:], calls[2:], strict=False)),
            *_lines(example),
            *_values(example),
        ]
    )


def _lines(example: Example) -> Iterator[object]:
    shapes = [_shape(line.text) for line in example[:-1] if line.keyword == "When"]
    yield from (("line", shape) for shape in shapes)
    yield from (("two lines", *pair) for pair in pairwise(shapes))


def _shape(text: str) -> str:
    """The text of a line, the same for every transport, client and table."""
    return _ACTOR.sub("", _NAME.sub("T", text))


def _values(example: Example) -> Iterator[object]:
    """Which kinds of transports a profile has together, and what is done with a transport of each kind."""
    first = example[0]
    if not first.table:
        yield "transports", first.text
        return
    kinds = {row[0]: row[1:] for row in first.table[1:]}
    yield "number of transports", len(kinds)
    yield from (("transport", *kind) for kind in kinds.values())
    yield from (("two transports", *one, *other) for one, other in pairwise(kinds.values()))
    far_end = "well"
    for line in example[1:-1]:
        if line.table:
            yield from (("messages", *kinds[row[0]], *row[1:]) for row in line.table[1:])
        named = _NAME.search(line.text)
        shape = _shape(line.text)
        if named:
            yield "with a transport", shape, *kinds.get(named[0], ())
        if line.text.startswith("the far end of"):
            far_end = shape
        else:
            yield "with a far end", far_end, shape
