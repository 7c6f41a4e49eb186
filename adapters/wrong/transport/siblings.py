"""Wrong transports under test: several transports of one provider that disturb each other."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import StatusRowFlag

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.user import User
from ...reference.variants import instead_of, specimen


class Sibling(DeferringTransport):
    """Knows the other transports of its provider: those that have the same user."""

    _families: ClassVar[WeakKeyDictionary[User, list["Sibling"]]] = WeakKeyDictionary()

    def make_row(self) -> None:
        self._families.setdefault(self.user, []).append(self)
        super().make_row()

    @property
    def siblings(self) -> list["Sibling"]:
        """All of them in the order in which they logged on, itself included."""
        return self._families[self.user]


@instead_of(Sibling.change_status, "support-object-of-the-latest", step="X14")
def one_support(self: Sibling, set_bits: int = 0, clear_bits: int = 0) -> None:
    """All transports of the provider change the row of the one that logged on last."""
    own, self.support = self.support, self.siblings[-1].support
    Sibling.change_status(self, set_bits, clear_bits)
    self.support = own


@instead_of(Sibling.change_status, "siblings-show-the-same-status", step="X14")
def one_status(self: Sibling, set_bits: int = 0, clear_bits: int = 0) -> None:
    """A transport writes its status into the rows of all transports of its provider."""
    Sibling.change_status(self, set_bits, clear_bits)
    for sibling in self.siblings:
        if sibling is not self:
            sibling.support.modify_status_row(self.status_values(), StatusRowFlag.STATUSROW_UPDATE)


@instead_of(Sibling.close_line, "siblings-lose-their-flush-bits", step="X14")
def clearing(self: Sibling) -> None:
    """The end of a transport's flush clears the flush bits of the provider's other transports."""
    Sibling.close_line(self)
    for sibling in self.siblings:
        if sibling is not self and sibling.flushing:
            sibling.change_status(clear_bits=FLUSH_BITS)


@instead_of(Sibling.open_line, "siblings-share-a-far-end", step="X14")
def one_far_end(self: Sibling, flags: int) -> None:
    """All transports of the provider connect to the far end of the first."""
    Sibling.open_line(self, flags)
    self.server = self.siblings[0].server


@instead_of(Sibling.flush_queues, "only-the-first-transport-flushes", step="X14")
def only_first(self: Sibling, ui_param: int, target: bytes | None, flags: int) -> None:
    """Only the first transport of the provider takes part in a flush."""
    if self.siblings[0] is self:
        Sibling.flush_queues(self, ui_param, target, flags)


@specimen("ninth-transport-flushes-nothing", step="X14")
class EightAtOnce(Sibling):
    """The provider keeps a table of eight sessions: more that are logged on at once take part in no flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self in self.siblings[:8]:
            super().flush_queues(ui_param, target, flags)

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        if self in self.siblings:
            self.siblings.remove(self)


@instead_of(Sibling.close_line, "line-kept-by-the-second-transport", step="X14")
def one_line(self: Sibling) -> None:
    """The end of any transport's flush releases the line of the provider's first transport; the others keep theirs."""
    self.siblings[0].holds_line = False


@instead_of(Sibling.make_row, "logon-ends-the-flushes-of-siblings", step="X14")
def ends_others(self: Sibling) -> None:
    """A logon ends the flush of another transport that is under way."""
    Sibling.make_row(self)
    for sibling in self.siblings:
        if sibling is not self and sibling.flushing:
            sibling.change_status(clear_bits=FLUSH_BITS)
            sibling.close_line()
