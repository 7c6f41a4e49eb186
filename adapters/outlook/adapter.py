"""The adapter to the MAPI that is installed on this Windows."""

from collections.abc import Sequence

from win32com.mapi import mapi

from mapi_tck.errors import HandshakeError
from mapi_tck.mapi import LogonFlag, MapiError, UnicodeFlag
from mapi_tck.ports import Description, GivenProfile

from .identity import file_version, loaded_dll, mail_client, under_test
from .objects import Held, OutlookSession
from .status_table import GivenTable, SeenTransport, given_by, transports_of
from .values import answering, signed


class OutlookAdapter:
    """Calls the installed MAPI through pywin32, as any program in Python can.

    A class of your own can inherit from it, and give a test bed that sees the queues of your implementation.
    """

    def __init__(self, profile: str = "") -> None:
        """`profile` is the name for the logon; "" is the default profile."""
        self.profile = profile
        #: The sessions that clients of this adapter have. One that is released gives no answer any more.
        self.sessions: list[OutlookSession] = []
        self._given: GivenProfile | None = None

    def describe(self) -> Description:
        """Start MAPI, and name what answers."""
        client, registered = mail_client()
        try:
            with answering():
                mapi.MAPIInitialize(None)  # type: ignore[arg-type] # the stubs do not know that it may be None
        except MapiError as error:
            raise HandshakeError(
                f"MAPI does not start: {error}. Is a mail client installed, with as many bits as this Python?"
            ) from error
        dll = loaded_dll(registered)
        name = client or "MAPI of Windows"
        return Description(
            name,
            (dll and file_version(dll)) or "without a version",
            vendor="through pywin32, which tells no success code of FlushQueues",
            quiet=False,
            under_test=under_test(dll),
        )

    def logon(self, profile: str, flags: int) -> OutlookSession:
        """Log on to a session of its own. Without a name it is the default profile."""
        flags |= LogonFlag.MAPI_EXTENDED | LogonFlag.MAPI_NEW_SESSION
        flags |= UnicodeFlag.MAPI_UNICODE if profile else LogonFlag.MAPI_USE_DEFAULT
        with answering():
            session = OutlookSession(mapi.MAPILogonEx(0, profile, None, signed(flags)))
        self.sessions = [*(known for known in self.sessions if known in Held.all), session]
        return session

    def test_bed(self) -> object:
        """Give what the status table shows: which transports there are. Nothing else of an installed MAPI can be seen."""
        return GivenTable(self)

    def given_profile(self) -> GivenProfile:
        """The profile with its transports, as the status table shows them once."""
        if self._given is None:
            session = self.logon(self.profile, 0)
            try:
                self._given = GivenProfile(self.profile, given_by(session))
                session.logoff(0, 0, 0)
            finally:
                session.release()
        return self._given

    def seen_transports(self) -> "Sequence[tuple[OutlookSession, Sequence[SeenTransport]]]":
        """The transports of each session that is not released."""
        return [(session, transports_of(session)) for session in self.sessions if session in Held.all]

    def close(self) -> None:
        """Release what is left, and end MAPI."""
        for held in list(Held.all):
            held.release()
        mapi.MAPIUninitialize()
