"""The transport provider in C, certified end to end."""

import re
import subprocess
from pathlib import Path

import pytest
from ended_input import code_after_its_input
from kit import EXAMPLES, Run, make, run, verdicts
from once import once

from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict

pytestmark = pytest.mark.compiler

FOLDER = EXAMPLES / "c_transport"
DECLARATION = ("--declaration", str(FOLDER / "declaration.toml"))
ROLE = ("--role", "transport")

#: Short waits: a fault that keeps something from happening is waited for.
HASTY = "\n[parameters]\ncall_limit = 2.0\nsettle_limit = 0.3\nslow_seconds = 0.02\n"

#: What two workers share: scenarios of the program itself, hosted ones, and a law.
TWO = ("--only", "XP32", "--only", "XP25", "--only", "B5", "--only", "A6")

#: What is about whole flushes: it cannot hold when a direction is never flushed.
FLUSHES = "A6c A6e B5a B5b C1b FQ1 FQ2 FQ4 FQ10 FQ11 FQ14 FQ17 FQ18 FQ22 FQ23 FQ27 I5a XP17 XP40 XP55 XP65 XP66"

#: Switch → the requirements that it violates, and those that cannot hold either when it is wrong so.
VIOLATED: dict[str, tuple[str, str]] = {
    "swap-directions": (
        "A6a XP21 XP22 XP42",
        f"{FLUSHES} XP15 A6b B5.3c B5.3d B5.3e B5.3f FQ5 FQ28 FQ31 XP23 XP31 XP35 XP41 XP45 XP52 XP63 B5.3i",
    ),
    "no-outbound-bit": ("A6a XP21", f"{FLUSHES} XP15 B5.3c B5.3e XP31 XP35 XP52 FQ5"),
    "replace-row": ("XP24", ""),
    "mix-up-rows": (
        "XP55 XP56",
        "B5.3e B5.3f B5.3g B5a B5b C1b FQ1 FQ2 FQ4 FQ18 FQ19 FQ27 I5a XP15 XP53 XP54 XP65 A6e FQ22 FQ5 I6a",
    ),
    "forget-deferred": ("XP40", "XP25 XP35 XP65 FQ23"),
    "wait-for-ever": ("FQ2 B5a", "XP30 FQ18 FQ4"),
    "lose-when-down": ("I3a XP32 XP38", "FQ14 XP36 XP40 XP65 XP72"),
    "send-and-keep": ("XP35", "XP39 I3b"),
    "send-twice": ("I3b XP39", "FQ4 XP35 XP52"),
    "forget-inbound": ("A6c XP42", f"{FLUSHES} XP52 FQ5"),
    "hold-line": ("XP44 XP49", "A6e XP51"),
    "save-empty": ("XP46", "FQ4 I3b XP17 XP39 XP40 XP45 XP52 XP55 XP56 XP63 XP65 XP66"),
    "drop-undelivered": ("I3a XP38 XP47", "FQ14 XP40 XP65"),
    "keep-inbound-bit": ("XP48", "XP17 XP50 XP74"),
    "call-after-logoff": ("XP53", ""),
}

#: Switch → the SHOULDs that it violates: warnings.
WARNED = {
    "half-identity": "XP2",
    "poll-nothing": "XP80",
    "keep-outbound-bit": "XP41",
    "object-unlike-row": "B5.2b XP79",
    "refuse-modify": "XP5",
    "flush-without-support": "B5.3b XP10",
    "prompt-despite-no-ui": "C2a XP26",
    "newest-first": "XP45",
    "lie-about-cancelled": "XP36",
}

#: Switch → what breaks, and the call that a scenario breaks in.
BROKEN = {
    "die-in-flush": ("died", "flush_queues"),
    "hang-in-flush": ("hung", "flush_queues"),
    "garbage-answer": ("malformed-answer", "end_message"),
}


