"""The role client: a program that walks the procedures is judged by its calls."""

import json
import random
import re
from itertools import islice
from pathlib import Path

import pytest
from kit import mapi_tck

from mapi_tck.ports import Procedure, Profile, Transport
from mapi_tck.scenario.vocabulary import find
from mapi_tck.steps.subsystem.made_up import MadeUp

#: A send/receive button as it is often written: columns in the other order, HrQueryAllRows alone, no FLUSH_NO_UI, and neither
#: table nor rows are ever released.
CARELESS = """
from mapi_tck.mapi import PropertyRestriction, PropertyTag, PropertyValue

TYPE = PropertyTag.PR_RESOURCE_TYPE

def rows(session, kind):
    table = session.get_status_table(0)
    matching = PropertyRestriction(4, TYPE, PropertyValue(TYPE, kind))
    return table.hr_query_all_rows((TYPE, PropertyTag.PR_ENTRYID), matching, None, 0)

def walk(mapi, task):
    session = mapi.logon(task.profile, 0)
    flags = sum({"outgoing": 2, "incoming": 4}[one] for one in task.directions)
    for row in rows(session, 37 if task.procedure == "A" else 36):
        status_object, _ = session.open_entry(row[1].value, None, 0)
        flush(session, status_object, row, flags, task)
        status_object.release()

def flush(session, status_object, row, flags, task):
    if task.procedure == "B":
        _, (methods,) = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
        if not methods.value & 8:
            spooler, _ = session.open_entry(rows(session, 37).rows[0][1].value, None, 0)
            spooler.flush_queues(0, row[1].value, flags)
            return spooler.release()
    status_object.flush_queues(0, None, flags)
"""

#: A client that keeps its row set if two things come together: there is no Unicode table, and the row lacks its identifier.
FORGETFUL = """
from mapi_tck.mapi import MapiError, PropertyRestriction, PropertyTag, PropertyValue

ID, TYPE = PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE

def get_table(session):
    try:
        return session.get_status_table(0x80000000), True
    except MapiError:
        return session.get_status_table(0), False

def walk(mapi, task):
    session = mapi.logon(task.profile, 0)
    table, unicode = get_table(session)
    try:
        rows = table.hr_query_all_rows((ID, TYPE), PropertyRestriction(4, TYPE, PropertyValue(TYPE, 37)), None, 0)
        if unicode or not rows.rows or not rows.rows[0][0].is_absent:
            rows.free()
    finally:
        table.release()
        session.release()
"""


