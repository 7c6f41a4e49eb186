"""All of the COM provider, through pywin32 with CPython for Windows on Wine. It takes minutes: `make windows-lab` calls it."""

from collections.abc import Iterator

import pytest
from windows_python import ADAPTER, DECLARATION, WindowsPython, only, prepare

#: Switch → the requirements that are tried, and those at which the mistake is found.
WRONG = {
    "swap-directions": {"A6a", "A6b", "B5.3c", "B5.3d"},
    "ignore-target": {"B5.3g"},
    "wrong-object-type": {"A5b", "B5.1b"},
    "return-early": {"FQ1"},
    "deliver-twice": {"I3b"},
    "lose-on-down": {"I3a"},
    "no-spooler-row": {"A4a"},
    "ignore-restriction": {"A3a", "B3a"},
    "prompt-despite-no-ui": {"C1a"},
    "leak-status-objects": {"A7a", "B5.4b"},
}
#: Every scenario, without the laws that are searched.
WRITTEN = ("--", "-m", "not search")


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowsPython]:
    """Python for Windows, with the COM provider registered."""
    made = prepare(tmp_path_factory.mktemp("windows"))
    yield made
    made.stop()


def test_it_conforms_at_level_calls(windows: WindowsPython) -> None:
    """As any installed MAPI, with the adapter `outlook` and the profile that exists, it conforms by what calls show."""
    calls = windows.run("outlook", "--level", "calls", *DECLARATION, out="calls")

    assert calls.code == 0, calls.stdout + calls.stderr
    assert calls.verdict.startswith("Conforms at level calls; ")
    assert not calls.having("inconclusive", "error", "fail", "warning")


def test_without_its_folders_effects_are_undecided(windows: WindowsPython) -> None:
    """What an outside observer of an installed MAPI cannot see is undecided, and each time the reason says so."""
    unseen = windows.run("outlook", *DECLARATION, *only("A6a", "B5.3g", "A7a", "C1a"), out="unseen")

    assert unseen.code == 3, unseen.stdout + unseen.stderr
    for item in unseen.assessment.requirements:
        if item.id in ("A6a", "B5.3g", "A7a", "C1a"):
            assert item.verdict == "inconclusive"
            assert item.reason.startswith("not observable: its evidence is ")


def test_it_conforms_with_its_folders(windows: WindowsPython) -> None:
    """With the test bed that sees its spool folders it conforms in all that the role asks, and no MUST stays open."""
    full = windows.run(ADAPTER, *DECLARATION, out="full", timeout=1800)

    assert full.code == 0, full.stdout + full.stderr
    assert full.verdict.startswith("Conforms; ")
    assert not full.assessment.open_musts


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_found(windows: WindowsPython, name: str) -> None:
    """Each deliberate mistake fails at its own requirements."""
    expected = WRONG[name]
    wrong = windows.run(ADAPTER, *DECLARATION, *only(*expected), *WRITTEN, out=name, wrong=name)

    assert wrong.code == 1, wrong.stdout + wrong.stderr
    assert wrong.having("fail") == expected
