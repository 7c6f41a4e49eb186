"""Unusual status objects: how they are opened, which properties they have, and what a binding shows of their answers."""

from collections.abc import Sequence
from typing import Any, Final, cast

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    StatusCode,
    UnicodeFlag,
    change_prop_type,
    prop_id,
    prop_tag,
    prop_type,
)
from mapi_tck.ports import StatusObject

from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus, SubsystemStatus
from ...reference.status_rows import by_id, get_props
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.subsystem.entry_ids import RefusesFlag
from ...wrong.subsystem.properties import Lacks


@specimen("modify-refused")
class ModifyRefused(RefusesFlag, flag=OpenFlag.MAPI_MODIFY, code=ResultCode.MAPI_E_NO_ACCESS):
    """OpenEntry refuses MAPI_MODIFY instead of giving less access."""


class Shared:
    """One object for all clients that have opened the same row. The last release among them releases it."""

    def __init__(self, inner: StatusObject) -> None:
        self.inner = inner
        self.users = 0

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Pass the call on."""
        return self.inner.get_props(tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Pass the call on."""
        return self.inner.flush_queues(ui_param, target, flags)

    def release(self) -> None:
        """Count one user less."""
        if not self.users:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        self.users -= 1
        if not self.users:
            self.inner.release()


@specimen("one-object-for-each-row")
class OneObjectForEachRow(Session):
    """Opening a row again gives the same object, which lives until it is released as often as it was opened."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._shared: dict[int, Shared] = {}

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        made, object_type = super().open_entry(entry_id, interface, flags)
        number = self.find(entry_id).number
        shared = self._shared.get(number)
        if shared is not None and shared.users:
            made.release()
        else:
            shared = self._shared[number] = Shared(made)
        shared.users += 1
        return shared, object_type


@part_of("remote-transports-give-a-folder")
@specimen("object-type-hidden")
class TypeHidden(Session):
    """The language binding does not show the object type that OpenEntry returns."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        return super().open_entry(entry_id, interface, flags)[0], None


@specimen("success-codes-hidden")
class SpoolerCodesHidden(SpoolerStatus):
    """The language binding raises failures, and does not show the code of a success."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[Any, Sequence[PropertyValue]]:
        return None, super().get_props(tags, flags)[1]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> Any:
        super().flush_queues(ui_param, target, flags)


@part_of("success-codes-hidden")
class TransportCodesHidden(MarshalledStatus):
    """The same for the objects of transports."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[Any, Sequence[PropertyValue]]:
        return None, super().get_props(tags, flags)[1]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)


@instead_of(MarshalledStatus.get_props, "absent-properties-are-nameless")
def nameless_errors(self: MarshalledStatus, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
    """An error that GetProps gives in the place of a property has the identifier zero and a code that no page names."""
    code, values = MarshalledStatus.get_props(self, tags, flags)
    error = PropertyValue(prop_tag(PropertyType.PT_ERROR, 0), int(ResultCode.MAPI_E_NO_ACCESS))
    return code, [error if value.is_error else value for value in values]


@instead_of(MarshalledStatus.get_props, "objects-have-no-unicode")
def no_unicode(self: MarshalledStatus, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
    """GetProps of a transport's status object refuses MAPI_UNICODE with MAPI_E_BAD_CHARWIDTH, and has no PR_ACCESS_LEVEL."""
    if flags & UnicodeFlag.MAPI_UNICODE:
        raise MapiError(ResultCode.MAPI_E_BAD_CHARWIDTH)
    code, values = MarshalledStatus.get_props(self, tags, flags)
    if not any(value.tag == PropertyTag.PR_ACCESS_LEVEL for value in values):
        return code, values
    place = change_prop_type(PropertyTag.PR_ACCESS_LEVEL, PropertyType.PT_ERROR)
    error = PropertyValue(place, int(ResultCode.MAPI_E_NOT_FOUND))
    left = [error if value.tag == PropertyTag.PR_ACCESS_LEVEL else value for value in values]
    return int(ResultCode.MAPI_W_ERRORS_RETURNED), left


@specimen("open-entry-defers-its-errors")
class DefersErrors(Session):
    """OpenEntry always succeeds. What it opens for an unknown entry identifier refuses each call with MAPI_E_NOT_FOUND."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        try:
            self.find(entry_id)
        except MapiError:
            self.enter()
            return Nothing(self, self.rows()[0]), int(ObjectType.MAPI_STATUS)
        return super().open_entry(entry_id, interface, flags)


class Nothing(SubsystemStatus):
    """Stands for nothing."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        self.enter()
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)


#: The properties of a folder of headers, without those that it has in common with status objects.
_FOLDER: Final = (
    PropertyValue(prop_tag(PropertyType.PT_LONG, 0x0FF4), 2),  # PR_ACCESS
    PropertyValue(PropertyTag.PR_ACCESS_LEVEL, 1),
    PropertyValue(prop_tag(PropertyType.PT_LONG, 0x3617), 0),  # PR_ASSOC_CONTENT_COUNT
    PropertyValue(prop_tag(PropertyType.PT_LONG, 0x3602), 0),  # PR_CONTENT_COUNT
    PropertyValue(prop_tag(PropertyType.PT_LONG, 0x3900), 0),  # PR_DISPLAY_TYPE
    PropertyValue(prop_tag(PropertyType.PT_LONG, 0x3601), 1),  # PR_FOLDER_TYPE
    PropertyValue(prop_tag(PropertyType.PT_BOOLEAN, 0x360A), False),  # PR_SUBFOLDERS
)


@specimen("remote-transports-give-a-folder")
class GivesFolder(TransportStatus):
    """A transport supports remote access, as its row says; its status object gives the properties of its folder of headers, and
    of the others PR_RESOURCE_METHODS alone.
    """

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        own = by_id(self.transport.status_columns())
        values = [
            own[prop_id(PropertyTag.PR_RESOURCE_METHODS)],
            PropertyValue(PropertyTag.PR_OBJECT_TYPE, int(ObjectType.MAPI_FOLDER)),
            PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, "Headers"),
        ]
        return get_props(by_id([*values, *_FOLDER]), tags, flags)


