"""Wrong status codes: flush bits that stay in a row when the flush is over."""

from typing import Final
from weakref import WeakSet

from mapi_tck.mapi import FlushFlag, MapiError, PropertyTag, ResultCode, StatusCode

from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import part_of, specimen
from .rows import having

_CODE: Final = PropertyTag.PR_STATUS_CODE
_OUTBOUND: Final = int(StatusCode.STATUS_OUTBOUND_FLUSH)
#: The rows that show STATUS_OUTBOUND_FLUSH for ever.
_STUCK: Final[WeakSet[StatusRow]] = WeakSet()


@part_of("failed-asynchronous-flush-leaves-its-bit", "logoff-leaves-its-bit", "second-request-leaves-its-bit")
class Stuck(StatusTable):
    """Shows the bit in these rows."""

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        return having(columns, _CODE, row.number_of(_CODE) | _OUTBOUND) if row in _STUCK else columns


@specimen("failed-asynchronous-flush-leaves-its-bit", step="A6")
class AfterFailure(Spooler):
    """If a flush with FLUSH_ASYNC_OK fails, the transport's row shows STATUS_OUTBOUND_FLUSH for ever."""

    def step(self) -> None:
        flush = self._jobs[0].flush
        before, row = len(flush.failures), flush.pending[0].row if flush.pending else None
        super().step()
        if row is not None and flush.for_client and len(flush.failures) > before:
            _STUCK.add(row)


@specimen("logoff-leaves-its-bit", step="A7")
class AfterLogoff(Session):
    """If a session logs off in the middle of a flush, the transport's row shows STATUS_OUTBOUND_FLUSH for ever."""

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        for job in self.profile.spooler._jobs:
            _STUCK.update(transport.row for transport in job.flush.pending)


@specimen("second-request-leaves-its-bit", step="B5.3")
class AfterRequest(MarshalledStatus):
    """If a transport that sends is asked to send once more, its row shows STATUS_OUTBOUND_FLUSH for ever."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        sends = self.row.number_of(_CODE) & _OUTBOUND and flags & FlushFlag.FLUSH_UPLOAD
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            if sends and error.code == ResultCode.MAPI_E_BUSY:
                _STUCK.add(self.row)
            raise
