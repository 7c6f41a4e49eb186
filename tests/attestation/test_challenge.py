"""A challenge: the bundle that a vendor sends, and what an accepted one changes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kit import Run, environment, mapi_tck, run
from packages import SHORT

from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record
from mapi_tck.suite import excludes

#: Runs the kit with another folder of features: the copy of a release that excludes a test.
PROGRAM = """
import sys
from pathlib import Path
import mapi_tck.features
mapi_tck.features.ROOT = Path(sys.argv.pop(1))
from mapi_tck.__main__ import main
sys.argv[0] = "mapi-tck"
main()
"""
ENTRY = """
[[exclude]]
test = "{test}"
since = 2026-11-30
challenge = "challenge 7"
reason = "The page leaves the order of the columns open."
"""
FAULT = "wrong:rows-keep-own-column-order"


def test_a_challenge_bundles_what_a_maintainer_needs(tmp_path: Path) -> None:
    """Requirement, test, kit, implementation, reason, and calls that can be judged again, also under the other reading."""
    run("wrong:directions-swapped", "--only", "A6a", out=tmp_path / "run")
    because = "Step A6 names\nFLUSH_DOWNLOAD for the *outgoing* queues."
    done = mapi_tck("challenge", "run", "--requirement", "A6a", "--because", because, cwd=tmp_path)
    text = (tmp_path / "challenge-A6a" / "challenge.md").read_text("utf-8")
    record = read_record(tmp_path / "challenge-A6a" / "run.ndjson")
    again = run("replay:challenge-A6a/run.ndjson", out=tmp_path / "again", cwd=tmp_path)
    what_if = mapi_tck("report", "challenge-A6a", "--ruling", "D-01=letter", "-o", "other", cwd=tmp_path)

    assert done.code == 0, done.stderr
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 1. The requirement",
        "## 2. The tests",
        "## 3. The kit",
        "## 4. The implementation",
        "## 5. Why the test is wrong",
        "## 6. The material",
    ]
    assert "### Ruling D-01" in text
    assert "> FLUSH\\_DOWNLOAD for the \\*outgoing\\* queues." in text
    assert "mapi-tck report challenge-A6a/run.ndjson --ruling D-01=letter" in text
    assert {one["requirement"] for one in record.ended.values()} == {"A6a"}
    assert again.code == 1
    assert "would hold" in what_if.stdout


@pytest.mark.parametrize(("id", "said"), [("A6x", "the record has no requirement A6x"), ("B1a", "B1a has no result")])
def test_a_challenge_is_about_a_result(tmp_path: Path, id: str, said: str) -> None:
    """A requirement that the record does not have, and one that it has no result of, are one line and exit code 2."""
    run("reference", "--only", "A1a", out=tmp_path / "run")
    done = mapi_tck("challenge", "run", "--requirement", id, "--because", "It is wrong.", cwd=tmp_path)

    assert done.code == 2
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def released(checkout: Path, folder: Path, entry: str, *arguments: str) -> Run:
    """Run a copy of the kit whose list of excluded tests has one more entry."""
    if not (folder / "features").exists():
        shutil.copytree(checkout / "features", folder / "features")
        for name in ("steps", "reports"):
            (folder / name).symlink_to(checkout / name)
        with (folder / "features" / "excludes.toml").open("a", encoding="utf-8") as file:
            file.write(entry)
    command = [sys.executable, "-c", PROGRAM, str(folder / "features"), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout, done.stderr, folder / "run")


def test_an_excluded_test_is_not_asked_for_and_every_verdict_says_so(checkout: Path, tmp_path: Path) -> None:
    """The fault that only this test shows is no longer found. A record and its replay say what was excluded, and since when."""
    found = released(checkout, tmp_path, ENTRY.format(test="A2a"), "run", FAULT, *SHORT, "--only", "A", "--out", "run")
    record = found.record
    excluded = record.header.get("excluded", [])
    (item,) = [one for one in found.assessment.requirements if one.id == "A2a"]

    assert "1 exclusion of challenged tests" in found.verdict
    assert item.verdict == "not tested"
    assert item.reason == (
        "excluded since 2026-11-30: The page leaves the order of the columns open. (challenge: challenge 7)"
    )
    assert [entry["test"] for entry in excluded] == ["A2a"]
    assert not any(one["requirement"] == "A2a" for one in record.ended.values())
    assert not set(excluded[0]["scenarios"]) & set(record.header["asked"])
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "a challenge has shown that its test is wrong" in page


def test_an_exclusion_names_a_test(checkout: Path, tmp_path: Path) -> None:
    """A list with a test that the suite does not have is one line."""
    done = released(checkout, tmp_path, ENTRY.format(test="A2x"), "run", "reference", "--only", "A2", "--out", "run")

    assert done.code == 2
    assert done.stderr.count("\n") == 1
    assert "there is no requirement and no scenario A2x" in done.stderr


def test_nothing_is_excluded_at_present() -> None:
    """The suite's own list is empty, and can be read."""
    try:
        assert excludes.load_excludes() == ()
    except UsageError as error:
        pytest.fail(str(error))
