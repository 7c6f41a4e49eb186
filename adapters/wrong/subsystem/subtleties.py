"""Subtleties: wrong in what only a second flush, a second kind of session, or a caller who asks in another way gets to see."""

from collections.abc import Iterator, Sequence

from mapi_tck.mapi import (
    Bookmark,
    EndMessageFlag,
    FlushFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    change_prop_type,
    prop_id,
    prop_type,
)
from mapi_tck.ports import SPOOLER, PromptKind

from ...reference.flush import DIRECTIONS, Flush
from ...reference.session import Session
from ...reference.spooler import Spooler, TransportSupport
from ...reference.status_objects import SpoolerStatus
from ...reference.status_rows import StatusRow, width
from ...reference.status_table import StatusTable
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ..faults import fault
from .rows import is_spooler
from .status_objects import Props

# -- tables --------------------------------------------------------------------------------------------------------------


@fault("ansi-table-tells-unicode-columns")
class AlwaysWide(StatusTable):
    """Has Unicode columns although nobody has asked for them."""

    def all_columns(self) -> tuple[int, ...]:
        """All strings in Unicode."""
        return tuple(width(tag, unicode=True) for tag in super().all_columns())


@fault("unicode-table-tells-ansi-columns")
class NeverWide(StatusTable):
    """Converts to Unicode only what is asked for in Unicode by name."""

    def all_columns(self) -> tuple[int, ...]:
        """No string in Unicode."""
        return tuple(width(tag, unicode=False) for tag in super().all_columns())


@fault("seek-row-ignores-the-count")
class SeeksBookmarks(StatusTable):
    """SeekRow goes to the bookmark, and no further."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Pass over the count."""
        return super().seek_row(bookmark, 0)


@fault("seek-row-counts-forward-only")
class SeeksForward(StatusTable):
    """SeekRow takes the number of rows for unsigned, and goes to the end where it should go back."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """The count as 32 bits without sign."""
        return super().seek_row(bookmark, row_count & 0xFFFFFFFF)


@fault("seek-row-stays-at-the-beginning")
class StaysAtBeginning(StatusTable):
    """SeekRow goes from BOOKMARK_BEGINNING nowhere, however many rows it is to go forward."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Pass over the count there."""
        first = bookmark == Bookmark.BOOKMARK_BEGINNING
        return super().seek_row(bookmark, 0 if first else row_count)


# -- rows ----------------------------------------------------------------------------------------------------------------


@fault("update-replaces-the-row")
class UpdateReplaces(TransportSupport):
    """Takes an update of one column for all that the transport has to say: after a flush the row has lost the others."""

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Pass over STATUSROW_UPDATE."""
        super().modify_status_row(values, 0)


@fault("no-mail-spooler-without-name")
class NamelessSpooler(Session):
    """Without mail, makes up a row of the spooler that has a status code and nothing else of its implementer's."""

    def rows(self) -> Sequence[StatusRow]:
        """The spooler's made up."""
        return [row if self.uses_mail or not is_spooler(row) else self._made_up(row) for row in super().rows()]

    def _made_up(self, row: StatusRow) -> StatusRow:
        kept = row.columns[prop_id(PropertyTag.PR_STATUS_CODE)]
        row = row.copy()
        row.replace([kept])
        return row


# -- GetProps ------------------------------------------------------------------------------------------------------------


@fault("text-given-for-a-number")
class TextForNumber(TransportStatus):
    """Gives a text as the text that it is, although a number was asked for."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Ask for PR_DISPLAY_NAME as a text."""
        name, number = PropertyTag.PR_DISPLAY_NAME_A, PropertyType.PT_LONG
        return super().get_props([name if tag == change_prop_type(name, number) else tag for tag in tags], flags)


@fault("any-type-text-in-unicode")
class TextInUnicode(TransportStatus):
    """Gives a text of any type in Unicode although MAPI_UNICODE was not passed."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Widen the texts among them."""
        code, values = super().get_props(tags, flags)
        return code, tuple(
            PropertyValue(width(value.tag, unicode=True), value.value)
            if prop_type(tag) == PropertyType.PT_UNSPECIFIED
            else value
            for tag, value in zip(tags, values, strict=True)
        )


@fault("get-props-always-warns")
class AlwaysWarns(TransportStatus):
    """Answers every GetProps with MAPI_W_ERRORS_RETURNED, also when there are none."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Never S_OK."""
        _, values = super().get_props(tags, flags)
        return int(ResultCode.MAPI_W_ERRORS_RETURNED), values


# -- flushing ------------------------------------------------------------------------------------------------------------


@fault("flush-with-ui-does-nothing")
class OnlyUnattended(SpoolerStatus):
    """Takes a flush without FLUSH_NO_UI for one that somebody will begin at the screen."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Without the flag, flush in no direction."""
        attended = not flags & FlushFlag.FLUSH_NO_UI
        return super().flush_queues(ui_param, target, flags & ~int(DIRECTIONS) if attended else flags)


@fault("spooler-shows-progress-of-own-flushes")
class ShowsOwn(Flush):
    """Shows the progress of flushes that a transport's own status object has asked for, whatever the client wanted."""

    def show_progress(self) -> None:
        """Without looking at the flags."""
        if not self.for_client:
            self.user.show(SPOOLER, PromptKind.PROGRESS)
        super().show_progress()


@fault("own-sending-also-receives")
class OwnReceivesToo(Flush):
    """When a transport's own status object has asked for the outgoing queue, flushes the incoming one after it."""

    def steps(self) -> Iterator[float]:
        """Both, once sending is asked for."""
        if not self.for_client and self.flags & FlushFlag.FLUSH_UPLOAD:
            self.flags |= FlushFlag.FLUSH_DOWNLOAD
        return super().steps()


@fault("newest-own-flush-replaces-the-others")
class NewestOnly(Spooler):
    """Keeps in mind one flush that is still to be done: the newest."""

    def run_later(self, flush: Flush) -> None:
        """Forget those that have not ended."""
        self._jobs.clear()
        super().run_later(flush)


@fault("refused-messages-are-not-tried-again")
class DeferredForGood(ReferenceTransport):
    """Has the spooler put aside what its far end refuses, and never says that it can be sent now."""

    def end_message(self, reference: int) -> int:
        """Another time, which does not come."""
        return int(EndMessageFlag.END_DONT_RESEND) if super().end_message(reference) else 0
