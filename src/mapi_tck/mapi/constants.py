"""Flags and enumerations of MAPI that the topic and the pages it links to use.

Names and values are MAPI's. Flag classes keep unknown bits, so a report can print all that an implementation has answered
(`flags_text`).

One number has different meanings, and only the property or the parameter says which:

* 8 is STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS, STATUS_SIMPLE_STORE in PR_RESOURCE_FLAGS, FLUSH_FORCE in a flush.
* 4 is STATUS_CHANGE_PASSWORD, STATUS_PRIMARY_IDENTITY, STATUS_FAILURE and FLUSH_DOWNLOAD.
* 2 is STATUS_SETTINGS_DIALOG, STATUS_DEFAULT_STORE, STATUS_OFFLINE and FLUSH_UPLOAD.
* 1 is STATUS_VALIDATE_STATE, STATUS_DEFAULT_OUTBOUND and STATUS_AVAILABLE; no flag of a flush has it.
"""

from enum import KEEP, IntEnum, IntFlag
from functools import lru_cache

IID_IMAPITable = "{00020301-0000-0000-C000-000000000046}"
"""Identifier of the table interface, `imapitableiunknown.md`."""

IID_IMAPIStatus = "{00020305-0000-0000-C000-000000000046}"
"""Identifier of the interface of status objects, `imapistatusimapiprop.md`."""


class ResourceType(IntEnum):
    """What a row of the status table describes: PR_RESOURCE_TYPE, `pidtagresourcetype-canonical-property.md`."""

    MAPI_STORE_PROVIDER = 33
    MAPI_AB = 34
    MAPI_AB_PROVIDER = 35
    MAPI_TRANSPORT_PROVIDER = 36
    MAPI_SPOOLER = 37
    MAPI_PROFILE_PROVIDER = 38
    MAPI_SUBSYSTEM = 39
    MAPI_HOOK_PROVIDER = 40


class ResourceMethod(IntFlag, boundary=KEEP):
    """Which methods a status object supports: PR_RESOURCE_METHODS, `pidtagresourcemethods-canonical-property.md`."""

    STATUS_VALIDATE_STATE = 0x1
    STATUS_SETTINGS_DIALOG = 0x2
    STATUS_CHANGE_PASSWORD = 0x4
    STATUS_FLUSH_QUEUES = 0x8


class StatusCode(IntFlag, boundary=KEEP):
    """What a resource is doing now: PR_STATUS_CODE, `pidtagstatuscode-canonical-property.md`.

    The meaning of the upper half depends on the kind of provider; here it is that of transports. STATUS_ONLINE, which one page
    names, is missing here because no header defines it (D-24).
    """

    STATUS_AVAILABLE = 0x0000_0001
    STATUS_OFFLINE = 0x0000_0002
    STATUS_FAILURE = 0x0000_0004
    STATUS_INBOUND_ENABLED = 0x0001_0000
    STATUS_INBOUND_ACTIVE = 0x0002_0000
    STATUS_INBOUND_FLUSH = 0x0004_0000
    STATUS_OUTBOUND_ENABLED = 0x0010_0000
    STATUS_OUTBOUND_ACTIVE = 0x0020_0000
    STATUS_OUTBOUND_FLUSH = 0x0040_0000
    STATUS_REMOTE_ACCESS = 0x0080_0000


class ResourceFlag(IntFlag, boundary=KEEP):
    """Traits of a provider: PR_RESOURCE_FLAGS, `pidtagresourceflags-canonical-property.md`.

    The two of spooler hooks do not begin with STATUS_, because they come from another header (`mapihook.h`).
    """

    STATUS_DEFAULT_OUTBOUND = 0x0001
    STATUS_DEFAULT_STORE = 0x0002
    STATUS_PRIMARY_IDENTITY = 0x0004
    STATUS_SIMPLE_STORE = 0x0008
    STATUS_XP_PREFER_LAST = 0x0010
    STATUS_NO_PRIMARY_IDENTITY = 0x0020
    STATUS_NO_DEFAULT_STORE = 0x0040
    STATUS_TEMP_SECTION = 0x0080
    STATUS_OWN_STORE = 0x0100
    HOOK_INBOUND = 0x0200
    HOOK_OUTBOUND = 0x0400
    STATUS_NEED_IPM_TREE = 0x0800
    STATUS_PRIMARY_STORE = 0x1000
    STATUS_SECONDARY_STORE = 0x2000


