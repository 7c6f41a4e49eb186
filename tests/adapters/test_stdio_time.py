"""Whose time counts against a program over `stdio:`: its own, and not the kit's."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mapi_tck.adapters.process.stdio import StdioProvider, stdio
from mapi_tck.claims.declaration import Parameters
from mapi_tck.mapi import PropertyValue
from mapi_tck.ports import Transport
from mapi_tck.ports.roles import Role

PROGRAM = Path(__file__).parents[1] / "miniatures" / "well_behaved_transport.py"


class Slow:
    """The kit's side on a machine that has much else to do."""

    def __init__(self) -> None:
        self.rows: list[Sequence[PropertyValue]] = []

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Take longer than a call may."""
        time.sleep(0.8)
        self.rows.append(values)

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Do nothing."""

    def spooler_yield(self, flags: int) -> int:
        """Do nothing."""
        return 0


def test_the_kits_own_time_does_not_count_against_the_program() -> None:
    """A callback that the kit answers late is no hang of the program that waits for it."""
    provider, slow = stdio(f"{sys.executable} {PROGRAM}", Parameters(call_limit=0.6), Role.TRANSPORT), Slow()
    assert isinstance(provider, StdioProvider)
    provider.describe()
    try:
        logon, _ = provider.transport_logon(slow, Transport("A"), 0)

        assert len(slow.rows) == 1
        assert list(logon.address_types(0)) == ["MINI:A"]
    finally:
        provider.close()
