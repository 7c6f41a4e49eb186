"""The kit's own spooler as the host of transports that do unusual but permitted things: none of them fails in the procedures."""

from pathlib import Path

import pytest
from kit import ADAPTERS, run

#: The transports whose ways ask something of the spooler: patience, a flush that nobody else asked for, the same message again.
DEMANDING = ("BusyAtFirst", "FlushingAtLogon", "AskingAgainAtOnce", "DeferringWhenDown", "EndingThePhase")


@pytest.mark.parametrize("name", DEMANDING)
def test_a_demanding_transport_is_served(tmp_path: Path, name: str) -> None:
    """With such a transport in every place of its profiles, no MUST of the procedures is violated or left open."""
    options = ("--role", "transport", "--only", "alone")
    result = run(f"unusual_transports:{name}", *options, out=tmp_path / "run", cwd=ADAPTERS)

    assert result.code == 0, result.stdout + result.stderr
    assert "FQ1" in result.having("pass")
    assert result.having("fail", "error", "inconclusive") == set()
