"""A byte order mark is skipped in each file that a person writes; other characters that cannot be seen are named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from kit import EXAMPLES, OWN_FEATURE, environment, mapi_tck, run

from mapi_tck.claims.baseline import read_baseline
from mapi_tck.claims.declaration import read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.foreign import unseen
from mapi_tck.record.run_record import open_record, read_record
from mapi_tck.search.store import read_store

MARK = "\ufeff"
BASELINE = """[[deviation]]
requirement = "A1a"
cause = "x"
reason = "known"
owner = "Ann"
expires = 2027-01-31
"""
PROJECT = """
from pytest_bdd import scenarios

scenarios("own.feature")
"""


def marked(path: Path, text: str, ends: str = "\r\n") -> Path:
    """A file as a Windows editor saves it."""
    path.write_bytes((MARK + text.replace("\n", ends)).encode())
    return path


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    """Declaration, baseline, example store and record are the same with it as without."""
    declaration = read_declaration(marked(tmp_path / "d.toml", (EXAMPLES / "reference.toml").read_text("utf-8")))
    baseline = read_baseline(marked(tmp_path / "b.toml", BASELINE))
    known, _ = read_store(marked(tmp_path / "s.json", json.dumps({})))
    run("reference", "--only", "A1a", out=tmp_path / "run")
    plain = tmp_path / "run" / "run.ndjson"
    record = marked(tmp_path / "r.ndjson", plain.read_text("utf-8"), "\n")

    assert declaration.claims == read_declaration(EXAMPLES / "reference.toml").claims != {}
    assert [item.requirement for item in baseline.deviations] == ["A1a"]
    assert known == {}
    assert read_record(record) == read_record(plain)
    assert open_record(record).ended == open_record(plain).ended


def test_a_feature_file_with_the_mark(tmp_path: Path) -> None:
    """The lint, the command replay and a project's own pytest read it."""
    marked(tmp_path / "own.feature", OWN_FEATURE)
    (tmp_path / "test_own.py").write_text(PROJECT)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmapi_adapter = reference\n")
    linted = mapi_tck("lint", "own.feature", cwd=tmp_path)
    replayed = mapi_tck("replay", "own.feature", "reference", cwd=tmp_path)

    assert (linted.code, linted.stdout) == (0, "no problems\n")
    assert replayed.code == 0, replayed.stderr
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_own.py"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u00a0", "U+00A0 NO-BREAK SPACE"),
        ("\u2060", "U+2060 WORD JOINER"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ],
)
class TestNamed:
    """A character that cannot be seen, in a place where it changes the meaning."""

    def test_in_a_key(self, tmp_path: Path, sign: str, name: str) -> None:
        """Of a declaration: bare, and within quotes."""
        for number, key in enumerate((f"{sign}flush-async-ok", f'"flush{sign}-async-ok"')):
            path = tmp_path / f"{number}.toml"
            path.write_text(f"[claims]\n{key} = true\n", "utf-8")
            with pytest.raises(UsageError) as error:
                read_declaration(path)

            assert error.value.where == f"{path}:2"
            assert error.value.hint == f"it holds {name}, which cannot be seen: write it again"

    def test_in_a_word(self, tmp_path: Path, sign: str, name: str) -> None:
        """Of a declaration, and of the selection on the command line."""
        path = tmp_path / "d.toml"
        path.write_text(f'[claims]\ntransport-kinds = ["LAN{sign}"]\n', "utf-8")
        with pytest.raises(UsageError, match=name.replace("+", r"\+")):
            read_declaration(path)
        done = run("reference", "--only", f"A{sign}6", out=tmp_path / "run")

        assert done.code == 2
        assert f"it holds {name}, which cannot be seen" in done.stderr
        assert sign not in done.stderr or sign == "\u00a0"

    def test_in_a_line_of_a_feature(self, tmp_path: Path, sign: str, name: str) -> None:
        """A statement, and a keyword."""
        (tmp_path / "own.feature").write_text(OWN_FEATURE.replace("the call", f"the{sign} call"), "utf-8")
        linted = mapi_tck("lint", "own.feature", cwd=tmp_path)
        (tmp_path / "own.feature").write_text(OWN_FEATURE.replace("  Scenario:", f"  {sign}Scenario:"), "utf-8")
        keyword = mapi_tck("lint", "own.feature", cwd=tmp_path)
        replayed = mapi_tck("replay", "own.feature", "reference", cwd=tmp_path)

        # Gherkin takes a no-break space before a keyword for an indent.
        for said in (linted.stdout, *((keyword.stdout, replayed.stderr) if sign != "\u00a0" else ())):
            assert f"it holds {name}, which cannot be seen" in " ".join(said.split())

    def test_in_an_example_store(self, tmp_path: Path, sign: str, name: str) -> None:
        """A law, and a text that is no JSON."""
        for number, text in enumerate((json.dumps({f"a{sign}law": []}), f"{{{sign}}}")):
            path = tmp_path / f"{number}.json"
            path.write_text(text, "utf-8")
            with pytest.raises(UsageError) as error:
                read_store(path)

            assert error.value.hint == f"it holds {name}, which cannot be seen: write it again"


def test_usual_texts_have_nothing_unseen() -> None:
    """Letters of any script, spaces, line ends and signs with a selector are seen."""
    assert unseen("a é 漢 😀\ufe0f \t\r\n") == ""
