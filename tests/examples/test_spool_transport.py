"""The spool transport: certified like any provider, with thirteen mistakes, and killed before every operation on the disk."""

import importlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from kit import EXAMPLES, Run, environment, run, verdicts
from once import once

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, PropertyValue, ResultCode, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Transport

HOME = EXAMPLES / "spool_transport"
DECLARATION = ("--declaration", str(HOME / "declaration.toml"))
BOTH = int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD)

#: Between SaveChanges and the removal at the far end: here alone a crash doubles a message.
WINDOW = {"sync after rename spooler/delivered/*.part to spooler/delivered/*.msg", "remove incoming/*.msg"}

#: What the command line of the crash test says: messages, crashes in a history, and what the far end does at first.
ONE_CRASH = ("--messages", "2")
ONE_CRASH_REFUSING = ("--messages", "2", "--refusing")
TWO_CRASHES = ("--messages", "1", "--crashes", "2")
TWO_CRASHES_REFUSING = ("--messages", "1", "--crashes", "2", "--refusing")

#: The mistakes as README.md lists them: name → what finds it.
MISTAKES = {
    name: tuple(found.split(", "))
    for name, found in re.findall(
        r"^\| `(\w+)` \| .* \| ([^|]*) \|$", (HOME / "README.md").read_text("utf-8"), re.MULTILINE
    )
}


def certify(provider: str, *arguments: str, out: Path) -> Run:
    """Run the kit in the folder `examples`, as README.md says."""
    return run(f"spool_transport.{provider}", "--role", "transport", *DECLARATION, *arguments, out=out, cwd=EXAMPLES)


Crash = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Crash:
    """Says where the mail is after every history. Of the same arguments the same histories follow, so they run once."""
    return lambda *arguments: once(tmp_path_factory, f"crash{'-'.join(arguments)}", lambda _: _crashed(*arguments))