class FlushFlag(IntFlag, boundary=KEEP):
    """What a flush does, and how: flags of `imapistatus-flushqueues.md`.

    FLUSH_UPLOAD means outgoing queues and FLUSH_DOWNLOAD incoming ones, by ruling D-01; the topic says the opposite.
    FLUSH_ASYNC_OK is for the spooler's object only.
    """

    FLUSH_UPLOAD = 0x02
    FLUSH_DOWNLOAD = 0x04
    FLUSH_FORCE = 0x08
    FLUSH_NO_UI = 0x10
    FLUSH_ASYNC_OK = 0x20


class ValidateStateFlag(IntFlag, boundary=KEEP):
    """Flags of `imapistatus-validatestate.md`; the upper ones concern remote transports."""

    SUPPRESS_UI = 0x0000_0001
    REFRESH_XP_HEADER_CACHE = 0x0001_0000
    PROCESS_XP_HEADER_CACHE = 0x0002_0000
    FORCE_XP_CONNECT = 0x0004_0000
    FORCE_XP_DISCONNECT = 0x0008_0000
    CONFIG_CHANGED = 0x0010_0000
    ABORT_XP_HEADER_OPERATION = 0x0020_0000
    SHOW_XP_SESSION_UI = 0x0040_0000


class SettingsDialogFlag(IntFlag, boundary=KEEP):
    """Flags of `imapistatus-settingsdialog.md`."""

    UI_READONLY = 0x1


class LogonFlag(IntFlag, boundary=KEEP):
    """How a client logs on: flags of `mapilogonex.md`. MAPI_NO_MAIL gives a session without message transports."""

    MAPI_LOGON_UI = 0x0000_0001
    MAPI_NEW_SESSION = 0x0000_0002
    MAPI_ALLOW_OTHERS = 0x0000_0008
    MAPI_EXPLICIT_PROFILE = 0x0000_0010
    MAPI_EXTENDED = 0x0000_0020
    MAPI_USE_DEFAULT = 0x0000_0040
    MAPI_FORCE_DOWNLOAD = 0x0000_1000
    MAPI_SERVICE_UI_ALWAYS = 0x0000_2000
    MAPI_NO_MAIL = 0x0000_8000
    MAPI_NT_SERVICE = 0x0001_0000
    MAPI_PASSWORD_UI = 0x0002_0000
    MAPI_TIMEOUT_SHORT = 0x0010_0000
    MAPI_UNICODE = 0x8000_0000


class UnicodeFlag(IntFlag, boundary=KEEP):
    """Strings are Unicode: the only flag of `imapisession-getstatustable.md`."""

    MAPI_UNICODE = 0x8000_0000


class OpenFlag(IntFlag, boundary=KEEP):
    """How to open an object: flags of `imapisession-openentry.md`. Without a flag it is opened for reading."""

    MAPI_MODIFY = 0x01
    MAPI_DEFERRED_ERRORS = 0x08
    MAPI_BEST_ACCESS = 0x10


class MdbFlag(IntFlag, boundary=KEEP):
    """How to open a message store: flags of `imapisession-openmsgstore.md`.

    With MDB_NO_MAIL the spooler does not learn of the store, so no mail is sent from it.
    """

    MDB_NO_DIALOG = 0x01
    MDB_WRITE = 0x04
    MAPI_DEFERRED_ERRORS = 0x08
    MAPI_BEST_ACCESS = 0x10
    MDB_TEMPORARY = 0x20
    MDB_NO_MAIL = 0x80


class LogoffFlag(IntFlag, boundary=KEEP):
    """How a client logs off: flags of `imapisession-logoff.md`."""

    MAPI_LOGOFF_SHARED = 0x1
    MAPI_LOGOFF_UI = 0x2