@part_of("remote-transports-give-a-folder")
class SupportsRemoteAccess(ReferenceTransport):
    """Shows STATUS_REMOTE_ACCESS."""

    def status_values(self) -> list[PropertyValue]:
        _, text = super().status_values()
        return [PropertyValue(PropertyTag.PR_STATUS_CODE, self._code | int(StatusCode.STATUS_REMOTE_ACCESS)), text]


class OneWidth:
    """Added to a status object: GetProps has texts in one width alone, whether MAPI_UNICODE is passed or not."""

    flags = 0
    lacks = PropertyType.PT_UNICODE
    error = ResultCode.MAPI_E_BAD_CHARWIDTH

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, self.flags)  # type: ignore[misc]
        if all(prop_type(value.tag) != self.lacks for value in values):
            return code, values
        return int(ResultCode.MAPI_W_ERRORS_RETURNED), [self._given(value) for value in values]

    def _given(self, value: PropertyValue) -> PropertyValue:
        if prop_type(value.tag) != self.lacks:
            return value
        return PropertyValue(change_prop_type(value.tag, PropertyType.PT_ERROR), int(self.error))


class AllOrNothing:
    """Added to a status object: its GetProps fails if it could give no value at all."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)  # type: ignore[misc]
        if values and all(value.is_error for value in values):
            raise MapiError(cast(int, values[0].value))
        return code, values


@specimen("objects-have-ansi-alone")
class AnsiAlone(OneWidth, MarshalledStatus):
    """A transport's status object has texts in ANSI alone, and gives them so even with MAPI_UNICODE."""


@specimen("objects-have-unicode-alone")
class UnicodeAlone(AllOrNothing, OneWidth, MarshalledStatus):
    """A transport's status object has texts in Unicode alone, and its GetProps fails if it could give no value at all."""

    flags = int(UnicodeFlag.MAPI_UNICODE)
    lacks = PropertyType.PT_STRING8


@specimen("objects-convert-no-texts")
class ConvertsNone(OneWidth, MarshalledStatus):
    """Status objects of transports and of the spooler have texts in Unicode alone: those in ANSI are not found."""

    flags = int(UnicodeFlag.MAPI_UNICODE)
    lacks = PropertyType.PT_STRING8
    error = ResultCode.MAPI_E_NOT_FOUND


@part_of("objects-convert-no-texts")
class SpoolerConvertsNone(OneWidth, SpoolerStatus):
    """The same for the object of the spooler."""

    flags, lacks, error = ConvertsNone.flags, ConvertsNone.lacks, ConvertsNone.error


@specimen("ansi-objects-know-no-flag")
class KnowsNoFlag(AllOrNothing, Lacks, AnsiAlone, tag=PropertyTag.PR_ACCESS_LEVEL):
    """A transport's status object has texts in ANSI alone, has no PR_ACCESS_LEVEL, and refuses MAPI_UNICODE as an unknown flag;
    its GetProps fails if it could give no value at all.
    """

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        if flags:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        return super().get_props(tags, flags)


@instead_of(TransportStatus.flush_queues, "own-flush-knows-no-async")
def knows_no_async(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A transport's own FlushQueues refuses FLUSH_ASYNC_OK with MAPI_E_UNKNOWN_FLAGS."""
    if flags & FlushFlag.FLUSH_ASYNC_OK:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    return TransportStatus.flush_queues(self, ui_param, target, flags)