def _crashed(*arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "spool_transport.crashes", *arguments]
    done = subprocess.run(
        command, cwd=EXAMPLES, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrongs(history: dict[str, Any], messages: int) -> list[str]:
    """What the promise does not allow: mail that is lost, left or doubled without need."""
    numbers = range(messages)
    excess = Counter(history["delivered"]) - Counter(f"in-{number}" for number in numbers)
    return [
        *(f"out-{number} was lost" for number in numbers if f"out-{number}" not in history["sent"]),
        *(f"in-{number} was lost" for number in numbers if f"in-{number}" not in history["delivered"]),
        *(f"{token} was sent {count} times" for token, count in Counter(history["sent"]).items() if count > 1),
        *(f"{token} is left" for token in history["left"]),
        *(["doubled"] if excess.total() != sum(point in WINDOW for point in history["died before"]) else []),
    ]


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole certification."""
    return once(tmp_path_factory, "spool", lambda folder: certify("adapter:SpoolAdapter", out=folder / "run"))


class Support:
    """IMAPISupport that takes no note of anything but announcements."""

    def __init__(self) -> None:
        self.notified: list[int] = []

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Accept."""

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note it."""
        self.notified.append(flags)

    def spooler_yield(self, flags: int) -> int:
        """Go on."""
        return 0


class NewMessage:
    """IMessage that keeps what is saved."""

    def __init__(self) -> None:
        self.token = ""
        self.saved: list[str] = []

    def set_token(self, token: str) -> None:
        """Keep it until it is saved."""
        self.token = token

    def save_changes(self, flags: int) -> None:
        """Save."""
        self.saved.append(self.token)


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An adapter of the example, in this process."""
    monkeypatch.syspath_prepend(EXAMPLES)
    made = importlib.import_module("spool_transport.adapter").SpoolAdapter()
    yield made
    made.close()


def log_on(adapter: Any) -> Any:
    """The logon object of the transport Spool."""
    return adapter.transport_logon(Support(), Transport("Spool"), 0)[0]


# -- certified --------------------------------------------------------------------------------------------------------


def test_it_conforms(certified: Run) -> None:
    """It is certified without a warning, and no MUST stays open."""
    assert certified.code == 0, certified.stdout
    assert certified.verdict.startswith("Conforms as a transport provider; ")
    assert not certified.assessment.open_musts
    assert not certified.having("inconclusive", "error", "fail", "warning")


def test_what_it_claims_was_judged(certified: Run) -> None:
    """Deferral, polling and both sorts of status object were put to the test."""
    assert {"XP10", "XP15", "XP18", "XP25"} <= certified.having("pass")


def test_its_record_can_be_replayed(certified: Run, tmp_path: Path) -> None:
    """Its record, replayed without it, gives the same verdicts; no call is missing in it."""
    replayed = run(f"replay:{certified.out / 'run.ndjson'}", "--role", "transport", out=tmp_path / "run")

    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert "not in the record" not in json.dumps(replayed.record.ended)
    assert verdicts(replayed.record) == verdicts(certified.record)


# -- wrong ------------------------------------------------------------------------------------------------------------


def test_every_mistake_is_listed() -> None:
    """README.md has a row for each provider in wrong.py, and for nothing else."""
    made = re.findall(r"^@wrong\nclass (\w+)", (HOME / "wrong.py").read_text("utf-8"), re.MULTILINE)

    assert len(made) >= 8
    assert sorted(MISTAKES) == sorted(made)


@pytest.mark.parametrize("name", [name for name, found in MISTAKES.items() if found != ("crashes",)])
def test_each_mistake_is_found_by_the_kit(name: str, tmp_path: Path) -> None:
    """Each requirement that README.md names for a mistake fails; a SHOULD among them is a warning."""
    # A provider that loses messages makes every scenario wait in vain, so the limit is short.
    claims = (HOME / "declaration.toml").read_text("utf-8")
    (tmp_path / "hasty.toml").write_text(f"{claims}\n[parameters]\nsettle_limit = 1\n", "utf-8")
    selection = [word for requirement in MISTAKES[name] for word in ("--only", requirement)]
    found = certify(f"wrong:{name}", *selection, "--declaration", str(tmp_path / "hasty.toml"), out=tmp_path / "run")

    assert found.code == bool(found.having("fail")), found.stdout
    assert found.having("fail", "warning") == set(MISTAKES[name])
    assert not found.having("error")


@pytest.mark.parametrize("name", [name for name, found in MISTAKES.items() if found == ("crashes",)])
def test_each_mistake_is_found_by_a_crash(crash: Crash, name: str) -> None:
    """What shows in a crash only breaks the promise in at least one history, and not in all."""
    broken = [bool(wrongs(history, 2)) for history in crash("--wrong", name, *ONE_CRASH)]

    assert any(broken)
    assert not all(broken)


def test_deferred_mail_that_is_forgotten_is_found_by_a_crash_too(crash: Crash) -> None:
    """That nothing is left behind is not what the crash test finds in any case."""
    told = [
        wrong for history in crash("--wrong", "ForgetsDeferred", *ONE_CRASH_REFUSING) for wrong in wrongs(history, 2)
    ]

    assert "out-0 is left" in told


# -- killed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [ONE_CRASH, ONE_CRASH_REFUSING, TWO_CRASHES, TWO_CRASHES_REFUSING])
def test_no_crash_loses_mail_or_doubles_what_is_sent(crash: Crash, arguments: tuple[str, ...]) -> None:
    """Killed before any operation on the disk, or before any two, it keeps its promise to the letter."""
    told = crash(*arguments)

    assert len(told) > 20
    assert [history for history in told if wrongs(history, int(arguments[1]))] == []
    if "--refusing" not in arguments:
        assert {point for history in told for point in history["died before"]} >= WINDOW


def test_each_step_is_on_disk_before_the_next_begins(crash: Crash) -> None:
    """Between two operations on the disk of provider or far end is always one that synchronises."""
    points = [history["died before"][0] for history in crash(*ONE_CRASH)]
    steps = [point for point in points if not point.startswith("sync") and point != "create line.lock"]

    assert steps
    assert [step for step in steps if f"sync after {step}" != points[points.index(step) + 1]] == []


def test_the_page_tells_every_crash(crash: Crash) -> None:
    """The table of docs/spool-transport.md has each operation that a crash can come before, and says which ones double."""
    page = (EXAMPLES.parent / "docs" / "spool-transport.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (\S+) \| (\S+) \|$", page, re.MULTILINE)
    seen = {
        point
        for arguments in (ONE_CRASH, TWO_CRASHES_REFUSING)
        for history in crash(*arguments)
        for point in history["died before"]
        if not point.startswith("sync")
    }

    assert {point for point, _, _ in rows} == seen
    assert {lost for _, lost, _ in rows} == {"no"}
    assert {point for point, _, doubled in rows if doubled != "no"} == {"remove incoming/*.msg"}


# -- in trouble -------------------------------------------------------------------------------------------------------


def test_two_flushes_of_one_spool_do_not_run_at_once(adapter: Any) -> None:
    """Who finds the line taken refuses with MAPI_E_BUSY; when it is free again, the flush is accepted."""
    first, second = log_on(adapter), log_on(adapter)
    first.flush_queues(0, None, BOTH)
    with pytest.raises(MapiError) as refused:
        second.flush_queues(0, None, BOTH)
    first.transport_logoff(0)
    second.flush_queues(0, None, BOTH)

    assert refused.value.code == ResultCode.MAPI_E_BUSY
    assert adapter.test_bed().live_objects() == {"line": 1}


def test_a_file_that_is_no_message_blocks_nothing(adapter: Any) -> None:
    """It is put aside, one that is not complete stays where it is, and the message behind them is delivered."""
    transport, bed = log_on(adapter), adapter.test_bed()
    incoming = bed.server("Spool").incoming
    (incoming / "broken.msg").write_bytes(b"\xff\xfe")
    (incoming / "growing").write_text("not yet")
    bed.arrive("Spool", ["good"])
    transport.flush_queues(0, None, int(FlushFlag.FLUSH_DOWNLOAD))
    message, last = NewMessage(), NewMessage()
    transport.start_message(0, message)
    transport.start_message(0, last)

    assert (message.saved, last.saved) == (["good"], [])
    assert sorted(file.name for file in incoming.iterdir()) == ["broken.bad", "growing"]


def test_a_message_that_could_not_be_saved_still_waits(adapter: Any) -> None:
    """When SaveChanges fails, so does StartMessage, and the next one delivers the message."""

    class FullStore(NewMessage):
        def save_changes(self, flags: int) -> None:
            raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_DISK)

    transport, message = log_on(adapter), NewMessage()
    adapter.test_bed().arrive("Spool", ["precious"])
    with pytest.raises(MapiError):
        transport.start_message(0, FullStore())
    waiting = adapter.test_bed().waiting("Spool")
    transport.start_message(0, message)

    assert (waiting, message.saved) == (["precious"], ["precious"])


