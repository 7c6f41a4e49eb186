"""A complete adapter. What it connects the kit to is a toy: a status table of four rows, whose flush finds nothing to do."""

from mapi_tck.mapi import LogonFlag, MapiError, ObjectType, PropertyTag as P, PropertyValue, ResultCode, RowSet, prop_id
from mapi_tck.ports import Description

FIXED = {P.PR_OBJECT_TYPE: 12, P.PR_RESOURCE_FLAGS: 0, P.PR_STATUS_CODE: 1, P.PR_PROVIDER_DLL_NAME_A: "toy.dll"}
NAMES = {37: "Subsystem", 35: "Spooler", 34: "Transport", 36: "Address book"}  # by PR_RESOURCE_TYPE
COMPARE = {4: lambda stored, constant: stored == constant, 5: lambda stored, constant: stored != constant}


def toy_row(kind, session):
    own = {P.PR_RESOURCE_TYPE: kind, P.PR_ROWID: kind, P.PR_INSTANCE_KEY: bytes([kind]), P.PR_ENTRYID: b"toy" + bytes([kind])}
    return FIXED | own | {P.PR_DISPLAY_NAME_A: NAMES[kind], P.PR_RESOURCE_METHODS: 0x81 if kind in (34, 35) else 1}


class MinimalAdapter:
    def describe(self): return Description("a toy", "1.0")
    def logon(self, profile, flags): return Session(bool(flags & LogonFlag.MAPI_NO_MAIL))
