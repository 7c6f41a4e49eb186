"""A client of the reference that can fill queues. Time is simulated, and passes only when a test lets it."""

from collections.abc import Sequence

from reference_tables import refuses as refuses

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.mapi import (
    FlushFlag,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceType,
    StatusCode,
)
from mapi_tck.ports import (
    Direction,
    Profile,
    StatusObject,
    Transport,
    TransportKind,
)
from mapi_tck.ports.clock import SimulatedTime

UP, DOWN, FORCE, NO_UI, ASYNC = FlushFlag


BOTH = UP | DOWN


OUTGOING, INCOMING = Direction.OUTGOING, Direction.INCOMING


THREE = Profile(
    "Three",
    (
        Transport("One"),
        Transport("Two", TransportKind.RAS, supports_flush=False),
        Transport("Far", TransportKind.MODEM, asynchronous=True),
    ),
)


class Client:
    """A client that has logged on and has opened the status object of the spooler."""

    def __init__(self, profile: Profile = THREE, parts: Parts | None = None) -> None:
        self.adapter = ReferenceAdapter(parts)
        self.time = SimulatedTime()
        self.adapter.live_in(self.time)
        self.bed = self.adapter.test_bed()
        self.session = self.adapter.logon(self.bed.install_profile(profile), 0)
        self.table = self.session.get_status_table(0)
        self.spooler = self.open(self.ids(ResourceType.MAPI_SPOOLER)[0])
        self.targets = dict(
            zip((t.name for t in profile.transports), self.ids(ResourceType.MAPI_TRANSPORT_PROVIDER), strict=True)
        )

    def ids(self, kind: int) -> list[bytes]:
        """The entry identifiers of the rows with this resource type."""
        return [bytes(value) for value in self._column(PropertyTag.PR_ENTRYID, kind) if isinstance(value, bytes)]

    def open(self, entry_id: bytes) -> StatusObject:
        """Open the status object with this entry identifier."""
        return self.session.open_entry(entry_id, None, 0)[0]

    def transport(self, name: str) -> StatusObject:
        """Open the transport's status object."""
        return self.open(self.targets[name])

    def bits(self) -> list[int]:
        """The flush bits that the transports' rows show now."""
        flushing = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH
        codes = self._column(PropertyTag.PR_STATUS_CODE, ResourceType.MAPI_TRANSPORT_PROVIDER)
        return [int(str(code)) & flushing for code in codes]

    def queues(self) -> dict[str, tuple[list[str], list[str]]]:
        """Transport → the messages that wait in its outgoing queue, and in its incoming queue."""
        return {
            name: (list(self.bed.queue(name, OUTGOING)), list(self.bed.queue(name, INCOMING))) for name in self.targets
        }

    def moved(self) -> list[str]:
        """The tokens that have been transferred, in order."""
        return [transfer.token for transfer in self.bed.transfers()]

    def fill(self) -> None:
        """Let two messages wait in every queue."""
        for name in self.targets:
            self.bed.submit(name, [f"{name}>1", f"{name}>2"])
            self.bed.arrive(name, [f"{name}<1", f"{name}<2"])

    def _column(self, tag: int, kind: int) -> Sequence[object]:
        constant = PropertyValue(PropertyTag.PR_RESOURCE_TYPE, kind)
        rows = self.table.hr_query_all_rows([tag], PropertyRestriction(Relop.RELOP_EQ, constant.tag, constant), None, 0)
        return [row[0].value for row in rows]
