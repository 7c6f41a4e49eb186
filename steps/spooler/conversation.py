"""The conversation of the spooler, as the kit plays it, with one transport: fourteen numbered steps, call by call.

After a refused call the conversation does not go on. What becomes of messages never stops it: *Then* lines judge that.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, ParamSpec, TypeVar

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    ResultCode,
    StatusCode,
    TransportLogonFlag,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import (
    Transport,
    TransportStatusObject,
    XPLogon,
)
from mapi_tck.scenario import Outcome, Scenario

from ..words import DIALS
from .receiver import Receiver
from .stages import ENDS, INBOUND, OUTBOUND, Stage, always
from .support import FLUSH_BITS, Disturbance, PlayedSupport, disturbs, number_in

P = ParamSpec("P")
T = TypeVar("T")

#: What the spooler passes to TransportNotify when a transport has logged on: messages can be sent and received now.
_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND


class TransportConversation(Receiver):
    """One transport that has logged on, and what the spooler remembers of it."""

    def __init__(
        self,
        tck: Scenario,
        transport: Transport,
        troubled: set[str],
        silent: set[str],
        broken: set[str],
        neighbours: "Mapping[str, TransportConversation]",
    ) -> None:
        super().__init__(tck, transport.name, troubled, silent, broken)
        self.transport = transport
        #: What was still with the spooler after the latest flush with a far end in trouble.
        self.left_behind: list[str] = []
        #: The message at hand when a flush was shut down: before EndMessage, or while the spooler waited to submit it again.
        self.cut_off: str | None = None
        #: The status object that stays open, if there is one.
        self.status_object: TransportStatusObject | None = None
        self.announced = 0
        #: Whether a flush was announced before, in this session or in an earlier one.
        self.flushed = False
        #: The directions of a client's requests that the row shows by other bits than the flush bits (ruling D-22).
        self.noted = 0
        #: Those that it shows by STATUS_OUTBOUND_FLUSH, which may stand for either (ruling D-22).
        self.shown_by_outbound = 0
        #: The directions of clients' requests that have not been flushed since, and how often the transport had asked for service
        #: before them: it may pass a request on by SpoolerNotify alone (ruling D-118).
        self._requested = self._services_before = 0
        #: The flush bits in the row right after the announcement.
        self.shown_when_announced = 0
        self.stage = Stage.AT_REST
        #: Whether the transport was logged off while it had deferred messages.
        self.new_session_since_deferral = False
        #: Whether the transport has asked for a flush as soon as it had logged on.
        self.asked_at_logon = False
        self.was_shut_down = False
        #: Whether the far end was in trouble during a flush of this session, or there was too little room for what it received.
        self.had_trouble = False
        #: Whether the transport ended the latest inbound phase itself, by clearing its bit.
        self.gave_up_receiving = False
        #: Whether the transport has cleared STATUS_INBOUND_FLUSH at the end of the latest phase, and set it anew in that call. No
        #: flush follows a shutdown, so it cannot ask for one then.
        self.asks_anew = False
        #: The row as it was when the latest flush was announced: an index into the support object's history.
        self.row_before = 0
        self._neighbours = neighbours
        self.disturbances: list[Disturbance] = []
        self._pending: Outcome[object] | None = None
        #: The calls in which the row was changed, or looked at last.
        self._shown: list[Outcome[object]] = []

    # -- calls and their outcomes -----------------------------------------------------------------------------------

    def call(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make a call, and remember it if the row has changed during it, or that of another transport."""
        rows = [(other, other.support.columns, len(other.support.history)) for other in self.others]
        changes = len(self.support.history)
        outcome = self.tck.call(method, *args, **kwargs)
        if len(self.support.history) > changes:
            self._shown.append(outcome)
        self._latest = outcome
        for other, columns, changes in rows:
            changed = next((later for later in other.support.history[changes:] if disturbs(columns, later)), None)
            if changed is not None and not other.in_trouble:
                self.disturbances.append(Disturbance(other.name, columns, changed, outcome))
        return outcome

    def take(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make a call that has to succeed before the conversation goes on; so had the call before it."""
        self.proceed()
        outcome = self.call(method, *args, **kwargs)
        self._pending = outcome
        return outcome

    def proceed(self) -> None:
        """Go on only if the latest call on the way succeeded. A far end in trouble explains a refusal."""
        if self._pending is not None and not self.in_trouble:
            self.need_line(not self._pending.refused)
            _ = self._pending.value

    @property
    def may_lack_line(self) -> bool:
        """Whether the transport drives a modem or uses RAS, and no message has shown that it connects without a user."""
        moved = self.saved or any(submission.finished for submission in self.submissions)
        return self.transport.kind in DIALS and not moved

    def need_line(self, holds: bool) -> None:
        """Go on if something holds, or the transport needs no user to connect, or has moved a message before (ruling D-63)."""
        if not holds and self.may_lack_line:
            raise NothingToJudge(f"{self.name} may need a user to connect, and could not ask (ruling D-63)")

    def need_flush_bits(self, shown: bool) -> None:
        """Go on if a client's request is shown by its flush bits, or not at all."""
        if not shown and self.noted:
            raise NothingToJudge(f"the row of {self.name} shows the request as a note has it (ruling D-22)")

    @property
    def row_shown(self) -> list[Outcome[object]]:
        """The calls that show the row as it is now: those in which it changed, and the latest."""
        return [*self._shown, self._latest]

    @property
    def flushing(self) -> bool:
        """Whether a flush has been announced, and its last phase has not ended."""
        receives = self.stage is Stage.SENT and bool(self.announced & FlushFlag.FLUSH_DOWNLOAD)
        return self.stage is Stage.ANNOUNCED or receives

    @property
    def has_failed_since_trouble(self) -> bool:
        """Whether the transport had trouble in this session, and its row shows STATUS_FAILURE (ruling D-64)."""
        return self.had_trouble and self.support.shows(StatusCode.STATUS_FAILURE)

    @property
    def others(self) -> "list[TransportConversation]":
        """The conversations with the other transports of the provider."""
        return [other for other in self._neighbours.values() if other is not self]

    @property
    def serving(self) -> XPLogon:
        """The logon object of a transport that is in service: one that has failed for good is only released (ruling D-64)."""
        self.support.need_service()
        return self.logon

    def open_status_object(self) -> TransportStatusObject:
        """The status object that stays open, or else a new one; it has to open, unless the transport is out of service."""
        serving = self.serving
        return self.status_object or self.call(serving.open_status_entry, None, 0).value[0]

    def wishes(self, method: str, wish: int) -> bool:
        """Whether the transport has this method, and asked at TransportLogon that it is called."""
        assert self.logged_on is not None
        return bool(self.logged_on.value[1] & wish) and hasattr(self.serving, method.lower())

    def idle(self) -> Outcome[None]:
        """Call Idle of the logon object."""
        idle: Any = getattr(self.serving, "idle")  # noqa: B009 - optional, so the port's protocol does not have it
        return self.call(idle, 0)

    def give_idle_time(self) -> None:
        """Call Idle, if the transport wants it and no flush is under way; the answer does not matter.

        One that was told of a shutdown, has failed for good or is logged off gets no such call.
        """
        done = self.stage in (Stage.SHUT_DOWN, Stage.LOGGED_OFF)
        if not (done or self.flushing or self.support.has_failed) and self.wishes(
            "Idle", TransportLogonFlag.LOGON_SP_IDLE
        ):
            self.idle()

    def release(self, opened: TransportStatusObject) -> None:
        """Release this status object, unless it stays open."""
        if opened is not self.status_object:
            self.call(opened.release)

    # -- the steps --------------------------------------------------------------------------------------------------

    def announce(self, flags: int) -> Outcome[None]:
        """Step X1. The transport answers after it has taken step X2.

        A transport that begins every flush with the outbound phase is told at once that nothing is sent (ruling D-51). One
        that was shut down may have released what it needs: if it begins no flush, it is logged on again. One that has deferred
        messages may announce them when the spooler is idle, as it is between two flushes (ruling D-65).
        """
        if self.support.has_failed or self.has_failed_since_trouble:
            self._begin_anew()
        shut_down = self.stage is Stage.SHUT_DOWN
        if self.deferred and not self.in_trouble:
            self.give_idle_time()
        self._put_online()
        outcome = self._announce(flags)
        if shut_down and not self.in_trouble and (outcome.refused or not self.shown_when_announced):
            self._pending = None
            self._begin_anew()
            self._put_online()
            outcome = self._announce(flags)
        if flags & FlushFlag.FLUSH_UPLOAD and not self.shown_when_announced & OUTBOUND and not self.in_trouble:
            self.sends_nothing()
        if not flags & FlushFlag.FLUSH_UPLOAD and self.shown_when_announced == OUTBOUND:
            self.end(Stage.SENT)
            self.stage = Stage.ANNOUNCED
        return outcome

    def _put_online(self) -> None:
        """Pass FORCE_XP_CONNECT to a transport whose row shows STATUS_OFFLINE, as its user does (ruling D-117).

        SUPPRESS_UI is left out where it is an unknown flag. A transport that is busy is asked again.
        """
        if not self.support.shows(StatusCode.STATUS_OFFLINE):
            return
        for more in (ValidateStateFlag.SUPPRESS_UI, 0):

            def validate(flags: int = int(ValidateStateFlag.FORCE_XP_CONNECT | more)) -> Outcome[None]:
                return self.call(self.logon.validate_state, 0, flags)

            answer = self.look_until(validate, lambda answer: answer.code != ResultCode.MAPI_E_BUSY or self.in_trouble)
            if answer.code != ResultCode.MAPI_E_UNKNOWN_FLAGS:
                return

    def _announce(self, flags: int) -> Outcome[None]:
        """Call FlushQueues of the logon object, and note what the row shows then."""
        self.row_before = max(len(self.support.history) - 1, 0)
        self.announced, self.stage = flags, Stage.ANNOUNCED
        self.offered_before = len(self.offers)
        self.left_alone = self.stopped = 0
        self.noted &= ~flags
        self.shown_by_outbound &= ~flags
        self._requested &= ~flags
        self.flush_answers.clear()
        outcome = self.take(self.logon.flush_queues, 0, None, flags | always(self.transport, self.flushed))
        self.flushed = True
        self.flush_answers.append(outcome)
        self.shown_when_announced = self.support.status_code & FLUSH_BITS
        return outcome

    def end(self, stage: Stage) -> None:
        """Steps X8 and X12; or end both phases with one call, as the spooler does when it shuts down.

        A transport that has failed for good gets no such call.
        """
        self.note_stop()
        before = len(self.support.history)
        if stage is Stage.SHUT_DOWN or self.support.has_failed:
            self._note_end_of_flush()
        if not self.support.has_failed:
            self.flush_answers.append(self.take(self.logon.transport_notify, ENDS[stage], None))
        codes = [number_in(row, PropertyTag.PR_STATUS_CODE) & INBOUND for row in self.support.history[before:]]
        self.asks_anew = stage is not Stage.SHUT_DOWN and bool(codes) and bool(codes[-1]) and not all(codes)
        self.stage, self.was_shut_down = stage, self.was_shut_down or stage is Stage.SHUT_DOWN

    def flush(self, flags: int, at_height: Callable[[], None] = lambda: None) -> None:
        """Steps X1 to X13. `at_height` is called when the transport has got ready for a phase, and after its first message."""
        if self.announce(flags).refused:
            self._settle_trouble()
            return
        at_height()
        self.go_on(at_height)

    def go_on(self, at_height: Callable[[], None] = lambda: None) -> None:
        """Steps X3 to X13 of the flush that has been announced, as far as they have not been taken."""
        if self.announced & FlushFlag.FLUSH_UPLOAD and self.stage is Stage.ANNOUNCED:
            self.send(at_height)
            self.end(Stage.SENT)
        if self.announced & FlushFlag.FLUSH_DOWNLOAD:
            at_height()
            self.receive(at_height)
            self.gave_up_receiving = self._began(INBOUND) and not self.support.shows(INBOUND)
            self.end(Stage.RECEIVED)
        self._settle_trouble()

    def _settle_trouble(self) -> None:
        """Note what a flush with a far end in trouble has left; its refusals stop nothing."""
        self.had_trouble = self.had_trouble or self.in_trouble or self.room is not None
        if self.in_trouble:
            self.left_behind = self.left
            self._pending = None

    def _began(self, bit: int) -> bool:
        """Whether the bit was in the row at any time since the announcement."""
        rows = self.support.history[self.row_before + 1 :]
        return any(number_in(row, PropertyTag.PR_STATUS_CODE) & bit for row in rows)

    def note_request(self, flags: int, services_before: int) -> None:
        """Note that a client's request for these directions was accepted, and how often service had been asked for before."""
        if not self._requested:
            self._services_before = services_before
        self._requested |= flags

    @property
    def _told(self) -> int:
        """The directions of clients' requests, if the transport has called SpoolerNotify since they were made (ruling D-118)."""
        return self._requested if self.support.services_asked > self._services_before else 0

    def serve_requests(self) -> bool:
        """Flush what the transport asks for by the bits in its row, or by SpoolerNotify; return whether it asked for anything."""
        served = False
        for _ in range(2):
            upload = (FlushFlag.FLUSH_UPLOAD | self.shown_by_outbound) if self.support.shows(OUTBOUND) else 0
            download = FlushFlag.FLUSH_DOWNLOAD if self.support.shows(INBOUND) else 0
            if not (asked := int(upload | download) | self.noted | self._told):
                break
            self.flush(asked)
            served = True
        return served

    def serve_own_flush(self) -> None:
        """Carry out an inbound flush of the transport's own that began when one of the outgoing queue was over (ruling D-51)."""
        if self.stage is Stage.SENT and self.support.shows(INBOUND):
            self.serve_requests()
            self.stage = Stage.SENT

    def _begin_anew(self) -> None:
        """Release a transport that has failed, whose row shows that, or that was shut down, and log it on again (ruling D-64)."""
        self.log_off()
        self.log_on()

    def log_off(self) -> Outcome[None]:
        """TransportLogoff, at any time."""
        self._note_end_of_flush()
        return self.call(self.logon.transport_logoff, 0)

    def _note_end_of_flush(self) -> None:
        """If a flush is under way, note what the end of the session leaves in doubt."""
        if self.flushing:
            self.note_end_of_session()

    def log_on(self) -> None:
        """TransportLogon with a new support object, AddressTypes, and TransportNotify: messages can be sent and received now.

        What the spooler remembers of an earlier session stays.
        """
        self.support, self.status_object, self.had_trouble = PlayedSupport(), None, False
        self.deferred_before.update(message.token for message in self.deferred)
        self.new_session_since_deferral = bool(self.deferred)
        self._shown.clear()
        self.logged_on = self.call(
            self.tck.provider.transport_logon, self.support, self.transport, int(TransportLogonFlag.LOGON_NO_DIALOG)
        )
        types = self.call(self.logon.address_types, 0)
        self.takes_no_type = not types.refused and list(types.value) == [""]
        self.call(self.logon.transport_notify, int(_BEGINS), None)
        self.support.logging_on = False
        self._serve_at_logon()

    def log_on_again(self) -> None:
        """TransportLogoff, at any time, and TransportLogon."""
        _ = self.log_off().value
        self._pending = None
        self.log_on()

    def _serve_at_logon(self) -> None:
        """Flush what the transport asks for as soon as it has logged on, as it may; then it is at rest."""
        if self.serve_requests():
            self.asked_at_logon = True
            self.proceed()
        self.stage, self.announced = Stage.AT_REST, 0
        self.support.history[:] = [self.support.columns]
