"""Shards: one plan in several runs, and `mapi-tck merge`, which makes one record of them or says why not."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from kit import RUN_SCHEMA, Run, comparable, environment, lines_of, mapi_tck, run, write_lines
from once import once

from mapi_tck.errors import UsageError
from mapi_tck.record.folder import claim
from mapi_tck.settings.shards import Shard, read_shard
from mapi_tck.verdicts import ExitCode
from mapi_tck.wire.codecs import Json

SELECTED = ("--only", "A2", "--only", "A5")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole run and the same in three shards, one of them in two processes."""

    def made(folder: Path) -> Path:
        run("reference", *SELECTED, out=folder / "whole")
        for number, extra in ((1, ()), (2, ("-n", "2")), (3, ())):
            run("reference", *SELECTED, "--shard", f"{number}/3", *extra, out=folder / str(number))
        return folder

    return Path(shutil.copytree(once(tmp_path_factory, "shards", made), tmp_path_factory.mktemp("shards") / "runs"))


def merged(folder: Path, *runs: str) -> Run:
    """What `mapi-tck merge` makes of these runs."""
    done = mapi_tck("merge", *runs, "--out", "merged", cwd=folder)
    return Run(done.code, done.stdout, done.stderr, folder / "merged")


def test_merged_shards_are_the_whole_run(shards: Path) -> None:
    """The joined record is the one that a single run writes, but for when and where; so are verdict and exit code."""
    done = merged(shards, "3", "1", "2")
    whole = Run(0, "", "", shards / "whole")

    assert done.code == whole.assessment.exit_code == ExitCode.CONFORMS
    assert done.assessment.verdict == whole.assessment.verdict
    assert comparable(done.record) == comparable(whole.record)
    assert done.record.planned == whole.record.planned
    assert [part["shard"] for part in done.record.header.get("merged", [])] == ["1/3", "2/3", "3/3"]
    assert {"run.ndjson", "report.html", "junit.xml"} <= {path.name for path in done.out.iterdir()}


def test_nothing_is_merged_into_a_folder_that_is_being_written(shards: Path) -> None:
    """A run, a merge and a pytest session lock the folder alike."""
    (shards / "merged").mkdir(exist_ok=True)
    before = sorted(path.name for path in (shards / "merged").iterdir())
    command = [sys.executable, "-m", "pytest", "--mapi-adapter=reference", "--mapi-only=A2", "--mapi-out=merged"]
    with claim(shards / "merged", "--out merged"):
        done = merged(shards, "3", "1", "2")
        session = subprocess.run(
            command, cwd=shards, env=environment(), capture_output=True, text=True, timeout=120, check=False
        )

    assert (done.code, done.stderr) == (ExitCode.USAGE, "mapi-tck: --out merged: another run is writing there\n")
    assert session.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--mapi-out merged: another run is writing there" in session.stderr
    assert sorted(path.name for path in (shards / "merged").iterdir()) == before


def test_a_merged_record_fits_the_schema(shards: Path) -> None:
    """Every line of a merged record has the form that runs write."""
    validator = Draft202012Validator(RUN_SCHEMA)
    done = merged(shards, "1", "2", "3")

    found = [error.message for line in lines_of(done.out / "run.ndjson") for error in validator.iter_errors(line)]
    assert [message[:200] for message in found] == []


def test_a_missing_shard_is_refused_or_leaves_the_run_not_finished(shards: Path) -> None:
    """Without shard 2 nothing is written and exit code 2; with --unfinished the result says that it is not finished."""
    refused = mapi_tck("merge", "1", "3", "--out", "gap", cwd=shards)
    unfinished = mapi_tck("merge", "1", "3", "--unfinished", "--out", "gap", cwd=shards)

    assert refused.code == ExitCode.USAGE
    assert refused.stderr == (
        "mapi-tck: shard 2 of 3 missing (--unfinished merges the parts that are there, as a run that did not finish)\n"
    )
    assert unfinished.code == ExitCode.UNDECIDED
    assert "Not finished: " in unfinished.stdout


