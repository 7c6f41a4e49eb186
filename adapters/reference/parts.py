"""The classes that the reference is made of. To change how it behaves, replace one of them."""

from dataclasses import dataclass

from .entry_ids import EntryIds
from .far_end import MailServer
from .flush import Flush
from .message_store import MessageStore
from .session import Session
from .spooler import Spooler, TransportSupport
from .status_objects import AddressBookStatus, MarshalledStatus, SpoolerStatus, SubsystemStatus
from .status_table import StatusTable
from .transport import ReferenceTransport
from .transport_status import TransportStatus
from .user import User


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The classes by their role; each is instantiated in one place only.

    A subsystem with a table that ignores restrictions, for example:

        class Unrestricted(StatusTable):
            def selects(self, row, restriction):
                return True

        ReferenceAdapter(Parts(status_table=Unrestricted))
    """

    session: type[Session] = Session
    entry_ids: type[EntryIds] = EntryIds
    status_table: type[StatusTable] = StatusTable
    subsystem_status: type[SubsystemStatus] = SubsystemStatus
    address_book_status: type[AddressBookStatus] = AddressBookStatus
    spooler_status: type[SpoolerStatus] = SpoolerStatus
    marshalled_status: type[MarshalledStatus] = MarshalledStatus
    spooler: type[Spooler] = Spooler
    flush: type[Flush] = Flush
    support: type[TransportSupport] = TransportSupport
    transport: type[ReferenceTransport] = ReferenceTransport
    transport_status: type[TransportStatus] = TransportStatus
    message_store: type[MessageStore] = MessageStore
    far_end: type[MailServer] = MailServer
    user: type[User] = User
