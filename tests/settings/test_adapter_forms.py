"""How an adapter is named, and what identifies what was tested."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import ADAPTERS

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.settings.adapter_forms import digest_of, known_adapters, resolve


@pytest.fixture
def in_adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder of the tests' adapters."""
    monkeypatch.chdir(ADAPTERS)
    monkeypatch.syspath_prepend(str(ADAPTERS))


def test_the_built_in_forms() -> None:
    """The kit offers these by entry point."""
    assert {"reference", "wrong", "unusual", "stdio", "isolated", "replay"} <= set(known_adapters())


def test_a_fresh_adapter_each_time() -> None:
    """A source makes as many adapters as are needed, each its own."""
    source = resolve("reference", Parameters())

    assert source.form == "reference"
    assert isinstance(source.create(), ReferenceAdapter)
    assert source.create() is not source.create()


def test_a_class_or_a_function_of_a_module(in_adapters: None) -> None:
    """Any callable that takes no arguments and returns an adapter is accepted."""
    assert resolve("breaking:Exclusive", Parameters()).create().describe().exclusive
    assert isinstance(resolve("breaking:patient", Parameters()).create(), ReferenceAdapter)


@pytest.mark.parametrize(
    ("form", "what"),
    [
        (
            "breaking:NoAdapter",
            "NoAdapter is no adapter for role subsystem: it has no describe, logon, test_bed, close",
        ),
        (
            "breaking:CannotBeMade",
            "the adapter cannot be made: OSError: the implementation is not installed, not at all",
        ),
    ],
)
def test_what_only_making_it_shows(in_adapters: None, form: str, what: str) -> None:
    """A form that names something is found wrong when the adapter is made, in one line."""
    source = resolve(form, Parameters())
    with pytest.raises(UsageError) as raised:
        source.create()

    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


@given(st.text(max_size=30))
def test_no_form_is_too_strange(form: str) -> None:
    """Any name gives either an adapter or one line that says why it is none."""
    said = ""
    try:
        resolve(form, Parameters())
    except UsageError as error:
        said = str(error)

    assert "\n" not in said.replace(form, "")


def test_the_digest_identifies_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same source has the same digest; a module of its own is not mixed up with what lies beside it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "from mapi_tck.adapters.reference import ReferenceAdapter\nclass Mine(ReferenceAdapter): pass\n"
    (tmp_path / "digested_one.py").write_text(text)
    first = digest_of(resolve("digested_one:Mine", Parameters()).create())
    (tmp_path / "digested_two.py").write_text(text + "# more\n")
    second = digest_of(resolve("digested_two:Mine", Parameters()).create())

    assert first == digest_of(resolve("digested_one:Mine", Parameters()).create())
    assert first != second
    assert str(first).startswith("sha256:")
