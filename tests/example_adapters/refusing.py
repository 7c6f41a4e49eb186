"""Adapters to the reference that refuse one call, always: what that call is only on the way to must be blocked, not failed."""

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_objects import SpoolerStatus
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.mapi import MapiError, PropertyValue, ResultCode, RowSet


class MuteSpooler(SpoolerStatus):
    """Gives no property."""

    def get_props(self, tags: object, flags: int) -> tuple[int, list[PropertyValue]]:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


class SpoolerRefusesProperties(ReferenceAdapter):
    """The spooler's status object refuses GetProps."""

    def __init__(self) -> None:
        super().__init__(Parts(spooler_status=MuteSpooler))


class IdleSpooler(SpoolerStatus):
    """Flushes nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


class SpoolerRefusesFlushes(ReferenceAdapter):
    """The spooler's status object refuses FlushQueues."""

    def __init__(self) -> None:
        super().__init__(Parts(spooler_status=IdleSpooler))


class UnreadableTable(StatusTable):
    """Gives no row."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


class TableRefusesRows(ReferenceAdapter):
    """Every status table refuses QueryRows."""

    def __init__(self) -> None:
        super().__init__(Parts(status_table=UnreadableTable))
