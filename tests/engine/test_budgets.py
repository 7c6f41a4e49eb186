"""What an answer, a scenario, a record and its packed parts may take: beyond it the verdict is *error*, and says whose answer."""

import base64
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from kit import Run, environment, lines_of, run, verdicts, write_lines

from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import open_record
from mapi_tck.search.results import unpacked
from mapi_tck.wire.sizes import size_of


def with_limits(folder: Path, **limits: float) -> tuple[str, str]:
    """The option for a declaration with these limits, in megabytes."""
    words = "".join(f"{name} = {limit}\n" for name, limit in limits.items())
    (folder / "limits.toml").write_text(f"[parameters]\n{words}")
    return "--declaration", str(folder / "limits.toml")


def over_budget(done: Run) -> list[str]:
    """The reasons of the scenarios that went beyond a limit."""
    return [one["reason"] for one in done.record.ended.values() if one["cause"] == "over-budget"]


@pytest.mark.parametrize("adapter", ["reference", "isolated:reference"])
def test_an_answer_beyond_the_limit_is_an_error(adapter: str, tmp_path: Path) -> None:
    """The call whose answer is too long is named, in process and in another one, and the record does not hold the answer."""
    done = run(adapter, "--only", "A2", *with_limits(tmp_path, answer_limit=0.0003), out=tmp_path / "run")
    reasons = over_budget(done)
    broken = [one for one in done.record.ended.values() if one["cause"] == "over-budget"]

    assert done.code == 4
    assert reasons
    assert [reason for reason in reasons if not re.match(r"[a-z_]+(-\d+)?\.\w+\(", reason)] == []
    assert all("more than 0.0003 MB (answer_limit)" in reason for reason in reasons)
    assert {one["verdict"] for one in broken} == {"error"}
    assert {one["blame"] for one in broken} == {"adapter or implementation"}
    assert all(entry["value"] is None for one in broken for entry in one["trace"] if entry["broke"])


def test_a_scenario_beyond_the_limit_is_an_error(tmp_path: Path) -> None:
    """So are many answers that are short one by one; a replay of the record says the same."""
    limits = with_limits(tmp_path, answer_limit=0.002, scenario_limit=0.005)
    done = run("reference", "--only", "A6", *limits, out=tmp_path / "run")
    again = run(f"replay:{tmp_path}/run/run.ndjson", out=tmp_path / "again")

    assert done.code == again.code == 4
    assert any(
        "with it the scenario takes more than 0.005 MB (scenario_limit)" in reason for reason in over_budget(done)
    )
    assert verdicts(done.record) == verdicts(again.record)


def test_a_search_beyond_the_limit_is_an_error(tmp_path: Path) -> None:
    """The cases of a law count together, and the case is named that was one too many."""
    limits = with_limits(tmp_path, answer_limit=0.02, scenario_limit=0.1)
    done = run("reference", "--only", "search", *limits, out=tmp_path / "run")
    reasons = over_budget(done)

    assert done.code == 4
    assert any(
        "the search takes more than 0.1 MB (scenario_limit); this answer is the longest" in one for one in reasons
    )
    for one in done.record.ended.values():
        assert len(json.dumps(one)) < 400_000


def test_a_record_beyond_the_limit_holds_short_errors(tmp_path: Path) -> None:
    """Results that do not fit any more are errors that name the longest answer; the others stay, and the file stays small."""
    whole = run("reference", "--only", "A2", out=tmp_path / "whole")
    head = len((whole.out / "run.ndjson").read_bytes().partition(b"\n")[0])
    size = (whole.out / "run.ndjson").stat().st_size
    limit = (head + (size - head) / 2) / 1_000_000
    limits = with_limits(tmp_path, answer_limit=0.1, scenario_limit=limit, record_limit=limit)
    done = run("reference", "--only", "A2", *limits, out=tmp_path / "run")
    reasons = over_budget(done)

    assert done.code == 4
    assert 0 < len(reasons) < len(done.record.planned)
    assert [one for one in reasons if f"the record takes more than {limit:g} MB (record_limit)" not in one] == []
    assert all("; this answer is the longest of the scenario" in reason for reason in reasons)
    assert (done.out / "run.ndjson").stat().st_size < (head + size) / 2 + 1000 * len(reasons)


GREEDY = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_table import StatusTable

TEXT = "x" * 1000

class Greedy(StatusTable):
    def query_columns(self, flags):
        return [*super().query_columns(flags)] * 500_000

    def query_rows(self, *arguments):
        return [*super().query_rows(*arguments)] * 20_000

