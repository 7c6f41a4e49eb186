"""What would like to look better than it is: test beds that see nothing, refusals that damage nothing, borrowed names."""

from pathlib import Path

import pytest
from kit import ADAPTERS, run

from mapi_tck.assessment import Assessment
from mapi_tck.claims.declaration import read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record
from mapi_tck.verdicts import Verdict


def verdicts(out: Path) -> dict[str, Verdict]:
    """Requirement → verdict."""
    return {item.id: item.verdict for item in Assessment(read_record(out / "run.ndjson")).requirements}


def test_a_test_bed_that_counts_nothing_proves_nothing(tmp_path: Path) -> None:
    """Leaks are judged only where the objects were counted while they were held."""
    done = run("lying:Blind", "--only", "A7a", "--only", "B5.4b", out=tmp_path / "run", cwd=ADAPTERS)

    assert done.code == 3
    found = verdicts(done.out)
    assert (found["A7a"], found["B5.4b"]) == (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE)


def test_a_spooler_that_refuses_everything_is_praised_for_nothing(tmp_path: Path) -> None:
    """That a refused flush leaves other queues alone and doubles nothing is no pass."""
    words = [word for id in ("A6d", "B5.3g", "SS3", "I3b", "FQ9") for word in ("--only", id)]
    done = run("lying:RefusesEverything", *words, out=tmp_path / "run", cwd=ADAPTERS)

    found = verdicts(done.out)
    assert {found[id] for id in ("A6d", "B5.3g", "SS3", "I3b")} == {Verdict.INCONCLUSIVE}
    assert found["FQ9"] is Verdict.FAIL


@pytest.mark.parametrize("name", ["Cancelled", "NoSession"])
def test_what_is_no_answer_is_the_adapters_fault(tmp_path: Path, name: str) -> None:
    """An end that is no `Exception`, and nothing in the place of an object, are errors with the adapter to blame."""
    done = run(f"lying:{name}", "--only", "A1a", out=tmp_path / "run", cwd=ADAPTERS)

    assert done.code == 4
    [result] = read_record(done.out / "run.ndjson").ended.values()
    assert (result["verdict"], result["blame"]) == ("error", "adapter")


def test_the_kits_own_options_stand_before_the_dashes(tmp_path: Path) -> None:
    """An implementation cannot be certified under another's name."""
    done = run("wrong:does-nothing", "--", "--mapi-adapter=reference", out=tmp_path / "run")

    assert done.code == 2
    assert len(done.stderr.splitlines()) == 1
    assert not done.out.exists()


def test_a_projects_fixture_is_not_certified_under_another_name(tmp_path: Path) -> None:
    """Where a conftest supplies another adapter than the one named, every scenario is an error, and the reason says so."""
    (tmp_path / "conftest.py").write_text(
        "import pytest\nfrom mapi_tck.adapters.reference import ReferenceAdapter\n\n"
        "@pytest.fixture(scope='session')\ndef mapi_adapter():\n    return ReferenceAdapter()\n",
        "utf-8",
    )
    done = run(
        "wrong:does-nothing", "--only", "A6a", "--", "--confcutdir=.", "conftest.py", out=tmp_path / "run", cwd=tmp_path
    )

    assert done.code == 4
    results = read_record(done.out / "run.ndjson").ended.values()
    assert {result["verdict"] for result in results} == {"error"}
    assert "implementation was mapi-tck reference subsystem, wrong on purpose: does-nothing, now" in min(
        result["reason"] for result in results
    )


def test_a_slow_far_end_cannot_be_declared_fast(tmp_path: Path) -> None:
    """A parameter changes how long the kit waits, never what it demands."""
    path = tmp_path / "fast.toml"
    path.write_text("[parameters]\nslow_seconds = 1e-9\n", "utf-8")

    with pytest.raises(UsageError, match=r"fast\.toml:2: parameters\.slow_seconds: must be at least 0\.01"):
        read_declaration(path)
