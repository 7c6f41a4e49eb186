"""Wrong clients: they keep from one walk what only that walk was told."""

from contextlib import ExitStack

from mapi_tck.mapi import PropertyTag, Row, find
from mapi_tck.ports import Session, StatusObject, Task

from ...reference.client import NAME, ReferenceClient
from ...reference.variants import specimen


class Remembers(ReferenceClient):
    """The client remembers something of each profile."""

    profile = ""

    def carry_out(self, session: Session, task: Task) -> None:
        self.profile = task.profile
        super().carry_out(session, task)


@specimen("keeps-the-spoolers-identifier", step="A5")
class KeepsSpoolersIdentifier(Remembers):
    """The client opens the spooler's status object by the entry identifier that its first walk of the profile has shown."""

    def __init__(self) -> None:
        self.kept: dict[str, Row] = {}
        self.opens_spooler = False

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        if self.profile and self.profile in self.kept:
            return super().open(session, self.kept[self.profile], held)
        self.opens_spooler = True
        try:
            return super().open_spooler(session, held)
        finally:
            self.opens_spooler = False

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        opened = super().open(session, row, held)
        if self.opens_spooler:
            self.kept[self.profile] = row
        return opened


@specimen("remembers-which-transports-can-flush", step="B5.2")
class RemembersSupport(Remembers):
    """The client asks each transport of a profile once whether it supports FlushQueues, and remembers that by its name."""

    columns = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE, NAME)

    def __init__(self) -> None:
        self.known: dict[tuple[str, object], bool] = {}

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        slot = find(row, NAME)
        known = (self.profile, None if slot is None else slot.value)
        if known not in self.known:
            self.known[known] = super().supports_flush(status_object, row)
        return self.known[known]
