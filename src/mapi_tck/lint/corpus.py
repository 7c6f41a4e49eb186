"""The corpus: its cases fit the laws and the vocabulary that the kit has now."""

import json
from collections.abc import Iterator
from typing import Any

from mapi_tck.errors import UsageError
from mapi_tck.lint.subject import Found, Subject, rule, shown
from mapi_tck.search import examples
from mapi_tck.search.combining import MEANT
from mapi_tck.search.corpus import FILE, FORM, source_digest
from mapi_tck.search.dimensions import load_dimensions
from mapi_tck.search.laws import LAWS
from mapi_tck.search.performing import review

_HINT = "make corpus"


@rule
def stale_corpus(subject: Subject) -> Iterator[Found]:
    """A corpus that was chosen from other laws, strategies or phrases tries cases that are no cases of the kit any more."""
    path = subject.root / FILE
    if not subject.own and not path.exists():
        return
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        yield shown(path), 1, f"the corpus cannot be read: {error}", _HINT
        return
    for message in _wrong(content):
        yield shown(path), 1, message, _HINT


def _wrong(content: dict[str, Any]) -> Iterator[str]:
    if content.get("form") != FORM:
        yield f"the corpus has form {content.get('form')}, not {FORM}"
        return
    if content["source"] != source_digest():
        yield "the corpus was chosen from other laws, strategies or dimensions than these"
    for law in [law for law in LAWS if law not in content["laws"]]:
        yield f"the corpus has no cases of the law {law!r}"
    yield from (f"there is no law {law!r}" for law in content["laws"] if law not in LAWS)
    yield from dict.fromkeys(filter(None, map(_undefined, _cases(content))))
    yield from _wrong_rows(content["rows"])


def _wrong_rows(rows: list[list[int]]) -> Iterator[str]:
    dimensions = load_dimensions()
    for dimension in dimensions.dimensions:
        known = MEANT.get(dimension.name, ())
        lacking = [value for value in dimension.values if not (value.isdecimal() if known is None else value in known)]
        if lacking:
            yield f"the kit has no lines for the dimension {dimension.name} with the value {lacking[0]}"
    for places in rows:
        try:
            row = dimensions.row(places)
        except ValueError as error:
            yield f"a row does not fit the dimensions: {error}"
            return
        if not dimensions.can_be(row):
            yield "a row has values that cannot come together"
            return


def _cases(content: dict[str, Any]) -> Iterator[list[str]]:
    for cases in content["laws"].values():
        yield from ([content["lines"][place] for place in case] for case in cases)


def _undefined(case: list[str]) -> str | None:
    try:
        review(examples.read(case))
    except UsageError as error:
        return str(error)
    return None
