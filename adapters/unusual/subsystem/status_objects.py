"""Unusual status objects: how they are opened, what they have, and what a binding shows of their answers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mapi_tck.mapi import MapiError, OpenFlag, PropertyType, PropertyValue, ResultCode, prop_tag
from mapi_tck.ports import StatusObject

from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ..oddities import oddity

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem

# -- opening ----------------------------------------------------------------------------------------------------------


@oddity("modify-refused")
class ModifyRefused(Session):
    """Who asks for MAPI_MODIFY gets no object at all."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """There is nothing to modify."""
        if flags & OpenFlag.MAPI_MODIFY:
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        return super().open_entry(entry_id, interface, flags)


class Shared:
    """One object for all who have opened the same row. It is released when the last of them has released it."""

    def __init__(self, inner: StatusObject) -> None:
        self.inner = inner
        self.users = 0

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Pass on."""
        return self.inner.get_props(tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Pass on."""
        return self.inner.flush_queues(ui_param, target, flags)

    def release(self) -> None:
        """One user less."""
        if not self.users:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        self.users -= 1
        if not self.users:
            self.inner.release()


@oddity("one-object-for-each-row")
class OneObjectForEachRow(Session):
    """Whoever opens a row gets the same object, as long as anybody holds it."""

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        self._shared: dict[int, Shared] = {}

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Count one user more."""
        made, object_type = super().open_entry(entry_id, interface, flags)
        number = self.find(entry_id).number
        shared = self._shared.get(number)
        if shared is not None and shared.users:
            made.release()
        else:
            shared = self._shared[number] = Shared(made)
        shared.users += 1
        return shared, object_type


# -- what a binding shows ---------------------------------------------------------------------------------------------


@oddity("object-type-hidden")
class ObjectTypeHidden(Session):
    """The binding answers the object alone."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Without its type."""
        return super().open_entry(entry_id, interface, flags)[0], None


@oddity("success-codes-hidden")
class SpoolerCodesHidden(SpoolerStatus):
    """The binding raises failures, and answers success without its code."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[Any, Sequence[PropertyValue]]:
        """The values alone."""
        return None, super().get_props(tags, flags)[1]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> Any:
        """Nothing."""
        super().flush_queues(ui_param, target, flags)


@oddity("success-codes-hidden")
class TransportCodesHidden(MarshalledStatus):
    """So it does for the objects of transports."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[Any, Sequence[PropertyValue]]:
        """The values alone."""
        return None, super().get_props(tags, flags)[1]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Nothing."""
        super().flush_queues(ui_param, target, flags)


# -- what they have ---------------------------------------------------------------------------------------------------


@oddity("absent-properties-are-nameless")
class NamelessErrors(MarshalledStatus):
    """The error that stands for a property which the object lacks has the identifier zero and a code of its own."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Only the type tells."""
        code, values = super().get_props(tags, flags)
        error = PropertyValue(prop_tag(PropertyType.PT_ERROR, 0), int(ResultCode.MAPI_E_NO_ACCESS))
        return code, [error if value.is_error else value for value in values]
