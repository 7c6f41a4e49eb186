"""What the tests of the deliberately wrong adapters share: the kit run often, and how a run must end."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from kit import TESTS, environment

from mapi_tck.adapters.wrong import Fault
from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.catalogue import STEPS, load_catalogue
from mapi_tck.record import read_record
from mapi_tck.roles import Role
from mapi_tck.verdicts import ExitCode, Verdict

Ending = tuple[Verdict, frozenset[str]]

#: How a requirement may end that a fault keeps from being judged.
_BLOCKED = (Verdict.INCONCLUSIVE, frozenset({"blocked"}))
_NOTHING = (Verdict.NOT_TESTED, frozenset({"nothing-to-judge"}))


@dataclass(frozen=True)
class Run:
    """How a run ended, requirement by requirement: its verdict, and the causes of the scenarios that decided it."""

    endings: Mapping[str, Ending]
    traits: frozenset[tuple[str, str]]
    exit_code: ExitCode
    complete: bool


class WarmKit:
    """Runs the kit often: a process of its own for each run, all of them copies of one that has loaded everything."""

    def __init__(self, role: Role, declaration: str, *only: str) -> None:
        selection = [f"--mapi-only={word}" for word in only]
        command = [sys.executable, str(TESTS / "warm_kit.py"), f"--mapi-role={role}", *selection]
        self.declaration = declaration
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        )

    def certify(self, adapter: str, folder: Path) -> Run:
        """Run the scenarios against the adapter, and assess the record."""
        (folder / "declaration.toml").write_text(self.declaration, "utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"adapter": adapter, "folder": str(folder)}) + "\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline().strip()

        assert code in ("0", "1"), f"pytest ended with {code or 'nothing'}: {said(folder)}"
        run = assessed(Assessment(read_record(folder / "run.ndjson")))
        (folder / "run.ndjson").unlink()  # megabytes, times the number of faults
        return run

    def __enter__(self) -> "WarmKit":
        return self

    def __exit__(self, *_: object) -> None:
        """End the process; it ends by itself when there is nothing more to read."""
        self.process.communicate(timeout=10)


class Runs:
    """The runs of several adapters. Whoever waits for one has the next one begun, because a run spends half its time waiting."""

    AT_A_TIME = 2

    def __init__(self, role: Role, declaration: str, adapters: Sequence[str], folder: Path, *only: str) -> None:
        self._adapters = adapters
        self._folder = folder
        self._begun: dict[str, Future[Run]] = {}
        self._kits: SimpleQueue[WarmKit] = SimpleQueue()
        self._held = ExitStack()
        for _ in range(self.AT_A_TIME):
            self._kits.put(self._held.enter_context(WarmKit(role, declaration, *only)))
        self._pool = self._held.enter_context(ThreadPoolExecutor(self.AT_A_TIME))

    def __enter__(self) -> "Runs":
        return self

    def __exit__(self, *_: object) -> None:
        """End everything that is under way."""
        for run in self._begun.values():
            run.cancel()
        self._held.close()

    def of(self, adapter: str) -> Run:
        """The run of that adapter."""
        place = self._adapters.index(adapter)
        for wanted in self._adapters[place : place + self.AT_A_TIME]:
            if wanted not in self._begun:
                self._begun[wanted] = self._pool.submit(self._certify, wanted)
        return self._begun[adapter].result()

    def _certify(self, adapter: str) -> Run:
        folder = self._folder / adapter.replace(":", "-")
        folder.mkdir()
        kit = self._kits.get()
        try:
            return kit.certify(adapter, folder)
        finally:
            self._kits.put(kit)


def said(folder: Path) -> str:
    """What pytest printed, if it came so far."""
    output = folder / "output.txt"
    return output.read_text("utf-8")[-2000:] if output.exists() else "nothing was printed"


def assessed(assessment: Assessment) -> Run:
    """The endings and traits of a run."""
    return Run(
        {requirement.id: (requirement.verdict, causes(requirement)) for requirement in assessment.requirements},
        frozenset(
            (requirement.id, trait["id"])
            for requirement in assessment.requirements
            for result in requirement.results
            for trait in result["traits"]
        ),
        assessment.exit_code,
        assessment.complete,
    )


def causes(requirement: JudgedRequirement) -> frozenset[str]:
    """Why the scenarios that have the requirement's verdict have it."""
    return frozenset(result["cause"] for result in requirement.results if result["verdict"] == requirement.verdict)


def written(ending: Ending) -> str:
    """An ending in words."""
    verdict, why = ending
    return f"{verdict} ({', '.join(sorted(why - {''}))})" if why - {""} else str(verdict)


def differences(fault: Fault, run: Run, right: Run) -> list[str]:
    """Where the run does not end as the fault foretells, each in a line of its own."""
    foretold: dict[str, Ending] = {}
    for item in fault.expected:
        verdict, why = foretold.get(item.requirement, (item.verdict, frozenset()))
        foretold[item.requirement] = (verdict, why | {item.cause})
    lines = []
    for id, ending in run.endings.items():
        blocked = ending in (_BLOCKED, _NOTHING)
        expected = foretold.get(id, right.endings[id])
        if ending != expected and (id in foretold or not blocked):
            lines.append(f"{id} ends as {written(ending)}, foretold was {written(expected)}")
    more, missing = run.traits - right.traits - set(fault.traits), set(fault.traits) - run.traits
    lines += [f"{id} notes the trait {trait}, which was not foretold" for id, trait in sorted(more)]
    lines += [f"{id} does not note the trait {trait}" for id, trait in sorted(missing)]
    if run.exit_code != fault.exit:
        lines.append(f"the exit code is {int(run.exit_code)}, foretold was {int(fault.exit)}")
    if not run.complete:
        lines.append("the run is not complete")
    return lines


def not_told_apart(faults: Collection[Fault], requirements: Collection[str]) -> list[str]:
    """The requirements that no fault notices, or exactly the same faults as another one."""
    notices: dict[str, set[str]] = {id: set() for id in requirements}
    for fault in faults:
        for id in {item.requirement for item in fault.expected} | {id for id, _ in fault.traits}:
            notices.get(id, set()).add(fault.id)
    signatures = Counter(map(frozenset, notices.values()))
    return [id for id, found in notices.items() if not found or signatures[frozenset(found)] > 1]


def more_than_allowed(fault: Fault) -> list[str]:
    """What the fault foretells although the strength of what it violates does not allow it.

    A violated MUST fails and makes the exit code 1, a violated SHOULD warns, anything else is a trait.
    """
    requirements = load_catalogue().requirements
    allowed = {"MUST": Verdict.FAIL, "SHOULD": Verdict.WARNING}
    lines = [
        f"{item.requirement} is a {requirements[item.requirement].strength} and cannot end as {item.verdict}"
        for item in fault.expected
        if item.verdict is not allowed[requirements[item.requirement].strength]
    ]
    if (fault.exit == 1) != any(item.verdict is Verdict.FAIL for item in fault.expected):
        lines.append(f"the exit code cannot be {int(fault.exit)}")
    if not fault.expected and not fault.traits:
        lines.append("nothing is foretold")
    if fault.step not in STEPS:
        lines.append(f"there is no numbered step {fault.step}")
    return lines
