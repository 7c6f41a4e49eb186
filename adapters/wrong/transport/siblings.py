"""Wrong transports under test: several of one provider that get into each other's way."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import StatusRowFlag
from mapi_tck.ports import Support, Transport

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.transport_status import TransportStatus
from ...reference.user import User
from ..faults import fault


class Sibling(DeferringTransport):
    """Knows the other transports of its provider: those that the same user sees."""

    _families: ClassVar[WeakKeyDictionary[User, list["Sibling"]]] = WeakKeyDictionary()

    def __init__(
        self,
        traits: Transport,
        support: Support,
        server: MailServer,
        user: User,
        status_object: type[TransportStatus] = TransportStatus,
    ) -> None:
        self._families.setdefault(user, []).append(self)
        super().__init__(traits, support, server, user, status_object)

    @property
    def siblings(self) -> list["Sibling"]:
        """All of them in the order in which they logged on, itself included."""
        return self._families[self.user]


# -- whose row ---------------------------------------------------------------------------------------------------------


@fault("support-object-of-the-latest")
class OneSupport(Sibling):
    """Keeps the support object in one place for all transports: the latest to log on gets everybody's status."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Write into the wrong row."""
        own, self.support = self.support, self.siblings[-1].support
        super().change_status(set_bits, clear_bits)
        self.support = own


@fault("siblings-show-the-same-status")
class OneStatus(Sibling):
    """Writes its status into the rows of its siblings too."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Write into every row."""
        super().change_status(set_bits, clear_bits)
        for sibling in self.siblings:
            if sibling is not self:
                sibling.support.modify_status_row(self.status_values(), StatusRowFlag.STATUSROW_UPDATE)


@fault("siblings-lose-their-flush-bits")
class Clearing(Sibling):
    """At the end of its own flush, clears the flush bits of its siblings too."""

    def close_line(self) -> None:
        """The provider thinks that all is over."""
        super().close_line()
        for sibling in self.siblings:
            if sibling is not self and sibling.flushing:
                sibling.change_status(clear_bits=FLUSH_BITS)


# -- whose turn --------------------------------------------------------------------------------------------------------


@fault("siblings-share-a-far-end")
class OneFarEnd(Sibling):
    """Carries everything to the far end of the first transport."""

    def open_line(self, flags: int) -> None:
        """Dial the number of the first."""
        super().open_line(flags)
        self.server = self.siblings[0].server


@fault("only-the-first-transport-flushes")
class OnlyFirst(Sibling):
    """Only the first transport of the provider takes part in a flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Leave it to the first."""
        if self.siblings[0] is self:
            super().flush_queues(ui_param, target, flags)


@fault("line-kept-by-the-second-transport")
class OneLine(Sibling):
    """Hangs up the first transport's line whichever flush is over: a second one keeps its own."""

    def close_line(self) -> None:
        """The first one's alone."""
        self.siblings[0].holds_line = False
