"""The gate from one release to the next: two known deviations, one of them fixed, something broken, a newer kit."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import provider_story
import pytest
from kit import Run, environment, mapi_tck, run

import mapi_tck as installed
from mapi_tck.verdicts import ExitCode

ADAPTER = "provider:Provider"

#: The numbered steps that the story is about.
ABOUT = ("--only", "A2", "--only", "A3", "--only", "A5", "--examples", "2")


class Release:
    """A folder in which a provider is kept, with its baseline."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.baseline = folder / "baseline.toml"

    def certified(self, name: str, *arguments: str) -> Run:
        """A run of the provider as it is now."""
        return run(ADAPTER, *ABOUT, *arguments, out=self.folder / name)

    def held(self, name: str) -> Run:
        """A run that is compared with the baseline."""
        return self.certified(name, "--baseline", "baseline.toml")

    def call(self, *words: str) -> Run:
        """Another command of the kit."""
        return mapi_tck(*words, cwd=self.folder)

    def why(self, old: str, new: str) -> tuple[int, set[str], set[tuple[str, str, str]]]:
        """What `mapi-tck diff` exits with, what it says has changed, and which requirements did so."""
        done = self.call("diff", old, new, "--format", "json")
        told = json.loads(done.stdout)
        changes = {(change["kind"], change["requirement"], change["new"]["verdict"]) for change in told["changes"]}
        return done.code, {reason["what"] for reason in told["reasons"]}, changes


def newer_kit(folder: Path) -> dict[str, str]:
    """The environment in which a copy of the kit is found, one of whose judging steps is not what it was."""
    copy = folder / "newer" / "mapi_tck"
    shutil.copytree(Path(installed.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    step = copy / "steps" / "words.py"
    step.write_text(step.read_text("utf-8") + "\n# judged as before, by other source\n", "utf-8")
    return environment({"PYTHONPATH": str(copy.parent)})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The first release: two known deviations, certified and entered in a baseline."""
    release = Release(tmp_path_factory.mktemp("story"))
    provider_story.write(release.folder, sorts=True, keeps=True)
    assert release.certified("first").code == ExitCode.FAILED
    added = ("--reason", "Callers rely on it", "--ticket", "MAIL-7", "--expires", "2099-12-31")
    done = release.call("baseline", "update", "baseline.toml", "first", *added)
    assert "added TB14 columns-told" in done.stdout.splitlines(), done.stderr
    assert "added TB4 restriction-cleared" in done.stdout.splitlines()
    return release


def test_the_story_of_a_gate(release: Release) -> None:
    """Known deviations pass the gate without conforming, a fix demands that its entry goes, a diff says why it regressed."""
    # The gate holds, and says what it holds to.
    held = release.held("second")
    assert (held.code, held.verdict.partition(":")[0]) == (5, "The selection holds except for 3 known deviations")
    baseline = held.record.header.get("baseline")
    assert baseline is not None and baseline["deviations"][0]["ticket"] == "MAIL-7"
    assert "restriction-cleared  Callers rely on it (MAIL-7; until 2099-12-31)" in " ".join(held.stdout.split(" "))
    assert "known deviation" in (held.out / "junit.xml").read_text("utf-8")
    assert 'id="baseline"' in (held.out / "report.html").read_text("utf-8")
    assert release.why("first", "second") == (0, {"baseline"}, set())

    # One deviation is fixed: its entry has to go.
    provider_story.write(release.folder, sorts=True)
    fixed = release.held("fixed")
    assert fixed.code == ExitCode.FAILED
    assert fixed.verdict.startswith("The baseline is out of date: 2 entries must be removed or renewed")
    assert release.call("baseline", "check", "baseline.toml", "fixed").stdout.splitlines() == [
        "baseline.toml: TB4 restriction-cleared: the deviation is gone: remove the entry, or run mapi-tck baseline update",
        "baseline.toml: TB5 row-count: the deviation is gone: remove the entry, or run mapi-tck baseline update",
        "3 entries, 2 problems",
    ]
    assert "removed TB4 restriction-cleared\n" in release.call("baseline", "update", "baseline.toml", "fixed").stdout
    shrunk = release.held("shrunk")
    assert (shrunk.code, shrunk.verdict.partition(":")[0]) == (5, "The selection holds except for 1 known deviation")
    code, reasons, changes = release.why("second", "shrunk")
    assert (code, reasons) == (0, {"implementation", "baseline"})
    assert ("fix", "TB4", "pass") in changes
    assert {kind for kind, _, _ in changes} == {"fix"}

    # Another step breaks: that is no known deviation, and the implementation is what has changed.
    provider_story.write(release.folder, sorts=True, mistakes=True)
    broken = release.held("broken")
    assert broken.code == ExitCode.FAILED
    assert broken.verdict.startswith("Does not conform: ")
    assert " beyond the baseline" in broken.verdict
    code, reasons, changes = release.why("shrunk", "broken")
    assert (code, reasons) == (1, {"implementation"})
    assert ("regression", "A5b", "fail") in changes
    assert {kind for kind, _, _ in changes} == {"regression"}
    told = " ".join(release.call("diff", "shrunk", "broken").stdout.split())
    assert "Possible reasons implementation has changed" in told

    # The kit is updated, the provider is what it was: only the suite can be why.
    command = [
        sys.executable,
        "-m",
        "mapi_tck",
        "run",
        ADAPTER,
        *ABOUT,
        "--baseline",
        "baseline.toml",
        "--out",
        "updated",
    ]
    done = subprocess.run(
        command, cwd=release.folder, env=newer_kit(release.folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.FAILED, done.stderr
    assert release.why("broken", "updated") == (0, {"suite"}, set())
    assert "Possible reasons suite has changed" in " ".join(release.call("diff", "broken", "updated").stdout.split())
