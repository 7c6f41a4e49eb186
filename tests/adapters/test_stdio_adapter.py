"""`stdio:` against real programs, each of which is wrong in one way."""

import gc
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mapi_tck.adapters.process.child as child_module
from mapi_tck.adapters.process.command_files import CommandFiles
from mapi_tck.adapters.process.stdio import StdioAdapter, stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage, HandshakeError, UsageError
from mapi_tck.mapi import ExistRestriction, MapiError, ResultCode
from mapi_tck.ports import Description, Direction, Evidence
from mapi_tck.ports.roles import Role
from mapi_tck.scenario.recorder import Recorder

MINIATURES = Path(__file__).parents[1] / "miniatures"
#: Enough for a program to start on a busy machine, and little enough to wait for one that hangs.
PATIENCE = 2.0

Start = Callable[..., StdioAdapter]


def subsystem(command: str, call_limit: float = 30.0, start_limit: float = 30.0) -> StdioAdapter:
    """The adapter that the command is."""
    adapter = stdio(command, Parameters(call_limit=call_limit, start_limit=start_limit), Role.SUBSYSTEM)
    assert isinstance(adapter, StdioAdapter)
    return adapter


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a miniature by name; all are closed afterwards, and none may be left as a zombie."""
    made: list[StdioAdapter] = []

    def begin(name: str, call_limit: float = 30.0, start_limit: float = 30.0) -> StdioAdapter:
        made.append(subsystem(f"{sys.executable} {MINIATURES / name}.py", call_limit, start_limit))
        return made[-1]

    yield begin
    for adapter in made:
        adapter.close()
        # An exit code is there only once the process has been reaped.
        assert adapter._child is None or adapter.exit_code is not None


def flush(adapter: StdioAdapter) -> Any:
    """Walk to a flush, which is where most miniatures are wrong."""
    adapter.describe()
    status_object, _ = adapter.logon("", 0).open_entry(b"\x01", None, 0)
    assert status_object is not None
    return status_object.flush_queues(0, None, 0)


def broken_flush(adapter: StdioAdapter) -> AdapterBroke:
    """The breakage that a flush ends in."""
    with pytest.raises(AdapterBroke) as caught:
        flush(adapter)
    return caught.value


def alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descriptors() -> int:
    """How many file descriptors this process holds."""
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


def test_a_program_is_described(start: Start) -> None:
    """The description is the program's, with the digest of its files where it gives none."""
    adapter = start("well_behaved")
    digest = CommandFiles([sys.executable, str(MINIATURES / "well_behaved.py")]).digest()

    assert adapter.describe() == Description(
        "miniature", "1", digest=digest, observes=frozenset({Evidence.CALLS, Evidence.QUEUES})
    )


def test_the_digest_is_that_of_all_files_of_the_command(tmp_path: Path) -> None:
    """Anyone can take the digest again with cat and sha256sum."""
    script = tmp_path / "adapter.txt"
    script.write_text("one")
    shown = subprocess.run(
        f"cat {sys.executable} {script} | sha256sum", shell=True, check=True, capture_output=True, text=True
    ).stdout

    assert CommandFiles([sys.executable, "-x", str(script)]).digest() == f"sha256:{shown.split()[0]}"


def test_every_kind_of_value_travels(start: Start) -> None:
    """Objects, rows, codes, refusals and warnings arrive as the ports say."""
    adapter = start("well_behaved")
    adapter.describe()
    session = adapter.logon("", 0)
    table = session.get_status_table(0)
    rows = table.query_rows(10, 0)
    table.restrict(ExistRestriction(0x3E030003), 0)
    status_object, object_type = session.open_entry(b"\x01", None, 0)
    assert status_object is not None
    code, values = status_object.get_props([0x3E030003], 0)
    with pytest.raises(MapiError) as refusal:
        session.compare_entry_ids(b"", b"", 0)

    assert [[slot.value for slot in row] for row in rows] == [[37]]
    assert rows.free is not None
    assert object_type == 9
    assert (code, values[0].value) == (0x00040380, 0x8004010F)
    assert refusal.value.code == ResultCode.MAPI_E_NO_SUPPORT
    assert status_object.flush_queues(0, b"\x01", 2) == 0


def test_optional_methods_are_those_offered(start: Start) -> None:
    """A method that the greeting does not offer is not there."""
    adapter = start("well_behaved")
    adapter.describe()
    test_bed = adapter.test_bed()
    assert test_bed is not None
    assert test_bed.queue("A", Direction.OUTGOING) == ("first", "second")
    assert not hasattr(test_bed, "submit")
    assert not hasattr(adapter.logon("", 0).get_status_table(0), "hr_query_all_rows")


