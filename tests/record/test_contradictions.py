"""A record is a claim: readers derive its verdicts again, and name the line that contradicts itself."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit import lines_of, mapi_tck, run, write_lines
from made_records import a_record, record_lines

from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import open_record, read_record
from mapi_tck.verdicts import Verdict

#: A record has one line for the header, and two for each scenario.
Lines = list[dict[str, Any]]


@pytest.fixture
def lines() -> Lines:
    """The lines of an honest record with every verdict."""
    return [json.loads(json.dumps(line)) for line in record_lines(a_record())]


def ended(lines: Lines, requirement: str) -> tuple[int, dict[str, Any]]:
    """The last line of an ended scenario of the requirement, and its number in the file."""
    return next(
        (number, line)
        for number, line in reversed([*enumerate(lines, 1)])
        if line["type"] == "scenario ended" and line["requirement"] == requirement
    )


def refused(tmp_path: Path, lines: Lines) -> str:
    """What both readers of the record say, without the path of the file."""
    path = write_lines(tmp_path / "claimed.ndjson", lines)
    said = set()
    for read in (open_record, read_record):
        with pytest.raises(UsageError) as error:
            read(path)
        said.add(f"{error.value.where.rpartition('/')[2]}: {error.value.what}")
    (one,) = said
    return one


def test_an_honest_record_is_read(tmp_path: Path, lines: Lines) -> None:
    """A record with every verdict, complete or cut off, contradicts nothing."""
    for number in (len(lines), len(lines) - 1, len(lines) - 4):
        open_record(write_lines(tmp_path / "honest.ndjson", lines[:number]))
        read_record(tmp_path / "honest.ndjson")


@pytest.mark.parametrize("requirement", ["A1a", "A2a", "A6c", "A6b", "A7a", "B5.2a", "B5.3a", "FQ1"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_one_word_of_a_verdict(tmp_path: Path, lines: Lines, requirement: str, verdict: Verdict) -> None:
    """Every verdict that is changed to any other one is a contradiction of its line."""
    number, line = ended(lines, requirement)
    before, line["verdict"] = line["verdict"], str(verdict)
    if before == verdict:
        return

    assert f"claimed.ndjson:{number}: {line['scenario']} contradicts itself: its verdict is {verdict}, but " in refused(
        tmp_path, lines
    )


def _check_holds(line: dict[str, Any]) -> None:
    line["checks"][0]["holds"] = "holds"


def _line_passed(line: dict[str, Any]) -> None:
    line["lines"][2]["outcome"] = "passed"


def _other_cause(line: dict[str, Any]) -> None:
    line["cause"] = "excluded-not"


def _no_check(line: dict[str, Any]) -> None:
    line["checks"] = []


def _known_cause(line: dict[str, Any]) -> None:
    line["cause"] = "excluded"


@pytest.mark.parametrize("edit", [_check_holds, _line_passed, _other_cause, _no_check, _known_cause])
def test_one_field_of_a_failure(tmp_path: Path, lines: Lines, edit: Callable[[dict[str, Any]], None]) -> None:
    """A failure whose check, line or cause says otherwise is a contradiction."""
    number, line = ended(lines, "A6c")
    edit(line)

    assert f"claimed.ndjson:{number}: {line['scenario']} contradicts itself: " in refused(tmp_path, lines)


def test_a_pass_whose_check_is_violated(tmp_path: Path, lines: Lines) -> None:
    """So does the other way round; where a MAY cannot be violated, the line of the check contradicts it."""
    for requirement in ("I2", "B5.3a"):
        changed = json.loads(json.dumps(lines))
        number, line = ended(changed, requirement)
        line["checks"][0]["holds"] = "does not hold"

        assert f"claimed.ndjson:{number}: {line['scenario']} contradicts itself: " in refused(tmp_path, changed)


def test_a_strength_that_was_changed(tmp_path: Path, lines: Lines) -> None:
    """A MUST that became a SHOULD in the header makes its failure a contradiction."""
    next(item for item in lines[0]["requirements"] if item["id"] == "A6c")["strength"] = "SHOULD"
    number, line = ended(lines, "A6c")

    assert refused(tmp_path, lines).endswith("but the check topic-letter-direction does not hold: that is warning")
    assert line["verdict"] == "fail" and number


@pytest.mark.parametrize(
    ("name", "value"),
    [("planned", 3), ("ended_scenarios", 3), ("totals", {"pass": 23}), ("totals", {})],
)
def test_totals_of_the_footer(tmp_path: Path, lines: Lines, name: str, value: object) -> None:
    """Each total of the footer is counted again."""
    lines[-1][name] = value

    assert refused(tmp_path, lines).startswith(
        f"claimed.ndjson:{len(lines)}: the footer contradicts the lines before it: {name} is "
    )


def test_a_missing_scenario(tmp_path: Path, lines: Lines) -> None:
    """A result that was taken out is missing in the footer's count."""
    number, _ = ended(lines, "A6c")
    del lines[number - 1]

    assert ": the footer contradicts the lines before it: ended_scenarios is " in refused(tmp_path, lines)


def test_a_scenario_twice(tmp_path: Path, lines: Lines) -> None:
    """A result that stands in the record twice is named with its second line."""
    number, line = ended(lines, "A6c")
    lines.insert(number, line)

    assert refused(tmp_path, lines) == f"claimed.ndjson:{number + 1}: {line['scenario']} has ended before"