class StoreLogoffFlag(IntFlag, boundary=KEEP):
    """How to log off from a store: flags of `imsgstore-storelogoff.md` and `imapisupport-storelogofftransports.md`.

    The lower ones are the caller's request. The upper ones are the answer: what is still in the queues.
    """

    LOGOFF_NO_WAIT = 0x0000_0001
    LOGOFF_ORDERLY = 0x0000_0002
    LOGOFF_PURGE = 0x0000_0004
    LOGOFF_ABORT = 0x0000_0008
    LOGOFF_QUIET = 0x0000_0010
    LOGOFF_COMPLETE = 0x0001_0000
    LOGOFF_INBOUND = 0x0002_0000
    LOGOFF_OUTBOUND = 0x0004_0000
    LOGOFF_OUTBOUND_QUEUE = 0x0008_0000


class ObjectType(IntEnum):
    """Kinds of MAPI objects: PR_OBJECT_TYPE, `pidtagobjecttype-canonical-property.md`, and the object type of OpenEntry."""

    MAPI_STORE = 0x1
    MAPI_ADDRBOOK = 0x2
    MAPI_FOLDER = 0x3
    MAPI_ABCONT = 0x4
    MAPI_MESSAGE = 0x5
    MAPI_MAILUSER = 0x6
    MAPI_ATTACH = 0x7
    MAPI_DISTLIST = 0x8
    MAPI_PROFSECT = 0x9
    MAPI_STATUS = 0xA
    MAPI_SESSION = 0xB
    MAPI_FORMINFO = 0xC


class EntryIdFlag(IntFlag, boundary=KEEP):
    """First byte of an entry identifier, `entryid.md`: how its use is limited. Without any it is a long-term one."""

    MAPI_NOTRESERVED = 0x08
    MAPI_NOW = 0x10
    MAPI_THISSESSION = 0x20
    MAPI_NOTRECIP = 0x40
    MAPI_SHORTTERM = 0x80


class NotificationEvent(IntFlag, boundary=KEEP):
    """Events for notifications: mask of `imapitable-advise.md` and similar calls. A table has only fnevTableModified."""

    fnevCriticalError = 0x0000_0001
    fnevNewMail = 0x0000_0002
    fnevObjectCreated = 0x0000_0004
    fnevObjectDeleted = 0x0000_0008
    fnevObjectModified = 0x0000_0010
    fnevObjectMoved = 0x0000_0020
    fnevObjectCopied = 0x0000_0040
    fnevSearchComplete = 0x0000_0080
    fnevTableModified = 0x0000_0100
    fnevStatusObjectModified = 0x0000_0200
    fnevReservedForMapi = 0x4000_0000
    fnevExtended = 0x8000_0000


class TableFlag(IntFlag, boundary=KEEP):
    """When a change to a table's view takes effect: flags of `imapitable-setcolumns.md`, `imapitable-restrict.md`."""

    TBL_ASYNC = 0x1
    TBL_BATCH = 0x2


class QueryColumnsFlag(IntFlag, boundary=KEEP):
    """Flags of `imapitable-querycolumns.md`: all columns that the table has, instead of those in use."""

    TBL_ALL_COLUMNS = 0x1


class QueryRowsFlag(IntFlag, boundary=KEEP):
    """Flags of `imapitable-queryrows.md`: leave the cursor where it was."""

    TBL_NOADVANCE = 0x1


class Bookmark(IntEnum):
    """The predefined places in a table, `imapitable-seekrow.md`."""

    BOOKMARK_BEGINNING = 0
    BOOKMARK_CURRENT = 1
    BOOKMARK_END = 2


class TransportLogonFlag(IntFlag, boundary=KEEP):
    """Flags of `ixpprovider-transportlogon.md`.

    LOGON_NO_… are the spooler's conditions. LOGON_SP_… are the transport's wishes: calls of Idle, calls of Poll, and that all
    recipients are resolved.
    """

    LOGON_NO_DIALOG = 0x0000_0001
    LOGON_NO_CONNECT = 0x0000_0004
    LOGON_NO_INBOUND = 0x0000_0008
    LOGON_NO_OUTBOUND = 0x0000_0010
    LOGON_SP_IDLE = 0x0001_0000
    LOGON_SP_POLL = 0x0002_0000
    LOGON_SP_RESOLVE = 0x0004_0000
    MAPI_UNICODE = 0x8000_0000


