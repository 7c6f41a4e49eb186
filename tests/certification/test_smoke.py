"""`mapi-tck smoke`: each method of an adapter is called once, and what is no proper answer is shown."""

import json
import re
import sys
from pathlib import Path

import pytest
from kit import TESTS, Run, mapi_tck

from mapi_tck.certification.smoke import Outcome, smoke
from mapi_tck.errors import HandshakeError
from mapi_tck.ports import Role
from mapi_tck.settings.run import make_settings
from mapi_tck.wire import stdio_messages as protocol

MINIATURES = TESTS / "miniatures"
PROVIDER = f"stdio:{sys.executable} {MINIATURES / 'well_behaved_transport.py'}"

#: A provider that answers wrongly in one method, as a program over the well-behaved one.
WRONG_PROGRAM = """
import sys
sys.path.insert(0, {miniatures!r})
from well_behaved_transport import main, say

def wrong(request):
    {wrong}

main({on!r}, wrong)
"""


def wrong_program(folder: Path, on: str, wrong: str) -> str:
    """The form of a provider that does this when the method is called."""
    program = folder / "provider.py"
    program.write_text(WRONG_PROGRAM.format(miniatures=str(MINIATURES), on=on, wrong=wrong))
    return f"stdio:{sys.executable} {program}"


def smoked(folder: Path, *words: str) -> Run:
    """A call of the command."""
    return mapi_tck("smoke", *words, cwd=folder)


@pytest.mark.parametrize("role", [Role.SUBSYSTEM, Role.TRANSPORT])
def test_every_method_is_called(role: Role) -> None:
    """The kit's own implementation is called with each method of its role but `close`, which ends the connection."""
    found = smoke(make_settings("reference", role=str(role)))
    tried = {one.method for one in found.tried}
    interfaces = {method.partition(".")[0] for method in tried}

    assert tried == {
        name for name in protocol.METHODS if name.partition(".")[0] in interfaces and not name.endswith(".close")
    }
    assert not found.having(Outcome.BROKE)
    assert not found.having(Outcome.NOT_REACHED)


def test_a_well_behaved_program_passes(tmp_path: Path) -> None:
    """Nothing is wrong with it; what its test bed lacks is listed."""
    run = smoked(tmp_path, PROVIDER, "--role", "transport")

    assert run.code == 0, run.stdout + run.stderr
    assert run.stdout.startswith("Started: miniature transport 1. It observes: calls, queues.")
    assert "no proper answer" not in run.stdout
    assert "transport_bed.prompts" in run.stdout.partition("Not offered.")[2]


def test_a_wrong_shape_is_shown_with_a_right_one(tmp_path: Path) -> None:
    """The request, what came back, what is wrong with it, and a right answer stand below each other. The rest is tried too."""
    wrong = "say(id=request['id'], result={'code': None, 'value': 'sent'})"
    run = smoked(tmp_path, wrong_program(tmp_path, "xp_logon.end_message", wrong), "--role", "transport")
    part = run.stdout.partition("xp_logon.end_message gave no proper answer. To blame: the adapter.")[2]

    assert run.code == 4, run.stdout
    assert "is not of type 'integer'" in part
    assert '"method":"xp_logon.end_message"' in part
    assert '"value": "sent"' in part
    assert '"result":{"code":null,"value":0}' in part
    assert run.stdout.count("gave no proper answer") == 1
    assert "1 broke" in run.stdout


def test_a_reset_that_does_nothing_is_shown_with_its_calls(tmp_path: Path) -> None:
    """Text: the method, what is wrong, the calls of the test bed with their answers, and a right answer."""
    form = wrong_program(tmp_path, "transport_bed.reset", "say(id=request['id'], result={'code': None, 'value': None})")
    run = smoked(tmp_path, form, "--role", "transport")
    part = run.stdout.partition("transport_bed.reset does not do what it is for. To blame: the adapter, or the ")[2]

    assert run.code == 4, run.stdout
    assert re.search(r"wrong +transport_bed.waiting still answers smoke-2, which was there before reset", part)
    assert part.count("transport_bed-1.reset()") == 2
    assert "transport_bed-1.waiting(transport=A) -> smoke-2\n" in part
    assert re.search(r'a right one +{"jsonrpc":"2.0","id":\d+,"result":{"code":null,"value":\[\]}}', part)


