"""The kit's test of itself: green here, and red for every way in which a wrong implementation can slip through."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from kit import Run, environment, mapi_tck
from kit import run as run_kit
from processes import children_of, gone
from terminal import printed
from whole_selftest import tried, whole_selftest

from mapi_tck.assessment.outputs import reader
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.matrix import compared, green, of_role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.specimens import Expected, Specimen, load_specimens
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Json]:
    """The whole self-test, which takes minutes."""
    return whole_selftest(tmp_path_factory)


def test_every_wrong_implementation_is_noticed_as_expected(whole: tuple[Run, Json]) -> None:
    """Each by the requirements, with the verdict and for the cause that its description names, and nothing else is blamed;
    every right but unusual one conforms; every judged requirement has its proof.
    """
    run, result = whole
    assert run.code == 0, run.stdout[-8000:] + run.stderr
    assert result["green"]
    assert {(role, row["id"]) for role, part in result["roles"].items() for row in part["specimens"]} == {
        (str(role), item.id) for role in Role for item in load_specimens(role)
    }
    assert {item.id for item in CATALOGUE.judged()} == {
        id for part in result["roles"].values() for id, proofs in part["proven"].items() if proofs
    }


def test_reports_begin_with_the_fault(whole: tuple[Run, Json]) -> None:
    """The failure that reports show first is one of the fault's own step, for nearly all wrong implementations.

    A client's mistake often shows first in a walk of the whole procedure. A fault that violates no MUST of its own step is left
    out: a failure elsewhere comes before its warning. So is one that only shows a trait.
    """
    for role in Role:
        failures = {
            fault.id: {item.requirement for item in fault.expected if item.verdict is Verdict.FAIL}
            for fault in load_specimens(role)
        }
        specimens = whole[1]["roles"][str(role)]["specimens"]
        rows = [row for row in specimens if row["first"] and failures[row["id"]].intersection(row["caught"])]
        direct = [row for row in rows if row["first"] in row["caught"]]
        least = 0.7 if role is Role.CLIENT else 0.9
        assert len(direct) / len(rows) >= least, [(row["id"], row["first"]) for row in rows if row not in direct]
    first = {row["id"]: row["first"] for part in whole[1]["roles"].values() for row in part["specimens"]}
    assert first["transports-share-an-entry-id"] == "B4c"
    assert first["sent-when-the-phase-ends"] == "XP32"


def test_the_result_has_its_published_form(whole: tuple[Run, Json]) -> None:
    """The schema holds, and the pages are where the last lines say."""
    schema = json.loads(files("mapi_tck").joinpath("schemas/selftest.schema.json").read_text("utf-8"))

    Draft202012Validator(schema).validate(whole[1])
    assert (whole[0].out / "out" / "selftest.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert "out/selftest.html" in whole[0].stdout


def test_reports_say_what_the_self_test_proved(whole: tuple[Run, Json], tmp_path: Path) -> None:
    """A run after it counts the faulty implementations; one elsewhere says that no self-test was run."""
    proven = whole[1]["roles"]["subsystem"]["proven"]["A4a"]
    known = environment({"XDG_CACHE_HOME": str(whole[0].out / "cache")})
    unknown = environment({"XDG_CACHE_HOME": str(tmp_path / "cache")})
    pages = []
    for number, surroundings in enumerate((known, unknown)):
        command = [sys.executable, "-m", "mapi_tck", "run", "reference", "--only", "A4a", "--out", f"run{number}"]
        subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, check=True)
        pages.append((tmp_path / f"run{number}" / "report.html").read_text("utf-8"))

    words = f"{len(proven)} deliberately faulty implementation{'s' if len(proven) > 1 else ''}"
    assert f"the check detects {words}" in pages[0]
    assert f"the check should detect {words} (self-test not run here)" in pages[1]
    assert "no self-test of this suite was run here" in pages[1]


def test_the_pages_show_who_notices_whom(whole: tuple[Run, Json]) -> None:
    """Each requirement stands with the sentence of every wrong implementation that proves it."""
    page = (whole[0].out / "out" / "selftest.html").read_text("utf-8")
    for part in whole[1]["roles"].values():
        for row in part["specimens"]:
            assert row["adapter"] in page
    assert "Fewest proofs" in page
    assert printed(reader("selftest_text")(whole[1])).count("role subsystem") == 1


def test_a_part_can_be_tried_alone(tmp_path: Path) -> None:
    """`--only` takes a fault, a requirement or a numbered step. Page and result claim nothing about other requirements."""
    run, result = tried(tmp_path, "--only", "delivers-twice", "--only", "XP14", "-n", "1")

    assert run.code == 0, run.stdout + run.stderr
    assert [row["id"] for row in result["roles"]["subsystem"]["specimens"]] == ["delivers-twice"]
    assert [row["id"] for row in result["roles"]["transport"]["specimens"]] == ["empty-address-type"]
    assert "2 of 2 selected faulty implementations" in run.stdout
    page = (run.out / "out" / "selftest.html").read_text("utf-8")
    detecting = {
        f"{role}-{id}"
        for role, part in result["roles"].items()
        for row in part["specimens"]
        for id in (*row["caught"], *row["elsewhere"])
    }
    assert "Only some implementations were run." in page
    for role, part in result["roles"].items():
        own = [item["id"] for item in part["requirements"] if item["role"] == role]
        untried = [id for id in own if f"{role}-{id}" not in detecting]
        assert f"<p>{len(untried)} of {len(own)} requirements: {', '.join(untried)}.</p>" in page
        assert f"{len(untried)} of {len(own)} requirements not tried" in " ".join(run.stdout.split())
    assert "not run" in run.stdout
    assert set(re.findall(r'<th scope="row" id="([^"]+)"', page)) == detecting
    assert "Fewest proofs" not in page
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("--only", "delivers-thrice"),
            "mapi-tck: --only: delivers-thrice names no specimen (did you mean delivers-twice?)",
        ),
        (
            ("--unusual", "--only", "delivers-twice"),
            "mapi-tck: --only: delivers-twice names no specimen",
        ),
        (
            ("--only", "delivers-twice,A4a"),
            "mapi-tck: --only: delivers-twice,A4a names no specimen (give --only again for each)",
        ),
        (
            ("--role", "client,transport"),
            "mapi-tck: Invalid value for '--role': 'client,transport' is several words: give --role again for each",
        ),
        (
            ("--role", "spooler"),
            "mapi-tck: Invalid value for '--role': 'spooler' is not one of 'subsystem', 'transport', 'client'.",
        ),
        (("--out", "/dev/null/x"), "mapi-tck: --out /dev/null/x: cannot write there: Not a directory"),
    ],
)
def test_wrong_use_is_one_line(tmp_path: Path, arguments: tuple[str, ...], line: str) -> None:
    """It says what was wrong, and exits with 2."""
    run = mapi_tck("selftest", *arguments, cwd=tmp_path)

    assert run.code == 2
    assert run.stderr.startswith(line)
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_everything(tmp_path: Path) -> None:
    """One line, exit code 3, and no worker is left."""
    command = [sys.executable, "-m", "mapi_tck", "selftest", "-n", "2"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while len(copies := [copy for worker in children_of(process.pid) for copy in children_of(worker)]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    workers = children_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)

    assert len(workers) == 2
    assert process.returncode == 3
    said = r"mapi-tck: selftest interrupted after \d+ of \d+ implementations; start it again\n"
    assert re.fullmatch(said, stderr.decode())
    assert gone([*workers, *copies])


# -- what makes it red ------------------------------------------------------------------------------------------------

PASS: Json = ["pass", []]
REFERENCE: Json = {
    "requirements": {"A4a": PASS, "A4b": PASS, "A5a": PASS},
    "traits": [],
    "exit": 0,
    "complete": True,
    "first": None,
}
FAULT = Specimen(
    "made-up", "wrong:made-up", Role.SUBSYSTEM, "It is wrong.", "A4", (Expected("A4a", Verdict.FAIL, "row-count"),)
)
BLOCKED: Json = ["inconclusive", ["blocked"]]


def answered(**changes: Any) -> Json:
    """How a run of the made-up fault ended: as expected, but for the changes."""
    requirements = {**REFERENCE["requirements"], "A4a": ["fail", ["row-count"]], **changes.pop("requirements", {})}
    return {**REFERENCE, "requirements": requirements, "exit": 1, **changes}


def problems(answer: Json, specimen: Specimen = FAULT) -> list[str]:
    """What the matrix finds wrong with it."""
    return list(compared(specimen, answer, REFERENCE, CATALOGUE)["problems"])


def test_as_expected_is_green() -> None:
    """Noticed where it sits, with the way to the next step blocked by it."""
    row = compared(FAULT, answered(requirements={"A5a": BLOCKED}), REFERENCE, CATALOGUE)

    assert (row["caught"], row["elsewhere"], row["missed"], row["blocked"]) == (["A4a"], [], [], ["A5a"])
    assert row["problems"] == []


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (answered(requirements={"A4a": PASS}, exit=0), "A4a ends as pass, expected fail (row-count)"),
        (
            answered(requirements={"A4a": ["fail", ["other"]]}),
            "A4a ends as fail (other), expected fail (row-count)",
        ),
        (answered(requirements={"A4b": ["fail", ["x"]]}), "A4b ends as fail (x), expected pass"),
        (
            answered(requirements={"A4a": BLOCKED}, exit=3),
            "A4a ends as inconclusive (blocked), expected fail (row-count)",
        ),
        (answered(requirements={"A4b": ["error", ["died"]]}), "A4b ends as error (died), expected pass"),
        (answered(traits=[["A4b", "odd"]]), "A4b notes the trait odd, which is not expected"),
        (answered(exit=4), "the exit code is 4, expected 1"),
        (answered(complete=False), "the run is not complete"),
        ({"broke": "the process ended with -9"}, "the run ended early: the process ended with -9"),
    ],
)
def test_any_other_ending_is_red(answer: Json, found: str) -> None:
    """Missed, noticed for another reason, blamed elsewhere, broken off: each has its line."""
    assert found in problems(answer)


def test_a_blocked_requirement_needs_a_failure_that_explains_it() -> None:
    """Where nothing is violated, nothing may keep a requirement from being judged."""
    harmless = Specimen("made-up", "wrong:made-up", Role.SUBSYSTEM, "It is unusual.", "A4", traits=(("A4b", "odd"),))
    answer = {**REFERENCE, "requirements": {**REFERENCE["requirements"], "A5a": BLOCKED}, "traits": [["A4b", "odd"]]}

    assert problems(answer, harmless) == ["A5a: blocked, and nothing is violated that would explain it"]


def test_a_requirement_without_proof_is_red() -> None:
    """All specimens may end as expected: a requirement that notices none of them is named."""
    part = of_role([FAULT], {"reference": REFERENCE, "wrong:made-up": answered()}, ["A4a", "A4b"], CATALOGUE)
    result = {"selection": False, "roles": {"subsystem": part}}

    assert [row["problems"] for row in part["specimens"]] == [[]]
    assert not green(result)
    assert green({**result, "selection": True})


def test_a_reference_that_does_not_pass_is_red() -> None:
    """The implementation that faulty ones are compared with must be correct."""
    reference = {**REFERENCE, "requirements": {**REFERENCE["requirements"], "A4b": ["fail", ["x"]]}}
    part = of_role([], {"reference": reference}, ["A4a", "A4b"], CATALOGUE)

    assert part["problems"] == ["the reference ends A4b as fail (x)"]
    assert not green({"selection": True, "roles": {"subsystem": part}})


def test_what_is_right_but_unusual_has_to_end_like_the_reference() -> None:
    """A right implementation that fails is as red as a wrong one that passes."""
    unusual = Specimen("odd", "unusual:odd", Role.SUBSYSTEM, "It is unusual.", "A4", allowed_by=("D-19",))

    assert problems(REFERENCE, unusual) == []
    assert problems(answered(), unusual) == [
        "A4a ends as fail (row-count), expected pass",
        "the exit code is 1, expected 0",
    ]


def test_a_record_of_a_part_is_not_needed_for_a_run(tmp_path: Path) -> None:
    """A kept result that cannot be read is ignored."""
    cache = tmp_path / "cache" / "mapi-tck"
    cache.mkdir(parents=True)
    from mapi_tck.suite.features import suite_digest

    (cache / f"selftest-{suite_digest().rpartition(':')[2][:16]}.json").write_text("{")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    try:
        result = run_kit("reference", "--only", "A4a", out=tmp_path / "run")
    finally:
        del os.environ["XDG_CACHE_HOME"]

    assert result.code == 0, result.stderr
    assert result.record.header["proof"]["tried"] is None
