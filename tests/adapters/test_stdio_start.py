"""`stdio:` with programs that do not start: what the one line says."""

import sys
from pathlib import Path

import pytest

from mapi_tck.adapters.process.stdio import stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import HandshakeError
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
