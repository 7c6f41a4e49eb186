"""In the role transport: providers and test beds that make themselves look better, or the kit look worse."""

import json
from pathlib import Path

import pytest
from kit import ADAPTERS, Run, mapi_tck, run

from mapi_tck.suite.features import packaged_scenarios

SHORT = "[parameters]\ncall_limit = 5\nsettle_limit = 0.3\nslow_seconds = 0.01\n"

#: Where what the far end has taken, or what waits there, decides.
MAIL = ("XP17", "XP32", "XP38", "XP39", "XP45", "A6a", "B5a", "FQ10", "I3a", "I6a")


def certify(name: str, *only: str, out: Path, claims: str = "") -> Run:
    """Certify a provider of lying_transports.py, judging these requirements or all."""
    declaration = out.parent / "declaration.toml"
    declaration.write_text(claims + SHORT)
    words = ["--role", "transport", "--declaration", str(declaration)]
    words += [word for id in only for word in ("--only", id)]
    return run(
        name if ":" in name or name == "reference" else f"lying_transports:{name}", *words, out=out, cwd=ADAPTERS
    )


def test_the_kits_own_excuses_are_the_kits_alone(tmp_path: Path) -> None:
    """A provider that says in the kit's words that nothing can be judged is an adapter that raised."""
    done = certify("ExcusingProvider", "XP27", "A6a", out=tmp_path / "run")

    assert done.code == 4, done.stdout
    assert {result["cause"] for result in done.record.results} == {"raised"}
    assert {result["blame"] for result in done.record.results} == {"adapter"}


def test_patience_has_an_end(tmp_path: Path) -> None:
    """A provider that asks for a day gets the settle limit, from the kit as spooler and from its host; nothing hangs."""
    done = certify("PatientProvider", "XP27", "XP38", "A6a", out=tmp_path / "run")
    verdicts = {result["scenario"]: result["verdict"] for result in done.record.results}

    assert done.record.footer is not None
    assert done.code == 1, done.stdout
    assert "error" not in verdicts.values()


def test_seconds_are_a_number(tmp_path: Path) -> None:
    """An answer that is not a number of seconds is malformed, and the record stays JSON."""
    done = certify("BoundlessProvider", "XP27", out=tmp_path / "run")

    assert done.code == 4, done.stdout
    assert [result["cause"] for result in done.record.results] == ["malformed-answer"]
    assert "NaN" not in (done.out / "run.ndjson").read_text("utf-8")


def test_callbacks_without_end_are_a_call_that_hangs(tmp_path: Path) -> None:
    """A provider that changes its row for ever is ended by the number of its callbacks, in process too."""
    done = certify("TalkativeProvider", "XP21", out=tmp_path / "run")
    [first, *_] = done.record.results

    assert done.code == 4, done.stdout
    assert (first["cause"], first["blame"]) == ("hung", "adapter or implementation")
    assert "callbacks in one call" in first["reason"]


def test_an_object_without_methods_is_a_malformed_answer(tmp_path: Path) -> None:
    """It is named, and the adapter is to blame, hosted or not."""
    done = certify("EmptyProvider", "XP19", "A6a", out=tmp_path / "run")

    assert done.code == 4, done.stdout
    assert {(result["cause"], result["blame"]) for result in done.record.results} == {("malformed-answer", "adapter")}
    assert all("object has no " in result["reason"] for result in done.record.results)


@pytest.mark.parametrize(
    "bed", ["Reset", "Sent", "Arrive", "Waiting", "SetFarEnd", "SetUser", "Prompts", "LiveObjects"]
)
def test_a_test_bed_without_a_method_accuses_nobody(bed: str, tmp_path: Path) -> None:
    """A requirement that cannot be observed stays undecided, with that reason; no MUST is reported as violated."""
    done = certify(f"BedWithout{bed}", *MAIL, "XP26", "XP49", "C2a", out=tmp_path / "run")
    found = {result["verdict"] for result in done.record.results}

    assert found <= {"pass", "inconclusive", "not tested"}, done.stdout
    assert "inconclusive" in found


def test_what_a_test_bed_refuses_is_not_the_providers_answer(tmp_path: Path) -> None:
    """A test bed that fails in the middle of a flush leaves the flush undecided."""
    done = certify("BedThatRefuses", "FQ10", "A6a", out=tmp_path / "run")

    assert done.code == 3, done.stdout
    assert {result["verdict"] for result in done.record.results} == {"inconclusive"}


@pytest.mark.parametrize("kind", ["modem", "RAS"])
def test_a_provider_of_any_kind_is_hosted(kind: str, tmp_path: Path) -> None:
    """In a profile it takes the places of LAN transports too, as what it is."""
    claims = f'[claims]\ntransport-kinds = ["{kind}"]\n'
    done = certify("reference", "A6a", "B5b", out=tmp_path / "run", claims=claims)
    kinds = {
        entry["arguments"]["transport"]["kind"]
        for result in done.record.results
        for entry in result["trace"]
        if entry["method"] == "transport_logon"
    }

    assert done.code == 0, done.stdout
    assert kinds == {kind}
    placed = [id for id, text in packaged_scenarios().items() if text.placement and {"A6a", "B5b"} & set(text.tags)]
    assert set(done.record.planned) == set(placed)


def test_a_provider_is_of_some_kind(tmp_path: Path) -> None:
    """A declaration that leaves no kind would leave nothing to judge."""
    done = certify("reference", out=tmp_path / "run", claims="[claims]\ntransport-kinds = []\n")

    assert done.code == 2
    assert "claims.transport-kinds: a transport is of some kind" in done.stderr
    assert not done.out.exists()


def test_a_record_that_stands_within_itself_is_told_of(tmp_path: Path) -> None:
    """A record in which a call is nested in itself was edited: one line says so, and nothing hangs."""
    done = certify("reference", "XP56", out=tmp_path / "run")
    path = done.out / "run.ndjson"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        for entry in line.get("trace", ()):
            entry["within"] = entry["within"] and entry["number"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

    told = mapi_tck("report", str(done.out), cwd=tmp_path, timeout=60)

    assert told.code == 2
    assert "of this trace cannot stand within call" in told.stderr
    assert len(told.stderr.splitlines()) == 1