def test_a_scenario_that_is_not_in_the_plan(tmp_path: Path, lines: Lines) -> None:
    """A result that was not planned is no result of this run."""
    number, line = ended(lines, "A6c")
    lines[0]["plan"].remove(line["scenario"])

    said = f"claimed.ndjson:{number - 1}: {line['scenario']} is not in the plan of this record"
    assert refused(tmp_path, lines) == said


def test_a_plan_that_names_a_scenario_twice(tmp_path: Path, lines: Lines) -> None:
    """A plan is a list of different scenarios."""
    lines[0]["plan"].append(lines[0]["plan"][0])

    assert refused(tmp_path, lines).startswith("claimed.ndjson:1: the plan of this header has ")


def test_every_command_refuses_it(tmp_path: Path) -> None:
    """One edited word of a real record, and no command believes it; each says the same line."""
    run("wrong:spooler-row-misses-a-column", "--only", "A2", out=tmp_path / "run")
    lines = lines_of(tmp_path / "run" / "run.ndjson")
    number, line = next((n, one) for n, one in enumerate(lines, 1) if one.get("verdict") == "fail")
    line["verdict"] = "pass"
    write_lines(tmp_path / "edited.ndjson", lines)
    (tmp_path / "baseline.toml").write_text("")
    commands = (
        "report edited.ndjson --out out",
        "report run --previous edited.ndjson --out out",
        "diff edited.ndjson run",
        "diff run edited.ndjson",
        "merge edited.ndjson --out out",
        "matrix edited.ndjson -o out.html",
        f"sequence edited.ndjson {line['requirement']}",
        "baseline check baseline.toml edited.ndjson",
        "baseline update baseline.toml edited.ndjson",
        "run replay:edited.ndjson --out out",
    )
    for command in commands:
        done = mapi_tck(*command.split(), cwd=tmp_path)

        assert done.code == 2, command
        assert done.stderr.startswith(f"mapi-tck: edited.ndjson:{number}: {line['scenario']} contradicts itself: ")
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""
        assert not (tmp_path / "out").exists()


def test_a_replay_says_that_the_record_claimed_otherwise(tmp_path: Path) -> None:
    """Verdict, check and footer that were all changed agree with each other. The recorded calls do not, and a replay says so."""
    run("wrong:spooler-row-misses-a-column", "--only", "A2", out=tmp_path / "run")
    lines = lines_of(tmp_path / "run" / "run.ndjson")
    line = next(one for one in lines if one.get("verdict") == "fail")
    line.update(verdict="pass", cause="", reason="")
    for check in line["checks"]:
        check["holds"] = "holds"
    for one in line["lines"]:
        one["outcome"] = "passed"
    totals = lines[-1]["totals"]
    totals["fail"] -= 1
    totals["pass"] += 1
    lines[-1]["totals"] = {verdict: number for verdict, number in totals.items() if number}
    write_lines(tmp_path / "forged.ndjson", lines)
    done = run("replay:forged.ndjson", "--format", "markdown", out=tmp_path / "again", cwd=tmp_path)
    (result,) = [one for one in done.record.results if one["scenario"] == line["scenario"]]
    other = run("replay:run/run.ndjson", out=tmp_path / "honest", cwd=tmp_path)

    assert done.code == 1
    assert (result["verdict"], result.get("claimed")) == ("fail", "pass")
    assert "The record claimed otherwise" in done.stdout
    assert f"{line['scenario']}: the record says pass, its calls say fail" in " ".join(done.stdout.split())
    assert "The record claimed otherwise" in (tmp_path / "again" / "summary.md").read_text("utf-8")
    assert "The record claimed otherwise" in (tmp_path / "again" / "report.html").read_text("utf-8")
    assert "claimed otherwise" not in other.stdout


MEASURE = """
import re, sys
from pathlib import Path
from mapi_tck.record.run_record import open_record
record = open_record(Path(sys.argv[1]))
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(len(record.ended), int(peak) // 1024)
"""


def test_reading_100_000_scenarios_stays_small(tmp_path: Path) -> None:
    """The lines are judged one after the other: the peak of memory stays below 300 MB."""
    made = record_lines(a_record(only=("A6c",)))
    header, result = made[0], next(line for line in made if line["type"] == "scenario ended")
    scenario = next(item for item in header["scenarios"] if item["id"] == result["scenario"])
    ids = [f"procedure_a.feature::A6c_holds_{number}" for number in range(100_000)]
    header["scenarios"] = [{**scenario, "id": id} for id in ids]
    header["asked"] = header["plan"] = ids
    with (tmp_path / "long.ndjson").open("w") as file:
        file.write(json.dumps(header) + "\n")
        before, _, after = json.dumps({**result, "trace": result["trace"][:2]}).partition(result["scenario"])
        for id in ids:
            file.write(f"{before}{id}{after}\n")
        footer = {"planned": 100_000, "ended_scenarios": 100_000, "totals": {"fail": 100_000}}
        file.write(json.dumps({"type": "footer", **footer, "ended": "2026-11-20T10:00:00Z"}) + "\n")
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "long.ndjson")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    number, megabytes = map(int, done.stdout.split())

    assert number == 100_000
    assert megabytes <= 300


@pytest.mark.parametrize("requirement", ["A1a", "A6c"])
def test_a_verdict_without_lines(tmp_path: Path, lines: Lines, requirement: str) -> None:
    """Checks without the lines that made them support no verdict."""
    number, line = ended(lines, requirement)
    line["lines"] = []

    assert f"claimed.ndjson:{number}: {line['scenario']} contradicts itself: its verdict is " in refused(
        tmp_path, lines
    )