#: What is altered in the header of a shard → what the one line says of it.
STRANGERS: dict[str, tuple[Callable[[Json], None], str]] = {
    "implementation": (
        lambda h: h["implementation"].update(digest="sha256:" + "0" * 64),
        "not the same implementation (digest: sha256:00000000000000000…, there sha256:",
    ),
    "suite": (
        lambda h: h["kit"].update(suite_digest="sha256:" + "0" * 64),
        "not the same kit or suite (suite_digest: sha256:00000000000000000…, there sha256:",
    ),
    "declaration": (
        lambda h: h["declaration"]["parameters"].update(call_limit=1.0),
        "not the same declaration (parameters: ",
    ),
    "options": (lambda h: h["options"].update(seed=9), "not the same options (seed: 9, there 0)"),
    "adapter": (lambda h: h.update(adapter="other:Form"), "not the same adapter (other:Form, there reference)"),
    "baseline": (lambda h: h.update(baseline={"path": "b", "deviations": []}), "not the same baseline "),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_what_does_not_belong_together_is_refused(shards: Path, tmp_path: Path, what: str) -> None:
    """Another implementation, suite, declaration, adapter, baseline or option: one line that names it, exit code 2."""
    change, told = STRANGERS[what]
    head, *rest = copy.deepcopy(lines_of(shards / "2" / "run.ndjson"))
    change(head)
    stranger = write_lines(tmp_path / "stranger.ndjson", [head, *rest])
    done = mapi_tck("merge", "1", str(stranger), "3", "--out", str(tmp_path / "merged"), cwd=shards)

    assert (done.code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"mapi-tck: {stranger}: it does not belong to 1/run.ndjson: {told}")
    assert not (tmp_path / "merged").exists()


def test_shards_of_another_plan_are_refused(shards: Path) -> None:
    """A shard of two is none of three, and a whole run is no shard."""
    run("reference", *SELECTED, "--shard", "2/2", out=shards / "2of2")

    assert "these are shards of different plans" in mapi_tck("merge", "1", "2of2", "--out", "x", cwd=shards).stderr
    assert "this run is not a shard, but others are" in mapi_tck("merge", "1", "whole", "--out", "x", cwd=shards).stderr


def test_a_scenario_that_no_shard_has_planned_is_named(shards: Path, tmp_path: Path) -> None:
    """A shard that has planned less than its part is refused with the scenario's id, and with how many others there are."""
    head, *rest = copy.deepcopy(lines_of(shards / "2" / "run.ndjson"))
    for number, more in ((1, ""), (2, " and 1 more scenario")):
        gone = sorted(head["plan"])[:number]
        plan = [id for id in head["plan"] if id not in gone]
        ended = [line for line in rest if line.get("scenario") not in gone and line["type"] != "footer"]
        short = write_lines(tmp_path / "short.ndjson", [{**head, "plan": plan}, *ended])
        done = mapi_tck("merge", "1", str(short), "3", "--out", "x", cwd=shards)

        assert done.stderr.startswith(f"mapi-tck: no shard has planned {gone[0]}{more} (--unfinished")


def test_duplicates_have_to_agree(shards: Path, tmp_path: Path) -> None:
    """A scenario that two records hold counts once if both say the same; if not, one line names it."""
    lines = lines_of(shards / "whole" / "run.ndjson")
    twice = merged(shards, "whole", "whole")
    other = copy.deepcopy(lines)
    changed = next(line for line in other if line["type"] == "scenario ended")
    changed.update(verdict="fail", cause="made-up", reason="made-up does not hold")
    changed["checks"][0].update(holds="does not hold", cause="made-up")
    next(line for line in changed["lines"] if line["number"] == changed["checks"][0]["line"])["outcome"] = "failed"
    other[-1]["totals"]["pass"] -= 1
    other[-1]["totals"]["fail"] = 1
    write_lines(tmp_path / "other.ndjson", other)
    done = mapi_tck("merge", "whole", str(tmp_path / "other.ndjson"), "--out", "x", cwd=shards)

    assert comparable(twice.record) == comparable(Run(0, "", "", shards / "whole").record)
    assert done.code == ExitCode.USAGE
    assert f"{changed['scenario']} ended fail (made-up) here and pass in whole/run.ndjson" in done.stderr


def test_a_shard_that_did_not_finish_leaves_the_whole_not_finished(shards: Path, tmp_path: Path) -> None:
    """A killed shard is joined with what it has, and the whole is not finished."""
    cut = [line for line in lines_of(shards / "2" / "run.ndjson") if line["type"] != "footer"][:-1]
    write_lines(tmp_path / "cut.ndjson", cut)
    done = mapi_tck("merge", "1", str(tmp_path / "cut.ndjson"), "3", "--out", "cut", cwd=shards)

    assert done.code == ExitCode.UNDECIDED
    assert "Not finished: " in done.stdout


def test_merging_never_overwrites_what_it_reads(shards: Path) -> None:
    """The folder of one of the runs is refused."""
    before = (shards / "1" / "run.ndjson").read_bytes()
    done = mapi_tck("merge", "1", "2", "3", "--out", "1", cwd=shards)

    assert (done.code, done.stderr) == (2, "mapi-tck: --out 1: merging would overwrite a record that it reads\n")
    assert (shards / "1" / "run.ndjson").read_bytes() == before


def test_a_merge_that_the_disk_cuts_off_leaves_no_record(shards: Path, tmp_path: Path) -> None:
    """Half a record would read as that of a run which stopped: there is the whole one or none."""
    limited = ["sh", "-c", 'ulimit -f 16; trap "" XFSZ; exec "$@"', "sh", sys.executable, "-m", "mapi_tck"]
    command = [*limited, "merge", "1", "2", "3", "--out", str(tmp_path)]
    # Python does not notice that the disk cuts off byte code, and would leave half of it for other processes.
    shell = environment({"PYTHONDONTWRITEBYTECODE": "1"})
    done = subprocess.run(command, cwd=shards, env=shell, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, f"mapi-tck: --out {tmp_path}: cannot write there: File too large\n")
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.integers(), max_size=40), st.integers(1, 9))
def test_shards_share_a_plan_evenly(plan: list[int], of: int) -> None:
    """Every scenario is in exactly one shard, in the order of the plan, and no shard has two more than another."""
    shares = [Shard(number, of).share(plan) for number in range(1, of + 1)]

    assert sorted(item for share in shares for item in share) == sorted(plan)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "1/0", "a/b", "1/3 ", "-1/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    """A shard is a number and how many there are."""
    with pytest.raises(UsageError, match="write 1/3 for the first of three"):
        read_shard(text)


def test_a_shard_says_so_in_its_record(shards: Path) -> None:
    """The header holds the shard and all scenarios that the shards share."""
    head = json.loads((shards / "2" / "run.ndjson").read_text("utf-8").partition("\n")[0])
    whole = lines_of(shards / "whole" / "run.ndjson")[0]

    assert head["options"]["shard"] == "2/3"
    assert head["whole_plan"] == whole["plan"]
    assert head["plan"] == whole["plan"][1::3]


def test_a_shard_for_which_nothing_is_left_is_told(tmp_path: Path) -> None:
    """Three scenarios need no fourth shard: it says so, and the other three are the whole run."""
    words = ["run", "reference", "--only", "A6a"]
    for number in (1, 2, 3):
        mapi_tck(*words, "--shard", f"{number}/4", "--out", f"part-{number}", cwd=tmp_path)
    empty = mapi_tck(*words, "--shard", "4/4", "--out", "part-4", cwd=tmp_path)
    whole = mapi_tck("merge", "part-1", "part-2", "part-3", "--out", "whole", cwd=tmp_path)

    assert empty.code == ExitCode.USAGE
    assert empty.stderr == "mapi-tck: --shard 4/4: nothing is left for this part: the plan has 3 scenarios\n"
    assert whole.code == ExitCode.CONFORMS, whole.stderr
