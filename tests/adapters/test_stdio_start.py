"""`stdio:` with programs that do not start: what the one line says."""

import sys
from pathlib import Path

import pytest

from mapi_tck.adapters.process.isolated import isolated
from mapi_tck.adapters.process.stdio import StdioAdapter, stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, HandshakeError
from mapi_tck.ports.roles import Role


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            ["node:internal/x:1", "  throw err;", "Error: no module", "    at a (b.js:1)", "Node.js v20"],
            "Error: no module",
        ),
        (
            ['Exception in thread "main" java.lang.IllegalStateException: no', "at A.main(A.java:1)", "x", "y"],
            "Exception",
        ),
        (['File "a.py", line 1', "x.y", "NameError: name 'x' is not defined"], 'File "a.py", line 1 | x.y | NameError'),
        (["one", "two", "three", "wine: could not load"], "two | three | wine: could not load"),
    ],
)
def test_the_telling_lines_of_the_error_output_are_shown(tmp_path: Path, written: list[str], shown: str) -> None:
    """Of Node.js and Java the line of the error, although more follows; else the last lines."""
    program = tmp_path / "program.py"
    program.write_text(f"import sys\nsys.stderr.write({chr(10).join(written)!r})\nsys.exit(1)\n")
    adapter = stdio(f"{sys.executable} {program}", Parameters(), Role.SUBSYSTEM)

    with pytest.raises(HandshakeError) as error:
        adapter.describe()
    assert f"stderr: {shown}" in str(error.value)


#: A program that answers the handshake, with this end of its lines, and then does not answer.
STARTS = """
import json, sys, time
description = {{"implementation": "x", "version": "1", "observes": ["calls"]}}
result = {{"protocol": 1, "description": description, "offers": []}}
sys.stdin.readline()
sys.stdout.write(json.dumps({{"jsonrpc": "2.0", "id": 1, "result": result}}) + {end!r})
sys.stdout.flush()
{then}
"""


@pytest.mark.parametrize(
    ("end", "then", "told"),
    [
        ("\n", "time.sleep(60)", "no answer within 0.5 s; it wrote nothing: does it read line by line, and flush"),
        (
            "",
            "time.sleep(60)",
            'no answer within 2 s; it wrote a line without its end: {"jsonrpc": "2.0", "id": 1,',
        ),
        (
            "\r",
            "sys.exit(0)",
            'died: exit code 0; it wrote a line without its end: {"jsonrpc": "2.0", "id": 1,',
        ),
        ("\n", "sys.exit(0)", "died: exit code 0"),
    ],
)
def test_a_program_without_an_answer_is_told_what_may_be_the_reason(
    tmp_path: Path, end: str, then: str, told: str
) -> None:
    """An output that is not flushed, or a line without its end, is named; of a program that ended no reason is guessed."""
    program = tmp_path / "program.py"
    program.write_text(STARTS.format(end=end, then=then))
    adapter = stdio(
        f"{sys.executable} {program}", Parameters(call_limit=0.5, start_limit=30 if end else 2), Role.SUBSYSTEM
    )

    assert isinstance(adapter, StdioAdapter)
    with pytest.raises((HandshakeError, AdapterBroke)) as error:
        adapter.test_bed()
    assert told in str(error.value)


def test_of_the_kits_own_host_no_reason_is_guessed() -> None:
    """It flushes its lines; an adapter in it may take long."""
    adapter = isolated("reference", Parameters(start_limit=0.001), Role.SUBSYSTEM)

    with pytest.raises(HandshakeError, match=r"hung: no answer within 0\.001 s$"):
        adapter.describe()