@pytest.fixture(scope="module")
def certified(c_transport: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The transport provider, certified with its own declaration."""
    words = (f"stdio:{c_transport}", *ROLE, *DECLARATION)
    return once(tmp_path_factory, "c-transport-run", lambda folder: run(*words, out=folder / "run"))


def selection(certified: Run, name: str, own: str) -> list[str]:
    """What a mistake is tried with: its own requirements and a part of all others, without the laws that are searched.

    The parts of all mistakes together are every requirement that the program passes.
    """
    names = [*VIOLATED, *WARNED]
    part = sorted(certified.having("pass"))[names.index(name) :: len(names)]
    chosen = sorted({*own.split(), *part})
    return [*(word for id in chosen for word in ("--only", id)), "--", "-m", "not search"]


@pytest.fixture
def hasty(tmp_path: Path) -> tuple[str, ...]:
    """Its declaration with short waits."""
    path = tmp_path / "declaration.toml"
    path.write_text((FOLDER / "declaration.toml").read_text("utf-8") + HASTY, "utf-8")
    return *ROLE, "--declaration", str(path)


def test_it_conforms(certified: Run) -> None:
    """It conforms as a transport provider; no MUST stays open, and nothing else either."""
    assert certified.code == 0, certified.stdout
    assert certified.verdict.startswith("Conforms as a transport provider; ")
    assert not certified.assessment.open_musts
    assert not certified.having("inconclusive", "error", "fail", "warning")


def test_it_claims_everything_that_a_provider_can(certified: Run) -> None:
    """What is not applicable is about the host, not about it; and every judged requirement of the series XP passes but
    three: it does not ask for Idle, has no settings to show, and its test bed makes no trouble with one direction alone.
    """
    judged = load_catalogue().judged()
    series = {item.id for item in judged if item.id.startswith("XP") and item.role == "transport"}

    assert len(series) > 50
    assert series - certified.having("pass") == {"XP62", "XP75", "XP88"}
    assert certified.having("not applicable") == {"FQ3"}


def test_without_test_bed_effects_stay_open(c_transport: Path, tmp_path: Path) -> None:
    """Without its test bed nothing fails, and what is undecided is exactly what needs the test bed."""
    unseen = run(f"stdio:{c_transport} --no-test-bed", *ROLE, *DECLARATION, out=tmp_path / "run")
    effects = {
        item.id
        for item in unseen.assessment.requirements
        if item.evidence != "calls" and item.verdict not in (Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE)
    }

    assert unseen.code == 3, unseen.stdout
    assert effects
    assert effects == unseen.having("inconclusive")
    assert not unseen.having("error", "fail", "warning")


def test_at_level_calls_it_conforms_without_a_test_bed(c_transport: Path, tmp_path: Path) -> None:
    """Judged by its calls alone it conforms at that level."""
    adapter = f"stdio:{c_transport} --no-test-bed"
    calls = run(adapter, *ROLE, *DECLARATION, "--level", "calls", out=tmp_path / "run")

    assert calls.code == 0, calls.stdout
    assert calls.verdict.startswith("Conforms as a transport provider at level calls; ")
    assert not calls.having("inconclusive", "error", "fail", "warning")


def test_every_switch_is_tried(c_transport: Path) -> None:
    """The tables above hold every deliberate mistake that the program has."""
    listed = subprocess.run([c_transport, "--list-wrong"], capture_output=True, text=True, check=True).stdout

    assert {line.split()[0] for line in listed.splitlines()} == {*VIOLATED, *WARNED, *BROKEN}


def test_the_readme_says_where_each_mistake_is_found() -> None:
    """The table in README.md names each switch with what it violates."""
    rows = re.findall(r"^\| `([\w-]+)` \|[^|]*\| ([^|]*) \|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    found = {name: set(re.findall(r"\b[A-Z]+[\d.]+[a-z]?\b", where)) for name, where in rows}

    assert found == {
        **{name: set(expected.split()) for name, (expected, _) in VIOLATED.items()},
        **{name: set(expected.split()) for name, expected in WARNED.items()},
        **{name: set() for name in BROKEN},
    }


@pytest.mark.parametrize("name", VIOLATED)
def test_each_mistake_is_found(
    certified: Run, c_transport: Path, hasty: tuple[str, ...], tmp_path: Path, name: str
) -> None:
    """Each deliberate mistake fails at its own requirements, and nothing fails that does not rest on them."""
    chosen = selection(certified, name, VIOLATED[name][0])
    wrong = run(f"stdio:{c_transport} --wrong={name}", *hasty, *chosen, out=tmp_path / "run", timeout=600)
    expected, implied = (set(ids.split()) for ids in VIOLATED[name])

    assert wrong.code == 1, wrong.stdout
    assert expected <= wrong.having("fail")
    assert wrong.having("fail", "warning") <= expected | implied
    assert not wrong.having("error")
    assert {result["cause"] for result in wrong.record.ended.values() if result["verdict"] == "inconclusive"} <= {
        "blocked"
    }


@pytest.mark.parametrize("name", WARNED)
def test_each_weakness_is_a_warning(
    certified: Run, c_transport: Path, hasty: tuple[str, ...], tmp_path: Path, name: str
) -> None:
    """What violates a SHOULD is a warning, and nothing else is touched."""
    chosen = selection(certified, name, WARNED[name])
    wrong = run(f"stdio:{c_transport} --wrong={name}", *hasty, *chosen, out=tmp_path / "run", timeout=600)

    assert wrong.code == 0, wrong.stdout
    assert wrong.having("warning") == set(WARNED[name].split())
    assert not wrong.having("fail", "error", "inconclusive")


@pytest.mark.parametrize("name", BROKEN)
def test_each_breakage_costs_one_scenario(c_transport: Path, hasty: tuple[str, ...], tmp_path: Path, name: str) -> None:
    """A death, a hang or garbage is an error that names the call; a fresh process serves the scenarios that follow."""
    choice = ("--only", "XP14", "--only", "XP19", "--only", "XP32", "--only", "XP4", "--only", "A6a")
    wrong = run(f"stdio:{c_transport} --wrong={name}", *hasty, *choice, out=tmp_path / "run")
    cause, method = BROKEN[name]
    broken = [result for result in wrong.record.ended.values() if result["verdict"] == "error"]

    assert wrong.code == 4, wrong.stdout
    assert wrong.record.footer is not None
    assert "XP32" in {result["requirement"] for result in broken}
    assert {"XP4", "XP14"} <= wrong.having("pass")
    for result in broken:
        assert result["cause"] == cause
        assert f".{method}" in result["reason"]


def test_its_record_can_be_replayed(certified: Run, tmp_path: Path) -> None:
    """Its record, replayed without the program, gives the same verdicts."""
    replayed = run(f"replay:{certified.out / 'run.ndjson'}", *ROLE, *DECLARATION, out=tmp_path / "run")

    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert verdicts(replayed.record) == verdicts(certified.record)
    assert replayed.verdict == certified.verdict


def test_a_record_of_mistakes_can_be_replayed(c_transport: Path, hasty: tuple[str, ...], tmp_path: Path) -> None:
    """What failed or broke does so in the replay as well."""
    for name in ("keep-inbound-bit", "die-in-flush"):
        choice = ("--only", "XP48", "--only", "A6a")
        wrong = run(f"stdio:{c_transport} --wrong={name}", *hasty, *choice, out=tmp_path / name)
        replayed = run(f"replay:{wrong.out / 'run.ndjson'}", *hasty, *choice, out=tmp_path / f"{name} again")

        assert verdicts(replayed.record) == verdicts(wrong.record)
        assert replayed.code == wrong.code != 0


def test_two_workers_judge_the_same(certified: Run, c_transport: Path, tmp_path: Path) -> None:
    """With two workers, and so two processes of it, every scenario has the same verdict."""
    two = run(f"stdio:{c_transport}", *ROLE, *DECLARATION, "-n", "2", *TWO, out=tmp_path / "run")
    one = verdicts(certified.record)

    assert two.code == 0, two.stdout + two.stderr
    assert len(two.record.planned) > 60
    assert verdicts(two.record) == {id: one[id] for id in two.record.planned}


def test_a_whole_run_leaves_no_memory_error(c_examples: Path, tmp_path: Path) -> None:
    """Built with sanitizers it conforms too, and they report nothing when it ends."""
    probe = ["cc", "-fsanitize=address,undefined", "-x", "c", "-", "-o", str(tmp_path / "probe")]
    if subprocess.run(probe, input=b"int main(void) { return 0; }\n", capture_output=True, check=False).returncode:
        pytest.skip("the compiler has no sanitizers here (apt-get install libasan8 libubsan1, or gcc's own)")
    sanitized = make(c_examples / "c_transport", "build/c_transport_sanitize", "sanitize")
    reports = tmp_path / "reports"
    reports.mkdir()
    options = f"env ASAN_OPTIONS=log_path={reports}/asan UBSAN_OPTIONS=log_path={reports}/ubsan"
    clean = run(f"stdio:{options} {sanitized}", *ROLE, *DECLARATION, out=tmp_path / "run")

    assert clean.code == 0, clean.stdout
    assert [path.read_text("utf-8") for path in reports.iterdir()] == []


def test_it_does_not_outlive_the_kit(c_transport: Path) -> None:
    """It ends with its input, also while it waits for the answer to a call back, or hangs."""
    assert code_after_its_input([str(c_transport)]) == 1
    assert code_after_its_input([str(c_transport), "--wrong=hang-in-flush"], hangs=True) == 3