def results(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The results of a run by requirement."""
    found: dict[str, list[dict[str, object]]] = {}
    for line in (folder / "run.ndjson").read_text("utf-8").splitlines():
        read = json.loads(line)
        if read["type"] == "scenario ended":
            found.setdefault(read["requirement"], []).append(read)
    return found


def test_a_careless_button_is_judged_step_by_step(tmp_path: Path) -> None:
    """The columns pass by ruling D-53, FLUSH_NO_UI is missing in A6, and the checks on releases name the objects."""
    (tmp_path / "careless.py").write_text(CARELESS, "utf-8")
    done = mapi_tck("run", "careless:walk", "--role", "client", "--out", "run", cwd=tmp_path)
    found = results(tmp_path / "run")
    verdicts = {id: {one["verdict"] for one in own} for id, own in found.items()}
    leaks = [json.dumps(one["checks"]) for id in ("A7d", "B5.4c") for one in found[id] if one["checks"]]

    assert done.code == 1
    assert verdicts["A2b"] == verdicts["B2b"] == verdicts["A3b"] == {"pass"}
    assert "fail" in verdicts["A6g"] and verdicts["CL1"] == {"warning"} and verdicts["C3c"] == {"pass"}
    assert "no-ui-missing" in {one["cause"] for one in found["A6g"]}
    assert all(re.search(r"status table table-\d", text) and re.search(r"row set row_set-\d", text) for text in leaks)


def test_each_call_is_refused_in_turn_and_a_replay_says_the_same(tmp_path: Path) -> None:
    """The report counts the refusals, and the record alone gives the same verdicts."""
    done = mapi_tck("run", "reference", "--role", "client", "--out", "run", cwd=tmp_path)
    again = mapi_tck("run", "replay:run/run.ndjson", "--role", "client", "--out", "again", cwd=tmp_path)
    first, second = results(tmp_path / "run"), results(tmp_path / "again")

    assert (done.code, again.code) == (0, 0)
    assert "refusals tried: 7 of 7 calls of procedure A, with MAPI_E_BUSY" in done.stdout
    assert "refusals tried: 25 of 25 calls of procedure B, with MAPI_E_NOT_FOUND" in done.stdout
    assert {id: [one["verdict"] for one in own] for id, own in first.items()} == {
        id: [one["verdict"] for one in own] for id, own in second.items()
    }


def test_a_made_up_subsystem_that_breaks_a_client_is_made_simple(tmp_path: Path) -> None:
    """Of several things that the subsystem does the report shows those that are needed, as lines. So does a replay."""
    (tmp_path / "forgetful.py").write_text(FORGETFUL, "utf-8")
    chosen = ("--only", "client_any_subsystem.feature::in_any_subsystem_procedure_a_leaves_nothing_behind")
    options = ("--role", "client", "--examples", "400", *chosen)
    done = mapi_tck("run", "forgetful:walk", *options, "--out", "run", cwd=tmp_path)
    again = mapi_tck("run", "replay:run/run.ndjson", *options[:2], "--out", "again", cwd=tmp_path)
    first, second = ([one["checks"] for one in results(tmp_path / folder)["A7d"]] for folder in ("run", "again"))
    shown = json.dumps(first)

    assert (done.code, again.code) == (1, 1)
    assert first == second
    error, narrow = sorted(set(re.findall('Given ([^;"]*)', shown)))
    assert error.endswith("in place of its entry identifier")
    assert narrow == "the subsystem has no Unicode status table"


def test_a_made_up_walk_shows_what_is_wrong_with_a_flush(tmp_path: Path) -> None:
    """What is observed names the flags and the fault, and says how many walks of the client came before this one."""
    chosen = (
        "--only",
        "client_any_subsystem.feature::in_any_subsystem_procedure_b_flushes_what_it_is_to_flush_and_nothing_else",
    )
    mapi_tck("run", "wrong:tries-and-falls-back", "--role", "client", *chosen, cwd=tmp_path)
    shown = json.dumps(results(tmp_path / "mapi-tck-run")["B5.3h"][0]["checks"])

    assert "FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_NO_UI (0x16): PR_RESOURCE_METHODS was not read before" in shown
    assert re.search(r"walks before it, from which the client may keep something\W+[1-9]", shown)


@pytest.mark.parametrize("alone", [False, True])
def test_what_a_made_up_walk_does_can_be_written_down(alone: bool) -> None:
    """Each line that a report shows is a line of the vocabulary: what is arranged, and what the client is told."""
    profile = Profile("Work", (Transport("Office"),))
    walks = [*islice(MadeUp.dealt(Procedure.B, profile, alone=alone, chance=random.Random(0)), 300)]
    lines = {line for walk in walks for line in walk.words.split("; ")}

    assert len(lines) > 50
    assert not [line for line in lines if find(*_phrase(line)) is None]


def _phrase(line: str) -> tuple[str, str]:
    keyword, _, phrase = line.partition(" ")
    return keyword.lower(), phrase


@pytest.mark.parametrize(
    ("claims", "code", "said"),
    [
        ("", 3, "the client says that it cannot do such a task (MAPI_E_NO_SUPPORT)"),
        ('[claims]\nprocedures = ["A"]\n', 0, "Conforms as a client"),
    ],
)
def test_a_client_can_decline_a_procedure(tmp_path: Path, claims: str, code: int, said: str) -> None:
    """Without a declaration what it declines is undecided, with one it is not applicable."""
    (tmp_path / "declaration.toml").write_text(claims, "utf-8")
    program = Path(__file__).parents[1] / "miniatures" / "well_behaved_client.py"
    form = f"stdio:python3 {program}"
    done = mapi_tck("run", form, "--role", "client", "--declaration", "declaration.toml", cwd=tmp_path)

    assert done.code == code
    assert said in " ".join(done.stdout.split())


def test_a_program_that_dies_after_a_refusal_violates_the_requirement(tmp_path: Path) -> None:
    """What ends the client's process is the client's own behaviour, and the next scenario gets a new process."""
    (tmp_path / "dying.py").write_text(
        "import os\n"
        "from mapi_tck.mapi import MapiError\n"
        "def walk(mapi, task):\n"
        "    try:\n"
        "        mapi.logon(task.profile, 0).get_status_table(0).release()\n"
        "    except MapiError:\n"
        "        os._exit(7)\n",
        "utf-8",
    )
    done = mapi_tck("run", "isolated:dying:walk", "--role", "client", "--only", "A1c", "--out", "run", cwd=tmp_path)
    found = results(tmp_path / "run")["A1c"]

    assert done.code == 1
    assert [one["cause"] for one in found if one["verdict"] == "fail"] == ["client-crashes"] * 3
    assert [one["verdict"] for one in found].count("pass") == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def walk(mapi, task):\n    return True\n", "a client answers None or a result code, not True"),
        ("def walk(mapi):\n    return None\n", "takes 1 positional argument but 2 were given"),
    ],
)
def test_a_function_that_is_no_client_is_an_error(tmp_path: Path, source: str, said: str) -> None:
    """Where nothing unusual was arranged, an exception leaves the scenario without verdict, and names the function's fault."""
    (tmp_path / "strange.py").write_text(source, "utf-8")
    done = mapi_tck("run", "strange:walk", "--role", "client", "--only", "TB28", cwd=tmp_path)

    assert done.code == 4
    assert said in " ".join(done.stdout.split())


def test_the_examples_conform(tmp_path: Path) -> None:
    """The sample in Python is as short as its document says, and conforms."""
    root = Path(__file__).parents[2]
    sample = (root / "examples" / "minimal_client.py").read_text("utf-8")
    (tmp_path / "minimal_client.py").write_text(sample, "utf-8")
    done = mapi_tck("run", "minimal_client:walk", "--role", "client", cwd=tmp_path)

    assert done.code == 0
    assert len([line for line in sample.splitlines() if line]) <= 40
