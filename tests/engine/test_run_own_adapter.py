"""A user's own adapter: a class in a module of the current folder, or the minimal one of the documentation."""

from pathlib import Path

import pytest
from kit import EXAMPLES, REFERENCE, run
from made_records import identity

MINE = """
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.ports import Description, Evidence


class MyAdapter(ReferenceAdapter):
    def describe(self):
        return Description("Mine", "2.1", "Me", observes=frozenset(Evidence))


def make():
    return MyAdapter()
"""


@pytest.mark.parametrize("form", ["mine:MyAdapter", "mine:make", "isolated:mine:MyAdapter", "folder.mine:MyAdapter"])
def test_a_class_in_the_current_folder(tmp_path: Path, form: str) -> None:
    """A class, or another callable that makes an adapter, is found in the folder in which the kit is called."""
    place = tmp_path / "folder" if form.startswith("folder.") else tmp_path
    place.mkdir(exist_ok=True)
    (place / "mine.py").write_text(MINE)
    mine = run(form, "--only", "A6a", *REFERENCE, out=tmp_path / "run", cwd=tmp_path)
    implementation = identity(mine.record)

    assert mine.code == 0, mine.stdout + mine.stderr
    assert (implementation["implementation"], implementation["version"], implementation["vendor"]) == (
        "Mine",
        "2.1",
        "Me",
    )
    assert mine.record.header["adapter"] == form


def test_the_digest_follows_the_adapters_source(tmp_path: Path) -> None:
    """A change to the tested source changes the digest in the record; the same source has the same digest."""
    digests = []
    for text in (MINE, MINE, MINE + "# changed\n"):
        (tmp_path / "mine.py").write_text(text)
        mine = run("mine:MyAdapter", "--only", "A1a", out=tmp_path / "run", cwd=tmp_path)
        digests.append(identity(mine.record)["digest"])

    assert digests[0] == digests[1] != digests[2]
    assert str(digests[0]).startswith("sha256:")


@pytest.mark.parametrize("host", ["", "isolated:"])
def test_the_minimal_adapter(tmp_path: Path, host: str) -> None:
    """The documentation's adapter is complete: at level calls its toy conforms, and every call is answered."""
    form = f"{host}examples.minimal_adapter:MinimalAdapter"
    minimal = run(form, "--level", "calls", out=tmp_path / "run", cwd=EXAMPLES.parent)

    assert not minimal.having("error", "fail", "warning"), minimal.stdout
    assert minimal.verdict.startswith("Conforms at level calls; ")
    assert minimal.code == 0


def test_the_minimal_adapter_is_small() -> None:
    """It has fewer than 60 lines of code."""
    lines = (EXAMPLES / "minimal_adapter.py").read_text("utf-8").splitlines()

    assert sum(bool(line.strip()) for line in lines) < 60


def test_without_level_calls_its_effects_stay_open(tmp_path: Path) -> None:
    """An adapter that observes nothing does not get the verdict Conforms."""
    minimal = run("examples.minimal_adapter:MinimalAdapter", out=tmp_path / "run", cwd=EXAMPLES.parent)

    assert minimal.code == 3
    assert minimal.verdict.startswith("Undecided: ")