class TransportLogoffFlag(IntFlag, boundary=KEEP):
    """How a transport ends a session. `ixplogon-transportlogoff.md` has no flags; the header has these two."""

    LOGOFF_NORMAL = 0x0000_0001
    LOGOFF_HURRY = 0x8000_0000


class TransportNotifyFlag(IntFlag, boundary=KEEP):
    """What the spooler tells a transport: flags of `ixplogon-transportnotify.md`.

    Each END_ is its BEGIN_ shifted by 16 bits. The two are never passed together.
    """

    NOTIFY_BEGIN_INBOUND = 0x0000_0001
    NOTIFY_BEGIN_OUTBOUND = 0x0000_0002
    NOTIFY_BEGIN_INBOUND_FLUSH = 0x0000_0004
    NOTIFY_BEGIN_OUTBOUND_FLUSH = 0x0000_0008
    NOTIFY_END_INBOUND = 0x0001_0000
    NOTIFY_END_OUTBOUND = 0x0002_0000
    NOTIFY_END_INBOUND_FLUSH = 0x0004_0000
    NOTIFY_END_OUTBOUND_FLUSH = 0x0008_0000
    NOTIFY_ABORT_DEFERRED = 0x4000_0000
    NOTIFY_CANCEL_MESSAGE = 0x8000_0000


class SpoolerNotifyFlag(IntFlag, boundary=KEEP):
    """What a provider tells the spooler: flags of `imapisupport-spoolernotify.md`."""

    NOTIFY_NEWMAIL = 0x0000_0001
    NOTIFY_READYTOSEND = 0x0000_0002
    NOTIFY_SENTDEFERRED = 0x0000_0004
    NOTIFY_CRITSEC = 0x0000_1000
    NOTIFY_NONCRIT = 0x0000_2000
    NOTIFY_CONFIG_CHANGE = 0x0000_4000
    NOTIFY_CRITICAL_ERROR = 0x1000_0000
    NOTIFY_NEWMAIL_RECEIVED = 0x2000_0000


class SubmitMessageFlag(IntFlag, boundary=KEEP):
    """Flags of `ixplogon-submitmessage.md`: the transport has deferred this message before, and now asks for it."""

    BEGIN_DEFERRED = 0x1


class EndMessageFlag(IntFlag, boundary=KEEP):
    """What the spooler does with a message: the answer of `ixplogon-endmessage.md`. Without a flag the message is done."""

    END_RESEND_NOW = 0x0001_0000
    END_RESEND_LATER = 0x0002_0000
    END_DONT_RESEND = 0x0004_0000


class StatusRowFlag(IntFlag, boundary=KEEP):
    """Flags of `imapisupport-modifystatusrow.md`: change only the columns that are passed, instead of making a new row."""

    STATUSROW_UPDATE = 0x1000_0000


class SaveChangesFlag(IntFlag, boundary=KEEP):
    """Flags of `imapiprop-savechanges.md`."""

    KEEP_OPEN_READONLY = 0x1
    KEEP_OPEN_READWRITE = 0x2
    FORCE_SAVE = 0x4
    MAPI_DEFERRED_ERRORS = 0x8


@lru_cache(1024)
def flags_text(kind: type[IntFlag], value: int) -> str:
    """Flags for readers: the names of the bits that are set, then the number.

    Bits without a name in `kind` are one hexadecimal number. A negative value is read as a signed 32-bit number, as a PT_LONG is.
    """
    number = int(value) & 0xFFFF_FFFF if value < 0 else int(value)
    named = [member for member in sorted(kind) if number & member]
    if not named:
        return f"0x{number:X}" if number else "0"
    rest = number & ~sum(map(int, named))
    names = [*(str(member.name) for member in named), *([f"0x{rest:X}"] if rest else [])]
    return f"{' | '.join(names)} (0x{number:X})"


def enum_text(kind: type[IntEnum], value: int) -> str:
    """A number for readers: its name in `kind` and the number. Without a name: the number in decimal and hexadecimal."""
    number = int(value)
    try:
        return f"{kind(number).name} ({number})"
    except ValueError:
        return f"{number} (0x{number & 0xFFFF_FFFF if number < 0 else number:X})"
