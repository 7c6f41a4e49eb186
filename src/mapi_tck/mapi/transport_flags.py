"""Flags that pass between the MAPI spooler and a transport provider; see `constants` for the others."""

from enum import KEEP, IntFlag


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
