"""A toy for `minimal_adapter.py`: MAPI with a status table of five rows, and without any message.

It answers like a binding in C: first a result code, then the results of the method, and property values as pairs of tag and
value.
"""

from mapi_tck.mapi import (
    IID_IMAPIStatus,
    LogonFlag,
    ObjectType,
    PropertyRestriction,
    PropertyTag,
    QueryColumnsFlag,
    QueryRowsFlag,
    Relop,
    ResourceMethod,
    ResourceType,
    StatusCode,
    UnicodeFlag,
)
from mapi_tck.mapi import ResultCode as R

STATE, FLUSH = ResourceMethod.STATUS_VALIDATE_STATE, ResourceMethod.STATUS_FLUSH_QUEUES

#: PR_RESOURCE_TYPE, PR_DISPLAY_NAME and PR_RESOURCE_METHODS of each row.
ROWS = (
    (ResourceType.MAPI_SUBSYSTEM, "Toy subsystem", STATE),
    (ResourceType.MAPI_AB, "Toy address book", STATE),
    (ResourceType.MAPI_SPOOLER, "Toy spooler", STATE | FLUSH),
    (ResourceType.MAPI_TRANSPORT_PROVIDER, "Toy post", STATE | FLUSH),
    (ResourceType.MAPI_TRANSPORT_PROVIDER, "Toy fax", STATE),
)


def logon(profile, flags):  # noqa: ARG001 - there is one profile only
    """Answer a session. With MAPI_NO_MAIL it has no transports, and its spooler does not work."""
    rows = [_properties(number, *row) for number, row in enumerate(ROWS)]
    if flags & LogonFlag.MAPI_NO_MAIL:
        rows = rows[:3]
        rows[2][PropertyTag.PR_STATUS_CODE] = int(StatusCode.STATUS_FAILURE)
    return R.S_OK, Session(rows)


def _properties(number, kind, name, methods):
    return {
        PropertyTag.PR_ENTRYID: bytes(4) + b"toy" + bytes([number]),
        PropertyTag.PR_INSTANCE_KEY: bytes([number]),
        PropertyTag.PR_ROWID: number,
        PropertyTag.PR_OBJECT_TYPE: int(ObjectType.MAPI_STATUS),
        PropertyTag.PR_RESOURCE_TYPE: int(kind),
        PropertyTag.PR_RESOURCE_FLAGS: 0,
        PropertyTag.PR_RESOURCE_METHODS: int(methods),
        PropertyTag.PR_STATUS_CODE: int(StatusCode.STATUS_AVAILABLE),
        PropertyTag.PR_DISPLAY_NAME_A: name,
        PropertyTag.PR_PROVIDER_DISPLAY_A: "Toy",
        PropertyTag.PR_PROVIDER_DLL_NAME_A: "toy",
    }


def _read(properties, tags):
    missing = int(R.MAPI_E_NOT_FOUND)
    of_any_type = {tag & 0xFFFF0000: tag for tag in properties}  # PT_UNSPECIFIED is type 0
    asked = [of_any_type.get(tag, tag) for tag in tags]
    return [(tag, properties[tag]) if tag in properties else (tag & 0xFFFF0000 | 0xA, missing) for tag in asked]


class Object:
    """An object that can be released."""

    def Release(self): ...


class Session(Object):
    """IMAPISession."""

    def __init__(self, objects):
        self.objects = objects

    def GetStatusTable(self, flags):
        return R.S_OK, Table(self.objects)

    def OpenEntry(self, entry_id, interface, flags):
        if interface not in (None, IID_IMAPIStatus):
            return (R.MAPI_E_INTERFACE_NOT_SUPPORTED,)
        for properties in self.objects:
            if properties[PropertyTag.PR_ENTRYID] == entry_id:
                return R.S_OK, ObjectType.MAPI_STATUS, StatusObject(properties)
        return (R.MAPI_E_INVALID_ENTRYID,)

    def CompareEntryIDs(self, first, second, flags):
        return R.S_OK, first == second

    def Logoff(self, ui_param, flags, reserved):
        return (R.S_OK,)


class Table(Object):
    """IMAPITable, whose restrictions can only compare for equality."""

    def __init__(self, rows):
        self.all = self.rows = rows
        self.columns = self.all_columns = list(rows[0])
        self.position = 0

    def SetColumns(self, tags, flags):
        self.columns = list(tags)
        return (R.S_OK,)

    def QueryColumns(self, flags):
        return R.S_OK, self.all_columns if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else self.columns

    def Restrict(self, wanted, flags):
        compares = isinstance(wanted, PropertyRestriction) and wanted.relop in (Relop.RELOP_EQ, Relop.RELOP_NE)
        if wanted and (not compares or wanted.tag != wanted.value.tag):
            return (R.MAPI_E_TOO_COMPLEX,)
        equal = wanted and wanted.relop == Relop.RELOP_EQ
        self.rows = [row for row in self.all if not wanted or (row.get(wanted.tag) == wanted.value.value) == equal]
        self.position = 0
        return (R.S_OK,)

    def SeekRow(self, bookmark, row_count):
        start = (0, self.position, len(self.rows))[bookmark]
        self.position = max(0, min(start + row_count, len(self.rows)))
        return R.S_OK, self.position - start

    def QueryRows(self, row_count, flags):
        if row_count <= 0:
            return (R.MAPI_E_INVALID_PARAMETER,)
        found = self.rows[self.position : self.position + row_count]
        self.position += 0 if flags & QueryRowsFlag.TBL_NOADVANCE else len(found)
        return R.S_OK, [_read(row, self.columns) for row in found]


class StatusObject(Object):
    """IMAPIStatus."""

    def __init__(self, properties):
        self.properties = properties

    def GetProps(self, tags, flags):
        if not tags:
            return R.MAPI_E_INVALID_PARAMETER, []
        if flags & UnicodeFlag.MAPI_UNICODE:
            return R.MAPI_E_BAD_CHARWIDTH, []
        values = _read(self.properties, tags)
        complete = all(tag in self.properties for tag, _ in values)
        return (R.S_OK if complete else R.MAPI_W_ERRORS_RETURNED), values

    def FlushQueues(self, ui_param, target, flags):
        can = self.properties[PropertyTag.PR_RESOURCE_METHODS] & FLUSH
        return (R.S_OK if can else R.MAPI_E_NO_SUPPORT,)
