"""What a run record says: verdicts of requirements, steps and the run, and the exit code, computed from altered records."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import Run

from mapi_tck.assessment import Assessment
from mapi_tck.record.origin import marked
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports.words.groups import sections
from mapi_tck.reports.words.totals import total
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

Change = Callable[[RunRecord], None]


def altered(run: Run, *changes: Change) -> Assessment:
    """The assessment of the reference's record with these changes."""
    record = RunRecord(
        copy.copy(run.record.header), list(run.record.started), dict(run.record.ended), copy.copy(run.record.footer)
    )
    record.header["options"] = copy.copy(record.header["options"])
    for change in changes:
        change(record)
    return Assessment(record)


def judged(requirement: str, verdict: str) -> Change:
    """All scenarios of the requirement ended so."""

    def change(record: RunRecord) -> None:
        for id, result in record.ended.items():
            if result["requirement"] == requirement:
                record.ended[id] = {**result, "verdict": verdict, "cause": "because", "reason": f"it is {verdict}"}

    return change


def without_footer(record: RunRecord) -> None:
    """The run was killed at its very end."""
    record.footer = None


def strict(record: RunRecord) -> None:
    """The run was called with --strict."""
    record.header["options"]["strict"] = True


def stopped_before(requirement: str) -> Change:
    """The run stopped before the requirement's scenarios had ended."""

    def change(record: RunRecord) -> None:
        record.footer = None
        record.ended = {id: result for id, result in record.ended.items() if result["requirement"] != requirement}

    return change


def selected(*requirements: str) -> Change:
    """Only these were selected."""

    def change(record: RunRecord) -> None:
        record.ended = {id: result for id, result in record.ended.items() if result["requirement"] in requirements}
        record.header["plan"] = list(record.ended)

    return change


#: What happened → exit code, how the verdict begins.
CASES: list[tuple[tuple[Change, ...], ExitCode, str]] = [
    ((), ExitCode.CONFORMS, "Conforms; "),
    ((judged("A1a", "fail"),), ExitCode.FAILED, "Does not conform: 1 MUST violated; "),
    ((judged("A1a", "fail"), judged("A6a", "fail")), ExitCode.FAILED, "Does not conform: 2 MUSTs violated; "),
    ((judged("A1a", "fail"), judged("A6a", "error"), without_footer), ExitCode.FAILED, "Does not conform: "),
    ((judged("A1a", "error"),), ExitCode.BROKE, "Not valid: 1 requirement met an error"),
    ((judged("A1a", "error"), judged("A6a", "inconclusive")), ExitCode.BROKE, "Not valid: "),
    ((judged("A1a", "inconclusive"),), ExitCode.UNDECIDED, "Undecided: 1 MUST left open; "),
    ((judged("SO2", "inconclusive"),), ExitCode.CONFORMS, "Conforms; "),
    ((judged("SO2", "warning"),), ExitCode.CONFORMS, "Conforms, with 1 warning; "),
    ((judged("SO2", "warning"), strict), ExitCode.FAILED, "Conforms, with 1 warning; "),
    ((judged("SO2", "inconclusive"), strict), ExitCode.CONFORMS, "Conforms; "),
    ((judged("A1a", "not applicable"),), ExitCode.CONFORMS, "Conforms; "),
    ((without_footer,), ExitCode.UNDECIDED, "Not finished: "),
    ((stopped_before("A6a"),), ExitCode.UNDECIDED, "Not finished: "),
    (
        (stopped_before("A6a"), judged("A1a", "fail")),
        ExitCode.FAILED,
        "Does not conform: 1 MUST violated, 1 MUST undecided (not finished: ",
    ),
    ((selected("A1a"),), ExitCode.CONFORMS, "The selection holds: 1 of "),
    ((selected("A1a"), judged("A1a", "inconclusive")), ExitCode.UNDECIDED, "Undecided: "),
    ((selected("A1a"), without_footer), ExitCode.UNDECIDED, "Not finished: "),
    (
        (selected("A1a"), judged("A1a", "fail")),
        ExitCode.FAILED,
        "Does not conform: 1 MUST violated; 1 of ",
    ),
    ((selected("SO2"), judged("SO2", "warning"), strict), ExitCode.FAILED, "The selection holds: "),
]


