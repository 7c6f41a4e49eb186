"""MAPI's objects as pywin32 gives them, with the methods of the kit's ports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakSet

import pywintypes
from win32com.mapi import mapi

from mapi_tck.mapi import MapiError, ObjectType, PropertyTag, PropertyValue, Restriction, RowSet, unsigned

from .values import answering, from_rows, from_values, signed, tag_array, to_restriction

if TYPE_CHECKING:
    from _win32typing import PyIMAPIProp, PyIMAPISession, PyIMAPIStatus, PyIMAPITable

#: pywin32 does not tell the object type that OpenEntry answered. It makes an object of the class that belongs to the type. For
#: other types it makes a PyIUnknown: then the type is not known.
_TYPES: Final = {
    "PyIMAPIStatus": ObjectType.MAPI_STATUS,
    "PyIMAPIFolder": ObjectType.MAPI_FOLDER,
    "PyIMessage": ObjectType.MAPI_MESSAGE,
    "PyIAttach": ObjectType.MAPI_ATTACH,
    "PyIMailUser": ObjectType.MAPI_MAILUSER,
    "PyIDistList": ObjectType.MAPI_DISTLIST,
    "PyIAddrBook": ObjectType.MAPI_ADDRBOOK,
    "PyIABContainer": ObjectType.MAPI_ABCONT,
    "PyIProfSect": ObjectType.MAPI_PROFSECT,
    "PyIMAPISession": ObjectType.MAPI_SESSION,
}


class Held:
    """An object of pywin32. It has no method for Release: it does so when nothing refers to it any more."""

    #: All that are not released, so that nothing is left when MAPI ends.
    all: "WeakSet[Held]" = WeakSet()

    def __init__(self, it: object) -> None:
        self._it: Any = it
        Held.all.add(self)

    def release(self) -> None:
        """Release the object."""
        self._it = None
        Held.all.discard(self)


class OutlookStatus(Held):
    """IMAPIStatus."""

    @property
    def _status(self) -> "PyIMAPIStatus":
        # An object that OpenEntry gave another type: only a client that asks for the interface gets on.
        is_status = _type_of(self._it) is ObjectType.MAPI_STATUS
        return cast("PyIMAPIStatus", self._it if is_status else self._it.QueryInterface(mapi.IID_IMAPIStatus))

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Pass the call on."""
        with answering():
            # The stubs of pywin32 do not say that IMAPIStatus is an IMAPIProp.
            answer: Any = cast("PyIMAPIProp", self._status).GetProps(tag_array(tags), signed(flags))
            return unsigned(answer[0]), from_values(answer[1])

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Pass the call on. pywin32 tells no success code, so that S_OK and a warning look the same."""
        with answering():
            # The stubs say that an entry identifier is a text; pywin32 takes bytes.
            self._status.FlushQueues(signed(ui_param), cast("Any", target), signed(flags))


def _type_of(found: object) -> ObjectType | None:
    return _TYPES.get(type(found).__name__)


class OutlookTable(Held):
    """IMAPITable."""

    _it: "PyIMAPITable"

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Pass the call on."""
        with answering():
            self._it.SetColumns(tag_array(tags), signed(flags))

    def query_columns(self, flags: int) -> Sequence[int]:
        """Pass the call on."""
        with answering():
            tags: Sequence[int] = self._it.QueryColumns(signed(flags))
            return tuple(tags)

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Pass the call on."""
        with answering():
            condition: Any = None if restriction is None else to_restriction(restriction)
            self._it.Restrict(condition, signed(flags))

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Pass the call on."""
        with answering():
            moved: int = self._it.SeekRow(bookmark, row_count)
            return moved

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Pass the call on."""
        with answering():
            return from_rows(self._it.QueryRows(row_count, signed(flags)))

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Call the function of the DLL. With `None` pywin32 passes a null pointer."""
        with answering():
            columns: Any = None if tags is None else tag_array(tags)
            condition: Any = None if restriction is None else to_restriction(restriction)
            return from_rows(mapi.HrQueryAllRows(self._it, columns, condition, cast("Any", sort_order), max_rows))


class OutlookSession(Held):
    """IMAPISession, with its default message store open."""

    _it: "PyIMAPISession"

    def __init__(self, it: "PyIMAPISession") -> None:
        super().__init__(it)
        self._store = _default_store(it)

    def get_status_table(self, flags: int) -> OutlookTable:
        """Pass the call on."""
        with answering():
            return OutlookTable(self._it.GetStatusTable(signed(flags)))

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[OutlookStatus | None, int | None]:
        """Pass the call on. What is not None is an object of the class that belongs to its type."""
        with answering():
            iid: Any = None if interface is None else pywintypes.IID(interface)
            found: Any = self._it.OpenEntry(cast("Any", entry_id), iid, signed(flags))
        if found is None:
            return None, None
        return OutlookStatus(found), _type_of(found)

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Pass the call on."""
        with answering():
            return bool(self._it.CompareEntryIDs(cast("Any", first), cast("Any", second), signed(flags)))

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """Close the store, and pass the call on."""
        self._store = None
        with answering():
            self._it.Logoff(signed(ui_param), signed(flags), signed(reserved))

    def release(self) -> None:
        """Release store and session."""
        self._store = None
        super().release()


#: MAPI's name and value; the kit needs both for this purpose only.
_PR_DEFAULT_STORE: Final = 0x3400_000B


def _default_store(session: "PyIMAPISession") -> object:
    """The default message store, open; `None` if there is none or it does not open.

    The spooler sends only what is in an open store (ruling D-31).
    """
    try:
        with answering():
            table = session.GetMsgStoresTable(0)
            columns = tag_array((PropertyTag.PR_ENTRYID, _PR_DEFAULT_STORE))
            rows = from_rows(mapi.HrQueryAllRows(table, columns, cast("Any", None), cast("Any", None), 0))
            entry_id = next((row[0].value for row in rows if not row[1].is_absent and row[1].value), None)
            if not isinstance(entry_id, bytes):
                return None
            flags = mapi.MDB_NO_DIALOG | mapi.MAPI_BEST_ACCESS
            return session.OpenMsgStore(0, cast("Any", entry_id), cast("Any", None), flags)
    except MapiError:
        return None
