"""The transport provider in Node.js, certified end to end."""

import shutil
import subprocess
from pathlib import Path

import pytest
from kit import EXAMPLES, Run, run
from once import once

from mapi_tck.cli.main import main

FOLDER = EXAMPLES / "node_transport"
PROGRAM = FOLDER / "provider.mjs"
OPTIONS = ("--role", "transport", "--declaration", str(FOLDER / "declaration.toml"))

#: Switch → the requirements that it violates first, and the scenarios that show it.
WRONG = {
    "lose-when-down": {"I3a", "XP32", "XP38"},
    "forget-deferred": {"XP25"},
    "keep-inbound-bit": {"XP48"},
}


@pytest.fixture(scope="module")
def node() -> str:
    """The program that runs JavaScript."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no Node.js here to run the example with (apt-get install nodejs)")
    return found


@pytest.fixture(scope="module")
def certified(node: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The provider, certified with its own declaration."""
    words = (f"stdio:{node} {PROGRAM}", *OPTIONS)
    return once(tmp_path_factory, "node-transport", lambda folder: run(*words, out=folder / "run", timeout=600))


def test_it_conforms(certified: Run) -> None:
    """It conforms as a transport provider, and nothing stays open."""
    assert certified.code == 0, certified.stdout
    assert certified.verdict.startswith("Conforms as a transport provider; ")
    assert not certified.assessment.open_musts
    assert not certified.having("inconclusive", "error", "fail", "warning")


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_found(node: str, tmp_path: Path, name: str) -> None:
    """Each deliberate mistake fails at its own requirements."""
    choice = tuple(word for requirement in sorted(WRONG[name]) for word in ("--only", requirement))
    wrong = run(f"stdio:{node} {PROGRAM} --wrong={name}", *OPTIONS, *choice, out=tmp_path / "run", timeout=600)

    assert wrong.code == 1, wrong.stdout
    assert wrong.having("fail") == WRONG[name]


def test_its_readme_lists_the_mistakes(node: str) -> None:
    """The table in README.md has each switch of the program, and where it is found."""
    listed = subprocess.run([node, PROGRAM, "--list-wrong"], capture_output=True, text=True, check=True).stdout
    page = (FOLDER / "README.md").read_text("utf-8")

    assert {line.split()[0] for line in listed.splitlines()} == set(WRONG)
    for name, found in WRONG.items():
        assert f"| {', '.join(sorted(found))} |" in page.partition(f"| `{name}` |")[2].splitlines()[0]


def test_without_test_bed_it_conforms_at_level_calls(node: str, tmp_path: Path) -> None:
    """Judged by its calls alone it conforms at that level."""
    words = (f"stdio:{node} {PROGRAM} --no-test-bed", *OPTIONS, "--level", "calls", "--only", "XP1", "--only", "XP12")
    calls = run(*words, out=tmp_path / "run")

    assert calls.code == 0, calls.stdout
    assert not calls.having("inconclusive", "error", "fail", "warning")


def test_its_numbers_are_those_of_the_kit(capsys: pytest.CaptureFixture[str]) -> None:
    """The file of MAPI's numbers is what `mapi-tck constants` writes today."""
    with pytest.raises(SystemExit):
        main(["constants", "--format", "js"])

    assert (FOLDER / "mapi.mjs").read_text("utf-8") == capsys.readouterr().out


def test_a_wrong_switch_is_one_line(node: str) -> None:
    """A switch that it does not have ends it with 2, and says how to call it."""
    done = subprocess.run([node, PROGRAM, "--wrong=x"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "usage: " in done.stderr