@pytest.mark.parametrize(("changes", "code", "verdict"), CASES)
def test_verdict_and_exit_code(reference_run: Run, changes: tuple[Change, ...], code: ExitCode, verdict: str) -> None:
    """The first rule that applies decides both."""
    assessed = altered(reference_run, *changes)

    assert assessed.exit_code is code
    assert assessed.verdict.startswith(verdict)
    assert assessed.rule


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_laws(reference_run: Run, data: st.DataObject) -> None:
    """With any results totals add up, a step is as bad as its worst requirement, and 0 means that nothing is open."""
    ids = sorted(reference_run.record.ended)
    changed = data.draw(
        st.dictionaries(st.sampled_from(ids), st.sampled_from([str(verdict) for verdict in Verdict]), max_size=6)
    )
    lost = data.draw(st.sets(st.sampled_from(ids), max_size=3))

    def change(record: RunRecord) -> None:
        for id, verdict in changed.items():
            record.ended[id] = {**record.ended[id], "verdict": verdict, "reason": "made up"}
        for id in lost:
            del record.ended[id]

    assessed = altered(
        reference_run, change, *data.draw(st.lists(st.sampled_from([without_footer, strict]), unique=True))
    )

    assert sum(assessed.totals.values()) == len(assessed.requirements)
    assert str(len(assessed.requirements)) in total(assessed)
    assert {item.id for items in assessed.by_step.values() for item in items} == {
        item.id for item in assessed.requirements
    }
    (whole,) = [section.verdict for section in sections(assessed) if section.procedure == "A"]
    assert whole == assessed.verdict_of(item for item in assessed.requirements if item.step.startswith("A"))
    musts = {item.verdict for item in assessed.requirements if item.strength == "MUST"}
    if assessed.exit_code is ExitCode.CONFORMS:
        assert assessed.complete
        assert not lost
        assert not musts & {Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE}
    if assessed.verdict.startswith("Conforms"):
        assert not assessed.selection
        assert assessed.complete
    if Verdict.FAIL in musts:
        assert assessed.exit_code is ExitCode.FAILED
    shown = {finding.result["scenario"] for finding in assessed.findings}
    wrong = {id for id, verdict in changed.items() if verdict in ("fail", "error", "inconclusive", "warning")}
    assert shown == wrong - lost


def test_a_requirement_takes_the_worst_of_its_scenarios(reference_run: Run) -> None:
    """One scenario that fails decides, and its reason is the requirement's."""
    own = [id for id, result in reference_run.record.ended.items() if result["requirement"] == "A7a"]
    assert len(own) > 1

    def change(record: RunRecord) -> None:
        record.ended[own[-1]] = {**record.ended[own[-1]], "verdict": "fail", "reason": "this one"}

    (found,) = [item for item in altered(reference_run, change).requirements if item.id == "A7a"]
    assert (found.verdict, found.reason, len(found.results)) == (Verdict.FAIL, "this one", len(own))


def test_what_never_ran_is_open(reference_run: Run) -> None:
    """A requirement with a planned scenario that did not end is undecided, even when the others passed."""
    own = [id for id, result in reference_run.record.ended.items() if result["requirement"] == "A7a"]

    def change(record: RunRecord) -> None:
        del record.ended[own[0]]
        record.footer = None

    (found,) = [item for item in altered(reference_run, change).requirements if item.id == "A7a"]
    assert (found.verdict, found.open_must) == (Verdict.INCONCLUSIVE, True)
    assert found.reason == "the run stopped before 1 of its scenarios had ended"


def test_every_finding_can_be_reproduced(reference_run: Run) -> None:
    """The command runs that scenario with the declaration and seed of the run, elsewhere, and is safe for a shell."""

    def seeded(record: RunRecord) -> None:
        record.header["options"]["seed"] = 7
        record.header["adapter"] = "stdio:./my adapter"
        record.header["declaration"] = {**record.header["declaration"], "path": "my file.toml"}
        record.header = marked(record.header)

    (finding,) = altered(reference_run, seeded, judged("A1a", "fail")).findings
    scenario: Json = finding.result["scenario"]

    assert finding.command == (
        f"mapi-tck run 'stdio:./my adapter' --seed 7 --declaration 'my file.toml' --out again --only {scenario}"
    )


@pytest.mark.parametrize(
    ("level", "profile", "requirement", "reason"),
    [
        ("calls", "full", "A6a", "level calls tests only what calls show; the evidence of this requirement is queues"),
        ("full", "topic", "TB1", "profile topic leaves out what only a linked page asks for"),
        ("full", "full", "TB1", "the selection leaves it out"),
    ],
)
def test_why_something_was_left_out(
    reference_run: Run, level: str, profile: str, requirement: str, reason: str
) -> None:
    """What was not planned says whether level, profile or selection left it out."""

    def change(record: RunRecord) -> None:
        record.header["options"].update({"level": level, "profile": profile})
        own = {id for id, result in record.ended.items() if result["requirement"] == requirement}
        record.header["plan"] = [id for id in record.header["plan"] if id not in own]
        if (level, profile) != ("full", "full"):
            record.header["asked"] = [id for id in record.header["asked"] if id not in own]
        record.ended = {id: result for id, result in record.ended.items() if id not in own}

    (found,) = [item for item in altered(reference_run, change).requirements if item.id == requirement]
    assert (found.verdict, found.reason) == (Verdict.NOT_TESTED, reason)
