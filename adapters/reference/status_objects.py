"""Status objects as clients hold them: MAPI's own three, and the stand-in for a transport's (mapi-status-objects.md)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    ValidateStateFlag,
)
from mapi_tck.ports import StatusObject

from .lifetime import ClientObject
from .status_rows import StatusRow, by_id, check_flags, get_props

if TYPE_CHECKING:
    from .session import Session


class SessionStatus(ClientObject):
    """A status object that a client holds, for one row of its session's status table."""

    kind = "status object"

    def __init__(self, session: "Session", row: StatusRow) -> None:
        super().__init__(session.subsystem.holdings)
        self.session = session
        self.row = row

    def enter(self) -> None:
        """Begin a call: the object must still be the client's, and its session must not have ended."""
        self.check_held()
        self.session.enter()


class OwnStatus(SessionStatus):
    """A status object of MAPI's own: read-only properties and ValidateState (status-object-implementation.md)."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Return the row's values as they are now, without the entry identifier, which only a table gives."""
        self.enter()
        columns = {**self.row.columns, **by_id([PropertyValue(PropertyTag.PR_ACCESS_LEVEL, 0)])}
        return get_props(columns, tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse: of MAPI's own objects only the spooler's can flush."""
        self.enter()
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)

    def validate_state(self, ui_param: int, flags: int) -> int:
        """Succeed: no property is ever out of date."""
        self.enter()
        check_flags(flags, ValidateStateFlag)
        return int(ResultCode.S_OK)


class SubsystemStatus(OwnStatus):
    """The status object of the MAPI subsystem."""


class AddressBookStatus(OwnStatus):
    """The status object of the integrated address book."""


class SpoolerStatus(OwnStatus):
    """The status object of the MAPI spooler: procedure A flushes every transport of the profile through it."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Flush all transports in transport order, or the one that `target` names (imapistatus-flushqueues.md).

        The target's own status object need not support FlushQueues: procedure B calls this one if it does not.
        """
        self.enter()
        check_flags(flags, FlushFlag)
        if not self.session.uses_mail:
            # The spooler does not know this session (MAPI_NO_MAIL). The pages name no code for that.
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        spooler = self.session.profile.spooler
        transports = spooler.transports if target is None else [spooler.transport_at(self.session.find(target))]
        return spooler.flush(transports, ui_param, flags)


class MarshalledStatus(SessionStatus):
    """Stands for a transport's status object, which lives in the spooler's context (using-thread-safe-objects.md)."""

    def __init__(self, session: "Session", row: StatusRow, inner: StatusObject) -> None:
        super().__init__(session, row)
        self.inner = inner

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Pass the call on."""
        self.enter()
        return self.inner.get_props(tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Pass the call on, unless the spooler is busy with another flush."""
        self.enter()
        supports = self.row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES
        spooler = self.session.profile.spooler
        if supports and spooler.flushes_for_client:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        before = self.row.number_of(PropertyTag.PR_STATUS_CODE)
        try:
            answer = self.inner.flush_queues(ui_param, target, flags)
        except MapiError as error:
            if error.code == ResultCode.MAPI_E_BUSY and spooler.transport_at(self.row).has_shown(flags, before):
                return int(ResultCode.S_OK)  # the transport does it later, as its row says (ruling D-11)
            raise
        if supports:
            spooler.look_for_note(self.row, flags, before)
        return answer

    def release(self) -> None:
        """Release both objects."""
        super().release()
        self.inner.release()
