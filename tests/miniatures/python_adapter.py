"""A small adapter in Python, for `serve` and `isolated:`: it prints where it should not, and its table can query all rows."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from mapi_tck.mapi import MapiError, PropertyValue, Restriction, ResultCode, RowSet
from mapi_tck.ports import Description, Evidence

ENTRY_ID = bytes.fromhex("00ff10")


class StatusObject:
    """Flushes nothing."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer one number for each tag."""
        return 0x00040380, [PropertyValue(tag, number) for number, tag in enumerate(tags)]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> Any:
        """Refuse a target; end the process, hang or raise when the flags say so."""
        match flags:
            case 0xDEAD:
                os._exit(7)
            case 0xBAD:
                raise RuntimeError("the spooler is gone")
            case 0x51EE:
                time.sleep(600)
            case 0xB0A:
                return "flushed"
        if target is not None:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return 0

    def release(self) -> None:
        """Nothing to do."""


class Table:
    """One row."""

    freed = 0

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Take any."""

    def query_columns(self, flags: int) -> Sequence[int]:
        """Answer one."""
        return [0x3E030003]

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Take any."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Go nowhere."""
        return 0

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Answer the row, whose release is counted."""
        return RowSet(((PropertyValue(0x3E030003, 37), PropertyValue(0x0FFF0102, ENTRY_ID)),), self._free)

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Answer no rows."""
        return RowSet(())

    def _free(self) -> None:
        Table.freed += 1

    def release(self) -> None:
        """Nothing to do."""


class Session:
    """Opens anything."""

    def get_status_table(self, flags: int) -> Table:
        """Answer a table."""
        return Table()

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Answer a status object, its type hidden."""
        return StatusObject(), None

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Compare bytes."""
        return first == second

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """Nothing to do."""

    def release(self) -> None:
        """Nothing to do."""


class TestBed:
    """Only counts."""

    __test__ = False

    def live_objects(self) -> Mapping[str, int]:
        """Answer how many row sets were freed, of all things."""
        return {"table": Table.freed}


class Talkative:
    """Prints, by Python and by the file descriptor, and reads from its input, in the middle of the protocol."""

    def describe(self) -> Description:
        """Answer who this is, with the noise that a careless library makes."""
        print("a banner of some library")
        os.write(1, b"and a line from C\n")
        assert not sys.stdin.read()
        return Description("talkative", "1", observes=frozenset({Evidence.CALLS, Evidence.OBJECTS}))

    def logon(self, profile: str, flags: int) -> Session:
        """Log on to any profile but one."""
        if profile == "locked":
            raise MapiError(ResultCode.MAPI_E_LOGON_FAILED)
        return Session()

    def test_bed(self) -> TestBed:
        """Answer the test bed."""
        return TestBed()

    def close(self) -> None:
        """Say so, where it does no harm."""
        print("closed")
