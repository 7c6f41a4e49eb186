"""A profile that is in use: its status rows, its message store, its spooler and the transports that are logged on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mapi_tck.mapi import ResourceMethod, ResourceType
from mapi_tck.ports import Profile, Transport

from .flush import ActiveTransport
from .host import HostedServer
from .spooler import Spooler
from .status_rows import StatusRow, own_row
from .transport_status import DLL

if TYPE_CHECKING:
    from .subsystem import Subsystem


class LoadedProfile:
    """A profile with its transports active.

    Real transports log on with the first session. These are there from the start, so that a test can fill their queues before.
    """

    def __init__(self, subsystem: "Subsystem", profile: Profile) -> None:
        self.name = profile.name
        self.store = subsystem.parts.message_store(subsystem.journal)
        self.spooler: Spooler = subsystem.parts.spooler(subsystem, self.store)
        self.rows = list(own_rows(profile.name))
        for traits in profile.transports:
            transport = self._log_on(subsystem, traits)
            self.spooler.transports.append(transport)
            self.rows.append(transport.row)
            self.spooler.row_changed(transport.row)  # it may have asked for a flush while it logged on

    def transport(self, name: str) -> ActiveTransport | None:
        """The transport of that name."""
        return next((known for known in self.spooler.transports if known.name == name), None)

    def _log_on(self, subsystem: "Subsystem", traits: Transport) -> ActiveTransport:
        parts = subsystem.parts
        row = StatusRow(len(self.rows) + 1, ResourceType.MAPI_TRANSPORT_PROVIDER, DLL)
        support = parts.support(row, self.spooler)
        if subsystem.hosting is not None and traits.name in subsystem.hosting.transports:
            far_side = HostedServer(traits.name, subsystem.hosting, subsystem.journal)
            return ActiveTransport(traits.name, row, far_side, subsystem.hosting.log_on(traits.name, support))
        server = parts.far_end(traits.name, subsystem.journal)
        logon = parts.transport(traits, support, server, subsystem.user, parts.transport_status)
        return ActiveTransport(traits.name, row, server, logon)


def own_rows(profile: str) -> Iterator[StatusRow]:
    """The three rows that every session has; the subsystem's has the profile's name (finding-a-profile-name.md)."""
    validate = ResourceMethod.STATUS_VALIDATE_STATE
    flush = ResourceMethod.STATUS_FLUSH_QUEUES
    yield own_row(1, ResourceType.MAPI_SUBSYSTEM, profile, validate)
    yield own_row(2, ResourceType.MAPI_SPOOLER, "MAPI Spooler", validate | flush)
    yield own_row(3, ResourceType.MAPI_AB, "Address Book", validate)
