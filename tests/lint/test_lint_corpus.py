"""The lint sees a corpus that does not fit the kit's laws and phrases any more."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lint_suite import only

import mapi_tck.steps  # noqa: F401 - loads the vocabulary, whatever test ran before
from mapi_tck.lint import lint
from mapi_tck.search.corpus import FILE, source_digest
from mapi_tck.suite.catalogue import features_root

Change = Callable[[dict[str, Any]], object]


def put(suite: Path, change: Change) -> None:
    """Copy the kit's corpus into the suite, with one change."""
    content = json.loads((features_root() / FILE).read_text("utf-8"))
    change(content)
    (suite / FILE).write_text(json.dumps(content), "utf-8")


def test_the_kits_own_corpus_fits(suite: Path, case_steps: ModuleType) -> None:
    """What `make corpus` has written is not stale."""
    put(suite, lambda content: None)

    assert lint(suite, [case_steps]) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content.update(form=0), "the corpus has form 0, not 2"),
        (
            lambda content: content.update(source=source_digest().replace(":", ":0")),
            "the corpus was chosen from other laws, strategies or dimensions than these",
        ),
        (
            lambda content: content["laws"].pop("no message is lost"),
            "the corpus has no cases of the law 'no message is lost'",
        ),
        (lambda content: content["laws"].update({"it rains": []}), "there is no law 'it rains'"),
        (
            lambda content: content["lines"].__setitem__(
                content["lines"].index("When client 1 logs on"), "When client 1 wakes up"
            ),
            "no step is defined for: When client 1 wakes up",
        ),
        (lambda content: content["rows"][7].pop(), "a row does not fit the dimensions: 20 values for 21 dimensions"),
        (lambda content: content["rows"].append([0, 1, *[0] * 19]), "a row has values that cannot come together"),
    ],
    ids=["form", "source", "law-missing", "law-unknown", "line-unknown", "row-short", "row-impossible"],
)
def test_a_stale_corpus_is_seen(change: Change, message: str, suite: Path, case_steps: ModuleType) -> None:
    """Each way in which it can be stale is said once."""
    put(suite, change)

    problems = lint(suite, [case_steps])

    assert {problem.rule for problem in problems} == {"stale-corpus"}
    assert message in problems[0].message
    assert problems[0].hint == "make corpus"


def test_a_corpus_that_cannot_be_read_is_seen(suite: Path, case_steps: ModuleType) -> None:
    """Half a file is no corpus."""
    (suite / FILE).write_text("{", "utf-8")

    assert only(lint(suite, [case_steps])).message.startswith("the corpus cannot be read")
