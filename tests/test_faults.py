"""Deliberately wrong adapters: the kit finds every fault, for the reason that was foretold, and blames nothing else."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit import TESTS, environment

from mapi_tck.adapters.faults import registered
from mapi_tck.adapters.wrong import Fault, load_faults, wrong
from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.catalogue import STEPS, load_catalogue
from mapi_tck.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.record import read_record
from mapi_tck.roles import Role
from mapi_tck.verdicts import Verdict

FAULTS = load_faults()

#: Claims everything, so that nothing is excluded; the times are short because many effects never come.
DECLARATION = """
[claims]
flush-async-ok = true
unicode-status-table = true
restriction-on-non-column = true
transport-kinds = ["LAN", "modem", "RAS"]
asynchronous-transports = true

[parameters]
settle_limit = 0.4
slow_seconds = 0.03
"""

Ending = tuple[Verdict, frozenset[str]]


@dataclass(frozen=True)
class Run:
    """How a run ended, requirement by requirement: its verdict, and the causes of the scenarios that decided it."""

    assessment: Assessment
    endings: Mapping[str, Ending]
    traits: frozenset[tuple[str, str]]


def causes(requirement: JudgedRequirement) -> frozenset[str]:
    """Why the scenarios that have the requirement's verdict have it."""
    return frozenset(result["cause"] for result in requirement.results if result["verdict"] == requirement.verdict)


class WarmKit:
    """Runs the kit often: a process of its own for each run, all of them copies of one that has loaded everything."""

    def __init__(self) -> None:
        command = [sys.executable, str(TESTS / "warm_kit.py")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        )

    def certify(self, adapter: str, folder: Path) -> Run:
        """Run every scenario against the adapter, and assess the record."""
        (folder / "declaration.toml").write_text(DECLARATION, "utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"adapter": adapter, "folder": str(folder)}) + "\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline().strip()

        assert code in ("0", "1"), f"pytest ended with {code or 'nothing'}: {said(folder)}"
        return assessed(Assessment(read_record(folder / "run.ndjson")))

    def close(self) -> None:
        """End the process; it ends by itself when there is nothing more to read."""
        self.process.communicate(timeout=10)


def said(folder: Path) -> str:
    """What pytest printed, if it came so far."""
    output = folder / "output.txt"
    return output.read_text("utf-8")[-2000:] if output.exists() else "nothing was printed"


def assessed(assessment: Assessment) -> Run:
    """The endings and traits of a run."""
    return Run(
        assessment,
        {requirement.id: (requirement.verdict, causes(requirement)) for requirement in assessment.requirements},
        frozenset(
            (requirement.id, trait["id"])
            for requirement in assessment.requirements
            for result in requirement.results
            for trait in result["traits"]
        ),
    )


@pytest.fixture(scope="session")
def kit() -> Iterator[WarmKit]:
    """The kit, loaded once."""
    warm = WarmKit()
    yield warm
    warm.close()


@pytest.fixture(scope="session")
def right(kit: WarmKit, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The reference, under the same declaration as the wrong ones."""
    return kit.certify("reference", tmp_path_factory.mktemp("right"))


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
        blocked = ending == (Verdict.INCONCLUSIVE, frozenset({"blocked"}))
        expected = foretold.get(id, right.endings[id])
        if ending != expected and (id in foretold or not blocked):
            lines.append(f"{id} ends as {written(ending)}, foretold was {written(expected)}")
    more, missing = run.traits - right.traits - set(fault.traits), set(fault.traits) - run.traits
    lines += [f"{id} notes the trait {trait}, which was not foretold" for id, trait in sorted(more)]
    lines += [f"{id} does not note the trait {trait}" for id, trait in sorted(missing)]
    if run.assessment.exit_code != fault.exit:
        lines.append(f"the exit code is {int(run.assessment.exit_code)}, foretold was {int(fault.exit)}")
    return lines


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_is_found_and_nothing_else_is_blamed(id: str, kit: WarmKit, right: Run, tmp_path: Path) -> None:
    """The run ends as the fault foretells, and every other requirement as on the reference, or blocked by the fault."""
    run = kit.certify(f"wrong:{id}", tmp_path)

    assert differences(FAULTS[id], run, right) == []
    assert run.assessment.complete


def test_the_reference_under_this_declaration_passes_everything(right: Run) -> None:
    """Whatever a wrong run is compared with is a pass: nothing is excluded, undecided or merely tolerated."""
    judged = {item.id for item in load_catalogue().judged()}

    assert {id for id, (verdict, _) in right.endings.items() if verdict is Verdict.PASS} == judged


def test_data_and_code_name_the_same_faults() -> None:
    """Every fault that is described can be run, and every one that can be run is described."""
    assert set(FAULTS) == set(registered())


def test_every_judged_requirement_has_a_fault_of_its_own() -> None:
    """For any two judged requirements there is a fault that one of them notices and the other does not."""
    notices: dict[str, set[str]] = {item.id: set() for item in load_catalogue().judged()}
    for fault in FAULTS.values():
        for id in {item.requirement for item in fault.expected} | {id for id, _ in fault.traits}:
            notices[id].add(fault.id)
    signatures = Counter(map(frozenset, notices.values()))

    assert [id for id, found in notices.items() if not found] == []
    assert [id for id, found in notices.items() if signatures[frozenset(found)] > 1] == []


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_foretells_what_its_strength_allows(id: str) -> None:
    """A violated MUST fails and makes the exit code 1, a violated SHOULD warns, anything else is a trait."""
    fault, requirements = FAULTS[id], load_catalogue().requirements
    allowed = {"MUST": Verdict.FAIL, "SHOULD": Verdict.WARNING}

    assert fault.step in STEPS
    assert all(item.verdict is allowed[requirements[item.requirement].strength] for item in fault.expected)
    assert (fault.exit == 1) == any(item.verdict is Verdict.FAIL for item in fault.expected)
    assert fault.expected or fault.traits


def test_a_wrong_adapter_says_what_it_is() -> None:
    """Nobody takes a record of a wrong subsystem for one of the reference."""
    described = wrong("does-nothing", Parameters(), Role.SUBSYSTEM).describe()

    assert described.implementation == "mapi-tck reference subsystem, wrong on purpose: does-nothing"


def test_an_unknown_fault_is_wrong_use() -> None:
    """A misspelt fault is answered with the one that was meant."""
    with pytest.raises(UsageError, match=r"did you mean does-nothing\?"):
        wrong("do-nothing", Parameters(), Role.SUBSYSTEM)


def test_no_fault_lists_all() -> None:
    """`wrong:` alone lists the faults."""
    with pytest.raises(UsageError) as raised:
        wrong("", Parameters(), Role.SUBSYSTEM)

    assert all(id in str(raised.value) for id in FAULTS)
