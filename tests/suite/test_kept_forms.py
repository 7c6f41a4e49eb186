"""Kept forms: when one is used, when it is made again, and that it is the same as what it is made from."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from gherkin.parser import Parser

from mapi_tck.ports import Role
from mapi_tck.reports.page import frame
from mapi_tck.suite import kept_forms
from mapi_tck.suite.catalogue import features_root, load_catalogue, read_catalogue
from mapi_tck.suite.features import packaged_document, packaged_suite, read_suite
from mapi_tck.suite.kept_forms import kept_form
from mapi_tck.suite.specimens import load_specimens, noticed


class Kept:
    """A file with a kept form, and the module that makes it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.feature"
        self.code = folder / "maker.py"
        self.code.write_text("one\n")
        self.made: list[str] = []

    def ask(self, content: str = "content") -> Any:
        """The form of the content; `made` notes each that had to be made."""

        def make() -> Any:
            self.made.append(content)
            return {"text": content, "lines": [(1, "Given")], "none": None}

        return kept_form(self.path, "form", (content,), (self.code,), make)

    @property
    def file(self) -> Path:
        """The kept file."""
        (found,) = (self.path.parent / "__pycache__").glob("a.feature.form.*.kept")
        return found


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A form that was made once, by a Python that keeps byte code."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    made = Kept(tmp_path)
    made.ask()
    kept_forms._state.cache_clear()
    return made


def test_a_form_is_made_once(kept: Kept) -> None:
    """The next one who asks gets an equal one, which was not made again."""
    assert kept.ask() == {"text": "content", "lines": [(1, "Given")], "none": None}
    assert kept.made == ["content"]


def test_other_content_has_another_form(kept: Kept) -> None:
    """The form of the old content is not used, and the one of the new content takes its place."""
    assert kept.ask("more")["text"] == "more"
    assert kept.ask("more")["text"] == "more"
    assert kept.made == ["content", "more"]


def test_changed_code_makes_the_form_again(kept: Kept) -> None:
    """It may make something else."""
    kept.code.write_text("one and two\n")
    kept.ask()

    assert kept.made == ["content", "content"]


def test_code_of_the_same_length_and_another_time_makes_the_form_again(kept: Kept) -> None:
    """Python too compares the time."""
    os.utime(kept.code, (1, 1))
    kept.ask()

    assert kept.made == ["content", "content"]


def test_without_a_file_of_the_code_nothing_is_kept(kept: Kept) -> None:
    """The kit cannot tell whether it has changed."""
    kept.code.unlink()
    kept.ask()
    kept.ask()

    assert len(kept.made) == 3


def test_another_python_makes_the_form_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its byte code and its marshal format may differ, also where the name of the file does not."""
    monkeypatch.setattr(kept_forms, "MAGIC_NUMBER", b"another")
    kept.ask()

    assert len(kept.made) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:40],
        lambda data: data[:-1],
        lambda data: data + b"0",
        lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
        lambda data: data[:64] + b"(" + data[65:],
        lambda data: os.urandom(len(data)),
    ],
    ids=["empty", "within the digests", "cut", "longer", "a bit", "marshal's own", "noise"],
)
def test_a_damaged_form_is_made_again(kept: Kept, damage: Callable[[bytes], bytes]) -> None:
    """It is not read at all, and the next one finds a whole form."""
    kept.file.write_bytes(damage(kept.file.read_bytes()))

    assert kept.ask()["text"] == "content"
    assert kept.ask()["text"] == "content"
    assert len(kept.made) == 2


def test_where_nothing_can_be_written_nothing_is_kept(kept: Kept) -> None:
    """The form is made each time, without a word."""
    kept.file.unlink()
    kept.path.with_name("__pycache__").rmdir()
    kept.path.with_name("__pycache__").write_text("a file, where a folder is needed")

    assert kept.ask()["text"] == "content"
    assert kept.ask()["text"] == "content"
    assert len(kept.made) == 3


def test_python_that_keeps_no_byte_code_keeps_no_form(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """`PYTHONDONTWRITEBYTECODE` is about the same folders. A form that is there is used."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.ask()
    kept.ask("other")
    kept.ask("other")

    assert kept.made == ["content", "other", "other"]


def test_forms_are_where_the_byte_code_is(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`PYTHONPYCACHEPREFIX` moves both."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    kept.ask()
    kept.ask()

    assert len(kept.made) == 2
    assert [path.suffix for path in (tmp_path / "elsewhere").glob("**/*.*")] == [".kept"]


def twice(question: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[Any, Any]:
    """The answers without and with a kept form."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(folder))
    made = question()
    assert list(folder.glob("**/*.kept"))
    return made, question()


def test_the_kept_suite_is_the_suite(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files, scenarios and lines, and what Cucumber's parser says of them."""
    assert twice(packaged_suite.__wrapped__, monkeypatch, tmp_path) == (read_suite(), read_suite())

    paths = [feature.path for feature in read_suite()]
    parsed = [Parser().parse(path.read_text("utf-8")) for path in paths]

    assert twice(lambda: list(map(packaged_document, paths)), monkeypatch, tmp_path) == (parsed, parsed)


def test_the_kept_catalogue_is_the_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Requirements and rulings, in their order and with their types."""
    read = read_catalogue(features_root())
    for found in twice(load_catalogue.__wrapped__, monkeypatch, tmp_path):
        assert found == read
        assert list(found.requirements) == list(read.requirements)
        assert [type(item.strength) for item in found.requirements.values()] == [
            type(item.strength) for item in read.requirements.values()
        ]


@pytest.mark.parametrize("role", Role)
def test_the_kept_proofs_are_those_of_the_specimens(
    role: Role, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Which requirements must notice each specimen, in the order of the specimens."""
    expected = [(specimen.id, specimen.noticed_by) for specimen in load_specimens(role)]

    assert twice(lambda: noticed(role), monkeypatch, tmp_path) == (expected, expected)


def test_a_kept_template_is_the_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It renders the same, and a changed one is compiled again."""
    template = tmp_path / "page.html.j2"
    compiled: list[str] = []
    usual = jinja2.Environment.compile

    def compile(self: jinja2.Environment, source: Any, *rest: Any) -> Any:
        compiled.append(source)
        return usual(self, source, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", compile)

    def rendered() -> str:
        environment = frame.Environment(loader=jinja2.FileSystemLoader(tmp_path), autoescape=True)
        return environment.get_template("page.html.j2").render(word="<b>")

    template.write_text("one {{ word }}")
    assert twice(rendered, monkeypatch, tmp_path / "kept") == ("one &lt;b&gt;", "one &lt;b&gt;")

    template.write_text("two {{ word }}")
    assert twice(rendered, monkeypatch, tmp_path / "kept") == ("two &lt;b&gt;", "two &lt;b&gt;")
    assert compiled == ["one {{ word }}", "two {{ word }}"]