def test_the_recorder_records_it(start: Start) -> None:
    """Seen through the recorder, a program is an adapter as any other."""
    adapter = start("well_behaved")
    adapter.describe()
    recorder = Recorder(adapter)
    recorder.adapter.logon("", 0).get_status_table(0).query_rows(1, 0)

    assert [entry.text for entry in recorder.entries] == ["session-1", "table-1", "1 row"]


def test_closing_ends_the_program_and_leaks_nothing(start: Start) -> None:
    """After close no process and no file descriptor is left, and closing again does nothing."""
    before = descriptors()
    adapter = start("well_behaved")
    adapter.describe()
    adapter.close()
    adapter.close()

    assert adapter.exit_code == 0
    assert descriptors() == before
    with pytest.raises(AdapterBroke, match="not called"):
        adapter.logon("", 0)


def test_closing_before_the_first_call_starts_nothing(start: Start) -> None:
    """An adapter that was never used has no program to end."""
    adapter = start("well_behaved")
    adapter.close()

    assert adapter.exit_code is None


def test_closing_ends_a_program_that_will_not(start: Start) -> None:
    """A program that ignores both the end of its input and SIGTERM is killed."""
    adapter = start("never_ends")
    adapter.describe()
    adapter.close()

    assert adapter.exit_code == -signal.SIGKILL


def test_a_dropped_adapter_ends_its_program() -> None:
    """The program of an adapter ends even if the adapter is not closed."""
    before = descriptors()
    adapters = [subsystem(f"{sys.executable} {MINIATURES / 'well_behaved.py'}")]
    adapters[0].describe()
    adapters.clear()

    assert descriptors() == before


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "the command is missing"),
        ("'open", "the command cannot be read: No closing quotation"),
        ("no-such-program-anywhere --x", "no-such-program-anywhere is not there"),
        (str(MINIATURES / "well_behaved.py"), "is no program that can be executed"),
    ],
)
def test_a_command_that_cannot_start_is_a_usage_error(command: str, message: str) -> None:
    """What is wrong with a command shows at once, in one line."""
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        stdio(command, Parameters(), Role.SUBSYSTEM)

    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_program_is_a_usage_error(tmp_path: Path) -> None:
    """A file may be executable and yet nothing that the system can run."""
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"\x00\x01")
    nothing.chmod(0o755)
    adapter = stdio(str(nothing), Parameters(), Role.SUBSYSTEM)

    with pytest.raises(UsageError, match="cannot be started: Exec format error"):
        adapter.describe()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("exits_at_start", "died: exit code 3; stderr: first the reason | no licence found"),
        ("hello_is_text", "malformed answer: no JSON in UTF-8: Hello, kit!"),
        ("hello_lacks_offers", "malformed answer: 'offers' is a required property"),
        ("speaks_version_2", "it speaks version 2 of the protocol, this kit version 1"),
        ("never_says_hello", "hung: no answer within 0.5 s; it wrote nothing: does it read line by line"),
    ],
)
def test_a_bad_handshake_is_told_in_one_line(start: Start, name: str, message: str) -> None:
    """A program that cannot be talked to is a handshake error that says what it did instead."""
    adapter = start(name, start_limit=0.5 if name == "never_says_hello" else 30.0)
    with pytest.raises(HandshakeError, match=re.escape(message)) as caught:
        adapter.describe()

    assert "\n" not in str(caught.value)
    with pytest.raises(HandshakeError):
        adapter.logon("", 0)


def test_a_start_may_take_longer_than_a_call() -> None:
    """A program with a slow start and a short limit for its calls is no program that hangs."""
    adapter = subsystem(f"sh -c 'sleep 1.5; exec {sys.executable} {MINIATURES}/well_behaved.py'", call_limit=1.0)

    assert adapter.describe().implementation
    adapter.close()


@pytest.mark.parametrize(
    ("name", "breakage", "message"),
    [
        ("exits_in_call", Breakage.DIED, "exit code 3; stderr: cannot reach the spooler"),
        ("crashes_in_call", Breakage.DIED, "killed by SIGSEGV"),
        ("hangs_in_call", Breakage.HUNG, "no answer within 2 s; stderr: waiting for the modem"),
        ("answers_garbage", Breakage.MALFORMED, "no JSON in UTF-8: flushing now..."),
        ("answers_another_request", Breakage.MALFORMED, 'id 4 expected: {"jsonrpc": "2.0", "id": 4711'),
        ("breaks_schema", Breakage.MALFORMED, "code: -2147221246 is less than the minimum of 0"),
        ("leaves_grandchild", Breakage.DIED, "exit code 4; stderr: grandchild"),
    ],
)
def test_a_breakage_is_told_apart_and_ends_the_program(
    start: Start, name: str, breakage: Breakage, message: str
) -> None:
    """How a program broke is named, its process is gone at once, and later calls are not made."""
    adapter = start(name, PATIENCE if breakage is Breakage.HUNG else 30.0)
    broke = broken_flush(adapter)

    assert broke.breakage is breakage
    assert message in broke.detail
    assert broke.call == "status_object.flush_queues"
    assert adapter.exit_code is not None
    with pytest.raises(AdapterBroke, match=f"{breakage}: not called"):
        adapter.logon("", 0)


