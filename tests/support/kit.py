"""What the end-to-end tests share: calls of the kit as a user makes them, and what a run leaves behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from copied_kit import call_copy

from mapi_tck.assessment import Assessment
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import RunRecord, read_record, steady
from mapi_tck.wire.codecs import Json

TESTS = Path(__file__).resolve().parent.parent
#: The published schema of the run record.
RUN_SCHEMA: dict[str, Any] = json.loads(files("mapi_tck").joinpath("schemas/run.schema.json").read_text("utf-8"))
EXAMPLES = TESTS.parent / "examples"
#: The folder of the adapters that tests run. A form like `breaking:Exclusive` works if it is the current folder.
ADAPTERS = TESTS / "example_adapters"
#: The kit's own declaration of the reference.
REFERENCE = ("--declaration", str(EXAMPLES / "reference.toml"))
#: A feature file of a user: one scenario, which the reference passes.
OWN_FEATURE = """Feature: One that a user wrote

  @A1a
  Scenario: The status table opens
    Given a client that has logged on
    When the client gets the status table
    Then the call succeeds
"""


@dataclass(frozen=True)
class Run:
    """A call of the kit that has ended."""

    code: int
    stdout: str
    stderr: str
    out: Path

    @cached_property
    def record(self) -> RunRecord:
        """The run record that it left."""
        return read_record(self.out / "run.ndjson")

    @cached_property
    def assessment(self) -> Assessment:
        """What the run record says."""
        return Assessment(self.record)

    @property
    def verdict(self) -> str:
        """The verdict of the run, as the end of its output says it."""
        words = self.stdout.partition("\nVerdict\n")[2]
        return words.strip().partition("\n")[0]

    def having(self, *verdicts: str) -> set[str]:
        """The ids of the requirements with one of the verdicts."""
        return {item.id for item in self.assessment.requirements if item.verdict in verdicts}

    def results(self, requirement: str) -> list[Json]:
        """What the record holds of the requirement's scenarios."""
        return [result for result in self.record.results if result["requirement"] == requirement]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a user's shell: without what the test session has set, and with no kept self-test."""
    own = ("PYTEST_", "COV_", "MAPI_TCK_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**plain, "COLUMNS": "200", "XDG_CACHE_HOME": os.devnull, **(extra or {})}


def words(adapter: str, *arguments: str) -> list[str]:
    """The command line that runs the kit against the adapter."""
    return [sys.executable, "-m", "mapi_tck", "run", adapter, *arguments]


def mapi_tck(*arguments: str, cwd: Path, timeout: float = 300) -> Run:
    """Call `mapi-tck` in that folder, in a copy of a process that has loaded the kit (`copied_kit`)."""
    done = call_copy(arguments, cwd, environment(), timeout)
    return Run(done.returncode, done.stdout, done.stderr, cwd)


def started(*arguments: str, cwd: Path, timeout: float = 300) -> Run:
    """Call `mapi-tck` in that folder, in a Python that starts for this call."""
    command = [sys.executable, "-m", "mapi_tck", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=timeout, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr, cwd)


def run(adapter: str, *arguments: str, out: Path, cwd: Path | None = None, timeout: float = 300) -> Run:
    """Call `mapi-tck run ADAPTER --out OUT`, in a copy as `mapi_tck` does."""
    folder = cwd or out.parent
    done = mapi_tck("run", adapter, "--out", str(out), *arguments, cwd=folder, timeout=timeout)
    return Run(done.code, done.stdout, done.stderr, out)


def make(folder: Path, program: str, target: str = "all") -> Path:
    """Build a program with the Makefile in its folder."""
    done = subprocess.run(["make", "-C", folder, target], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    return folder / program


def verdicts(record: RunRecord) -> dict[str, tuple[str, str, str]]:
    """Scenario → verdict, cause and reason."""
    return {id: (result["verdict"], result["cause"], result["reason"]) for id, result in record.ended.items()}


def comparable(record: RunRecord, *leaving_out: str) -> dict[str, Any]:
    """What two records of the same run have in common: all but the order of scenarios and the volatile fields."""
    header = {key: value for key, value in steady(record.header).items() if key not in leaving_out}
    return {
        "header": {**header, "plan": sorted(record.planned)},
        "started": sorted(record.started),
        "ended": {id: steady(_without_waits(record.ended[id])) for id in sorted(record.ended)},
        "footer": steady(record.footer),
    }


def lines_of(path: Path) -> list[Json]:
    """The lines of a record."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_lines(path: Path, lines: Iterable[Json]) -> Path:
    """Write a record."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def _without_waits(result: ScenarioEnded) -> ScenarioEnded:
    """The result; without its trace if its scenario waited: how often it looked depends on how busy the machine was."""
    if not any(entry["method"] == "pause" for entry in result["trace"]):
        return result
    return {
        **result,
        "trace": [],
        "checks": [{**check, "entries": []} for check in result["checks"]],
        "traits": [{**trait, "entries": []} for trait in result["traits"]],
    }