def greedy():
    return ReferenceAdapter(Parts(status_table=Greedy))
"""
MEASURED = """
import pathlib, re, sys
from mapi_tck.cli.main import main
try:
    main(sys.argv[1:])
finally:
    # What resource.getrusage tells counts the memory of the process that has started this one, too.
    status = pathlib.Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024, file=sys.stderr)
"""


def test_memory_stays_bounded(tmp_path: Path) -> None:
    """Many huge answers take no more memory than one, and the record stays small."""
    (tmp_path / "greedy.py").write_text(GREEDY)
    words = ["run", "greedy:greedy", "--only", "A2", "--only", "A3", "--out", "run"]
    command = [sys.executable, "-c", MEASURED, *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 4, done.stderr
    assert "more than 4 MB (answer_limit)" in done.stdout
    assert int(done.stderr.split()[-1]) < 400
    assert (tmp_path / "run" / "run.ndjson").stat().st_size < 10_000_000


def test_a_size_is_about_that_of_its_json() -> None:
    """Texts, numbers, lists and objects count, also those that are in a value many times; beyond the limit nothing more does."""
    text = "x" * 4000
    value = {"rows": [[text] * 1000] * 3}

    assert size_of(None) == 0
    assert size_of("x" * 9000) >= 9000
    assert 0.9 < size_of(value) / len(json.dumps(value)) < 1.1
    assert 100 < size_of([text] * 100_000, 100) < 1_000_000
    assert size_of({"a": [1, 2, True]}) < 100


def test_a_packed_part_is_unpacked_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a megabyte that becomes a hundred is refused before it does; the variable allows more."""
    bomb = base64.b64encode(zlib.compress(b"[" + b" " * 100_000_000 + b"]", 9)).decode()
    with pytest.raises(UsageError, match=r"are longer than 64 MB .*MAPI_TCK_READ_LIMIT"):
        unpacked(bomb)
    monkeypatch.setenv("MAPI_TCK_READ_LIMIT", "200")

    assert unpacked(bomb) == []


def test_a_replay_of_a_packed_bomb_ends_with_one_line(tmp_path: Path) -> None:
    """The scenario whose packed part is too long is an error that says so."""
    run("reference", "--only", "search", "--examples", "2", out=tmp_path / "run")
    lines = lines_of(tmp_path / "run" / "run.ndjson")
    law = next(line for line in lines if line.get("search"))
    law["search"]["packed"] = base64.b64encode(zlib.compress(b" " * 100_000_000, 9)).decode()
    write_lines(tmp_path / "bomb.ndjson", lines)
    done = run("replay:bomb.ndjson", out=tmp_path / "again", cwd=tmp_path)
    result = done.record.ended[law["scenario"]]

    assert done.code == 4
    assert (result["verdict"], result.get("claimed")) == ("error", law["verdict"])
    assert "the packed calls of a search are longer than 64 MB" in result["reason"]


def test_a_line_of_a_record_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long is refused with its number, before it is in memory; the variable allows more."""
    run("reference", "--only", "A1a", out=tmp_path / "run")
    lines = lines_of(tmp_path / "run" / "run.ndjson")
    number, line = next((n, one) for n, one in enumerate(lines, 1) if one["type"] == "scenario ended")
    line["trace"][0]["answer"] = "x" * 2_000_000
    write_lines(tmp_path / "long.ndjson", lines)
    open_record(tmp_path / "long.ndjson")
    limited = environment({"MAPI_TCK_READ_LIMIT": "1"})
    command = [sys.executable, "-m", "mapi_tck", "report", "long.ndjson", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=limited, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == (
        f"mapi-tck: long.ndjson:{number}: this line is longer than 1 MB (to read it all the same, set MAPI_TCK_READ_LIMIT to "
        "more megabytes)\n"
    )
    monkeypatch.setenv("MAPI_TCK_READ_LIMIT", "much")
    with pytest.raises(UsageError, match="'much' is no number of megabytes"):
        open_record(tmp_path / "long.ndjson")


def test_limits_that_contradict_each_other(tmp_path: Path) -> None:
    """An answer that may be longer than its scenario is a mistake in the declaration."""
    done = run("reference", *with_limits(tmp_path, answer_limit=80), out=tmp_path / "run")

    assert done.code == 2
    assert (
        "limits.toml:2: parameters.answer_limit: contradiction: answer_limit is more than scenario_limit" in done.stderr
    )