def test_a_grandchild_dies_too(start: Start) -> None:
    """Other processes in a program's process group end with it."""
    adapter = start("leaves_grandchild")
    broken_flush(adapter)
    number = re.search(r"grandchild (\d+)", adapter.stderr_tail)
    assert number is not None
    deadline = time.monotonic() + 10
    while alive(int(number[1])) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert not alive(int(number[1]))


def test_an_answer_too_many_is_malformed(start: Start) -> None:
    """A second answer to one request is found at the next call."""
    adapter = start("answers_twice")

    assert flush(adapter) == 0
    with pytest.raises(AdapterBroke, match="malformed answer"):
        flush(adapter)


def test_an_answer_that_is_no_utf_8_is_malformed(start: Start) -> None:
    """Another encoding is told, with the bytes that are wrong."""
    adapter = start("answers_latin_1")
    adapter.describe()
    test_bed = adapter.test_bed()
    assert test_bed is not None

    with pytest.raises(AdapterBroke, match="no JSON in UTF-8"):
        test_bed.queue("A", Direction.OUTGOING)


def test_a_value_that_only_its_codec_refuses_is_malformed(start: Start) -> None:
    """A value that fits the schema and not its property's type ends the program as well."""
    adapter = start("bad_property")
    adapter.describe()
    table = adapter.logon("", 0).get_status_table(0)

    with pytest.raises(AdapterBroke, match="PR_RESOURCE_TYPE takes a signed 32-bit number") as caught:
        table.query_rows(1, 0)
    assert caught.value.breakage is Breakage.MALFORMED
    assert adapter.exit_code is not None


def test_a_line_without_end_is_cut(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes without end neither hangs the kit nor fills its memory."""
    monkeypatch.setattr(child_module, "LINE_LIMIT", 1024 * 1024)
    broke = broken_flush(start("endless_line"))

    assert broke.breakage is Breakage.MALFORMED
    assert "without an end of line" in broke.detail


def test_a_huge_answer_is_read(start: Start) -> None:
    """An answer of megabytes is as good as any."""
    adapter = start("huge_answer")
    adapter.describe()
    test_bed = adapter.test_bed()
    assert test_bed is not None

    assert len(test_bed.queue("A", Direction.OUTGOING)) == 200_000


def test_an_answer_in_pieces_is_read(start: Start) -> None:
    """An answer may arrive in pieces, cut anywhere."""
    adapter = start("slow_pieces")
    adapter.describe()
    test_bed = adapter.test_bed()
    assert test_bed is not None

    assert test_bed.queue("A", Direction.OUTGOING) == ("für dich", "second")


def test_chatter_on_the_error_output_does_no_harm(start: Start) -> None:
    """The error output never blocks the program, and only its end is kept."""
    adapter = start("floods_stderr")

    assert flush(adapter) == 0
    adapter.close()
    assert adapter.stderr_tail.endswith("last of the chatter\n")
    assert len(adapter.stderr_tail) <= child_module.STDERR_LIMIT


def test_a_program_that_reads_nothing_hangs_in_the_next_call(start: Start) -> None:
    """A request that does not fit into the pipe does not block the kit for ever."""
    adapter = start("reads_nothing", PATIENCE)
    flush(adapter)

    with pytest.raises(AdapterBroke) as caught:
        adapter.logon("x" * 2_000_000, 0)
    assert caught.value.breakage is Breakage.HUNG


def test_a_breakage_that_the_program_reports_is_not_the_end(start: Start) -> None:
    """A program that reports an error of its own goes on to serve."""
    adapter = start("reports_breakage")
    broke = broken_flush(adapter)

    assert (broke.breakage, broke.detail) == (Breakage.RAISED, "NullReferenceException in Flush")
    assert adapter.logon("", 0) is not None


def test_a_refused_method_is_a_protocol_error(start: Start) -> None:
    """A program that does not know what it offers breaks the protocol."""
    adapter = start("refuses_method")
    adapter.describe()
    test_bed = adapter.test_bed()
    assert test_bed is not None

    with pytest.raises(AdapterBroke, match=re.escape("protocol error: no such method (error -32601)")):
        test_bed.queue("A", Direction.OUTGOING)


def test_an_interrupt_ends_the_program(start: Start) -> None:
    """Ctrl-C in the middle of a call leaves no program behind."""
    adapter = start("hangs_in_call")
    adapter.describe()
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            flush(adapter)
    finally:
        signal.signal(signal.SIGALRM, previous)

    assert adapter.exit_code == -signal.SIGKILL
