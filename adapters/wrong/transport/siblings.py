"""Wrong transports under test: several transports of one provider that disturb each other."""

from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import StatusRowFlag
from mapi_tck.ports import Support, Transport

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.user import User
from ...reference.variants import specimen


class Sibling(DeferringTransport):
    """Knows the other transports of its provider: those that have the same user."""

    _families: ClassVar[WeakKeyDictionary[User, list["Sibling"]]] = WeakKeyDictionary()

    def __init__(self, traits: Transport, support: Support, server: MailServer, user: User, *rest: Any) -> None:
        self._families.setdefault(user, []).append(self)
        super().__init__(traits, support, server, user, *rest)

    @property
    def siblings(self) -> list["Sibling"]:
        """All of them in the order in which they logged on, itself included."""
        return self._families[self.user]


@specimen("support-object-of-the-latest", step="X14")
class OneSupport(Sibling):
    """All transports of the provider change the row of the one that logged on last."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        own, self.support = self.support, self.siblings[-1].support
        super().change_status(set_bits, clear_bits)
        self.support = own


@specimen("siblings-show-the-same-status", step="X14")
class OneStatus(Sibling):
    """A transport writes its status into the rows of all transports of its provider."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        super().change_status(set_bits, clear_bits)
        for sibling in self.siblings:
            if sibling is not self:
                sibling.support.modify_status_row(self.status_values(), StatusRowFlag.STATUSROW_UPDATE)


@specimen("siblings-lose-their-flush-bits", step="X14")
class Clearing(Sibling):
    """The end of a transport's flush clears the flush bits of the provider's other transports."""

    def close_line(self) -> None:
        super().close_line()
        for sibling in self.siblings:
            if sibling is not self and sibling.flushing:
                sibling.change_status(clear_bits=FLUSH_BITS)


@specimen("siblings-share-a-far-end", step="X14")
class OneFarEnd(Sibling):
    """All transports of the provider connect to the far end of the first."""

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        self.server = self.siblings[0].server


@specimen("only-the-first-transport-flushes", step="X14")
class OnlyFirst(Sibling):
    """Only the first transport of the provider takes part in a flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self.siblings[0] is self:
            super().flush_queues(ui_param, target, flags)


@specimen("line-kept-by-the-second-transport", step="X14")
class OneLine(Sibling):
    """The end of any transport's flush releases the line of the provider's first transport; the others keep theirs."""

    def close_line(self) -> None:
        self.siblings[0].holds_line = False