def test_a_cancelled_message_is_not_sent_until_it_is_submitted_again(adapter: Any) -> None:
    """Cancelled between SubmitMessage and EndMessage it stays with the spooler, and can be sent later, once."""
    transport, bed = log_on(adapter), adapter.test_bed()
    transport.flush_queues(0, None, BOTH)
    reference = transport.submit_message(0, OutgoingMessage("wanted back")).reference
    transport.transport_notify(int(TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE), reference.to_bytes(4, "little"))
    kept = transport.end_message(reference)
    sent = bed.sent("Spool")
    transport.submit_message(0, OutgoingMessage("wanted back"))

    assert (kept, sent) == (EndMessageFlag.END_RESEND_LATER, [])
    assert transport.end_message(reference) == 0
    assert bed.sent("Spool") == ["wanted back"]


def test_a_disk_that_fails_is_an_answer(adapter: Any) -> None:
    """Without its folder the transport refuses with MAPI_E_DISK_ERROR, and a crash of the adapter it is not."""
    transport = log_on(adapter)
    transport.flush_queues(0, None, BOTH)
    transport.spool.outgoing.rmdir()
    with pytest.raises(MapiError) as refused:
        transport.submit_message(0, OutgoingMessage("nowhere to go"))

    assert refused.value.code == ResultCode.MAPI_E_DISK_ERROR