def test_after_a_death_the_rest_is_tried(tmp_path: Path) -> None:
    """A program that dies in one method is started again, and each other method is called."""
    form = wrong_program(tmp_path, "xp_logon.address_types", "sys.exit(3)")
    found = json.loads(smoked(tmp_path, form, "--role", "transport", "--format", "json").stdout)
    outcomes = {one["method"]: one["outcome"] for one in found["tried"]}

    assert outcomes.pop("xp_logon.address_types") == "broke"
    assert set(outcomes.values()) == {"answered", "not offered"}
    (broken,) = (one for one in found["tried"] if one["outcome"] == "broke")
    assert broken["blame"] == "adapter or implementation"
    assert "exit code 3" in broken["detail"]


def test_an_exception_in_python_has_its_place(tmp_path: Path) -> None:
    """An adapter in Python that raises is shown with file and line."""
    (tmp_path / "mine.py").write_text(
        "from mapi_tck.ports import Description, Evidence\n"
        "class Adapter:\n"
        "    def describe(self): return Description('mine', '1', observes=frozenset({Evidence.CALLS}))\n"
        "    def logon(self, profile, flags): raise KeyError('no session')\n"
        "    def test_bed(self): return None\n"
        "    def close(self): pass\n"
    )
    run = smoked(tmp_path, "mine:Adapter")

    assert run.code == 4, run.stdout + run.stderr
    assert "mine.py:4" in run.stdout
    assert "KeyError" in run.stdout
    assert "session.get_status_table" in run.stdout.partition("Not reached.")[2]


def test_a_refusal_leaves_methods_unreached(tmp_path: Path) -> None:
    """A refused logon is a proper answer; what needs the session is not reached, and the exit code says so."""
    refusal = "say(id=request['id'], result={'code': 0x80040111, 'value': None})"
    run = smoked(tmp_path, wrong_program(tmp_path, "provider.transport_logon", refusal), "--role", "transport")

    assert run.code == 3, run.stdout
    assert "MAPI_E_LOGON_FAILED" in run.stdout.partition("Refused.")[2]
    assert "xp_logon.flush_queues" in run.stdout.partition("Not reached.")[2]


def test_a_program_that_cannot_start_is_one_line(tmp_path: Path) -> None:
    """A bad handshake is one line on standard error."""
    run = smoked(tmp_path, f"stdio:{sys.executable} {MINIATURES / 'exits_at_start.py'}")

    assert run.code == 4
    assert not run.stdout
    assert run.stderr.count("\n") == 1


def test_a_client_has_no_methods(tmp_path: Path) -> None:
    """A client makes calls, and is not called."""
    run = smoked(tmp_path, "reference", "--role", "client")

    assert run.code == 2
    assert run.stderr.startswith("mapi-tck: --role client: a client has no methods to call")


def test_a_program_that_never_answers_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without parameters of its own an adapter has a short time to start. What the program said is shown."""
    monkeypatch.setattr("mapi_tck.certification.smoke.START_LIMIT", 0.5)

    with pytest.raises(
        HandshakeError,
        match=r"stdio:sh: bad handshake: hung: no answer within 0\.5 s; it wrote nothing: .*\?; stderr: .*not found",
    ):
        smoke(make_settings("stdio:sh"))


def test_what_follows_a_wrong_answer_is_not_reached(tmp_path: Path) -> None:
    """Nothing asks what became of a message that SubmitMessage has not answered properly."""
    wrong = "say(id=request['id'], result={'code': None, 'value': {'reference': 1.0, 'wait_seconds': 0}})"
    run = smoked(tmp_path, wrong_program(tmp_path, "xp_logon.submit_message", wrong), "--role", "transport")

    assert run.code == 4, run.stdout
    assert "value.reference: a whole number is written without a point" in run.stdout
    assert "xp_logon.end_message" in run.stdout.partition("Not reached.")[2].partition("gave no proper answer")[0]
    assert run.stdout.count("gave no proper answer") == 1


def test_a_program_that_dies_has_given_no_answer(tmp_path: Path) -> None:
    """Its answer is none, and no place in the kit's own code."""
    run = smoked(tmp_path, wrong_program(tmp_path, "xp_logon.submit_message", "sys.exit(3)"), "--role", "transport")

    assert run.code == 4, run.stdout
    assert re.search(r"^ +answer +no answer$", run.stdout, re.MULTILINE)
    assert "child.py" not in run.stdout
