"""The adapter to the MAPI that is installed on this Windows."""

from win32com.mapi import mapi

from mapi_tck.errors import HandshakeError
from mapi_tck.mapi import LogonFlag, MapiError, UnicodeFlag
from mapi_tck.ports import Description, GivenProfile

from .identity import file_version, loaded_dll, mail_client, under_test
from .objects import Held, OutlookSession
from .status_table import GivenTable, given_by
from .values import answering, signed


class OutlookAdapter:
    """Calls the installed MAPI through pywin32, as any program in Python can.

    A class of your own can inherit from it, and give a test bed that sees the queues of your implementation.
    """

    def __init__(self, profile: str = "") -> None:
        """`profile` is the name for the logon; "" is the default profile."""
        self.profile = profile
        #: The path of the DLL that answers, once MAPI has started.
        self.dll = ""
        self._given: GivenProfile | None = None

    def describe(self) -> Description:
        """Start MAPI, log on once to see that it can be done, and name what answers."""
        client, registered = mail_client()
        try:
            with answering():
                mapi.MAPIInitialize(None)  # type: ignore[arg-type] # the stubs do not know that it may be None
        except MapiError as error:
            hint = "is a mail client installed, with as many bits as this Python?"
            raise HandshakeError(f"MAPI does not start: {error} ({hint})") from error
        try:
            self.given_profile()
        except MapiError as error:
            which = f"the profile {self.profile!r}" if self.profile else "the default profile"
            raise HandshakeError(f"there is no logon to {which}: {error} (outlook:PROFILE names another)") from error
        self.dll = loaded_dll(registered)
        return Description(
            client or "MAPI of Windows",
            (self.dll and file_version(self.dll)) or "without a version",
            vendor="through pywin32, which tells no success code of FlushQueues",
            quiet=False,
            under_test=under_test(self.dll),
        )

    def logon(self, profile: str, flags: int) -> OutlookSession:
        """Log on to a session of its own. Without a name it is the default profile."""
        flags |= LogonFlag.MAPI_EXTENDED | LogonFlag.MAPI_NEW_SESSION
        flags |= UnicodeFlag.MAPI_UNICODE if profile else LogonFlag.MAPI_USE_DEFAULT
        with answering():
            return OutlookSession(mapi.MAPILogonEx(0, profile, None, signed(flags)))

    def test_bed(self) -> object:
        """Give what the status table shows: which transports there are. Nothing else of an installed MAPI can be seen."""
        return GivenTable(self.given_profile)

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

    def close(self) -> None:
        """Release what is left, and end MAPI."""
        for held in list(Held.all):
            held.release()
        mapi.MAPIUninitialize()
