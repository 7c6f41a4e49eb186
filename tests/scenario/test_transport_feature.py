"""The feature on the transport's side: what conforms passes all of it, and what it says is fair. `test_unusual` has the rest."""

from pathlib import Path

import pytest
from kit import Run, comparable, run, verdicts
from once import once

from mapi_tck.suite.catalogue import CONVERSATION, load_catalogue

FEATURE = "transport_flush.feature"


def declared(folder: Path, deferral: bool) -> tuple[str, ...]:
    """A declaration of a transport that defers messages, or of one that does not."""
    path = folder / "declaration.toml"
    path.write_text(f'[implementation]\nname = "A transport"\n\n[claims]\ndeferral = {str(deferral).lower()}\n')
    return ("--declaration", str(path))


def judged(result: Run) -> dict[str, str]:
    """Requirement of the series XP → verdict."""
    own = load_catalogue().requirements
    return {
        item.id: str(item.verdict)
        for item in result.assessment.requirements
        if item.id.startswith("XP") and not own[item.id].unjudged
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The reference's transport, judged by the whole series XP."""

    def judged(folder: Path) -> Run:
        options = ("--role", "transport", "--only", CONVERSATION, *declared(folder, deferral=True))
        return run("reference", *options, out=folder / "run")

    return once(tmp_path_factory, "conversation", judged)


def test_the_reference_passes_everything(reference: Run) -> None:
    """With every option claimed, each of the requirements has a scenario that passes, and the run holds."""
    assert reference.code == 0, reference.stdout + reference.stderr
    assert len(judged(reference)) == 78
    assert set(judged(reference).values()) == {"pass"}


def test_what_is_not_claimed_is_left_out(tmp_path: Path) -> None:
    """A transport that does not claim to defer messages is not asked to; all else is judged as before."""
    options = ("--role", "transport", "--only", CONVERSATION, *declared(tmp_path, deferral=False))
    without = run("reference", *options, out=tmp_path / "run")

    assert without.code == 0, without.stdout + without.stderr
    assert {id for id, verdict in judged(without).items() if verdict != "pass"} == {"XP25"}
    assert judged(without)["XP25"] == "not applicable"


def test_the_spoolers_own_steps_are_shown(reference: Run, tmp_path: Path) -> None:
    """The steps that the kit does itself are listed in the role transport only."""
    own = {item.id for item in load_catalogue().requirements.values() if item.unjudged and item.id.startswith("XP")}
    subsystem = run("reference", "--only", "A1", out=tmp_path / "run")

    assert own == reference.having("not tested") & own != set()
    assert not own & {item.id for item in subsystem.assessment.requirements}
    assert not {item.role for item in reference.assessment.requirements} & {"client"}


def test_its_record_gives_the_same_verdicts(reference: Run, tmp_path: Path) -> None:
    """Every callback of the transport is in the record, in its place: a replay gives the same verdicts."""
    replayed = run(f"replay:{reference.out / 'run.ndjson'}", out=tmp_path / "run")

    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert verdicts(replayed.record) == verdicts(reference.record)
    assert comparable(replayed.record, "adapter", "options")["ended"] == comparable(reference.record)["ended"]


def test_a_hosted_provider_is_judged_again_with_the_same_calls(tmp_path: Path) -> None:
    """Also with those that end its session after the scenario: otherwise no run of a transport could be certified."""
    hosted = run("reference", "--role", "transport", "--only", "FQ9", out=tmp_path / "run")
    replayed = run(f"replay:{hosted.out / 'run.ndjson'}", "--only", "FQ9", out=tmp_path / "again")

    assert hosted.code == replayed.code == 0, hosted.stderr + replayed.stderr
    assert hosted.record.ended
    for id in hosted.record.ended:
        first, again = (
            [(call["call"], call["answer"], call["line"]) for call in one.record.evidence(id)["trace"]]
            for one in (hosted, replayed)
        )
        assert first == again
        assert first[-1][0].startswith("xp_logon-1.transport_logoff")


def test_a_provider_without_test_bed_is_judged_by_its_calls(tmp_path: Path) -> None:
    """At level calls no scenario needs a far end, and none is left open."""
    options = ("--role", "transport", "--level", "calls", "--only", CONVERSATION)
    result = run("unusual:nothing-can-be-arranged", *options, out=tmp_path / "run")
    calls = {
        item.id for item in result.assessment.requirements if item.evidence == "calls" and item.id in judged(result)
    }

    assert result.code == 0, result.stdout + result.stderr
    assert {judged(result)[id] for id in calls} == {"pass"}
    assert len(calls) > 25


def test_every_pause_is_recorded(reference: Run) -> None:
    """A scenario with a slow far end waits by the recorded clock, so that a replay needs no time."""
    (slow,) = reference.results("XP30")

    assert any(entry["method"] == "pause" for entry in slow["trace"])
    assert sum(entry["method"] == "submit_message" for entry in slow["trace"]) > 3
