"""How the spooler has one transport deliver its messages: steps X10 and X11, and what it remembers of each empty message."""

from abc import ABC
from collections import Counter
from collections.abc import Callable
from typing import Final

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import ResultCode, TransportLogonFlag
from mapi_tck.ports import XPLogon
from mapi_tck.scenario import Outcome, Scenario, need

from .attempts import Offer
from .sender import Sender
from .stages import INBOUND
from .support import EmptyMessage

#: A transport that delivers each message twice, and so many more, never stops. Reports about returned messages count as messages.
_TOO_MANY: Final = 100


class Receiver(Sender, ABC):
    """The messages of one transport, also the incoming ones. `broken` holds those whose line breaks in the middle."""

    def __init__(self, tck: Scenario, name: str, troubled: set[str], silent: set[str], broken: set[str]) -> None:
        super().__init__(tck, name, troubled, silent)
        self.logged_on: Outcome[tuple[XPLogon, int]] | None = None
        #: What the far end had been given.
        self.arrived: list[str] = []
        #: Whether the transport only sends: it receives no mail (ruling D-75).
        self.sends_only = False
        self._asked_for_mail = False
        #: What the transport answered in the latest flush to all calls but SubmitMessage and EndMessage.
        self.flush_answers: list[Outcome[object]] = []
        self.offers: list[Offer] = []
        #: How many offers had been made when the latest flush was announced.
        self.offered_before = 0
        #: How often a session ended in the middle of its flush when this incoming message was the last one delivered.
        self.cut_short: Counter[str] = Counter()
        #: How many messages can be saved before SaveChanges fails; `None`: all.
        self.room: int | None = None
        self._broken = broken

    @property
    def logon(self) -> XPLogon:
        """The logon object; the transport has to have logged on."""
        return need(self.logged_on, f"{self.name} has not logged on").value[0]

    def arrive(self, tokens: list[str]) -> bool:
        """Let these messages wait at the far end; return whether they do. Those of a transport that only sends do not."""
        self._asked_for_mail = True
        made = self.tck.call(self.tck.transport_bed.arrive, self.name, tokens)
        polled = bool(
            need(self.logged_on, f"{self.name} has not logged on").value[1] & TransportLogonFlag.LOGON_SP_POLL
        )
        if made.code == ResultCode.MAPI_E_NO_SUPPORT and not polled:
            self.sends_only = True
            return False
        _ = made.value
        return True

    def need_mail(self) -> None:
        """Go on if mail can wait at the far end. If none had to wait so far, one message shows that."""
        if not self._asked_for_mail and self.tck.can("arrive"):
            self.arrive([f"{self.tck.tag}-{self.name}-inc-0"])
        if self.sends_only:
            raise NothingToJudge(f"{self.name} only sends: its test bed has no mail arrive (ruling D-75)")

    @property
    def saved(self) -> list[str]:
        """What the transport has delivered, in order."""
        return [offer.message.delivered for offer in self.offers if offer.message.delivered is not None]

    @property
    def in_doubt(self) -> Counter[str]:
        """The messages of whose delivery the far end may not know, and how often it may give them again (ruling D-41).

        Each is the last one that was delivered before the line broke, or before a session ended in the middle of its flush.
        """
        broken = (
            o.message.delivered for o in reversed(self.offers) if o.message.delivered is not None and o.unconfirmed
        )
        last = next(broken, None)
        return self.cut_short + Counter([] if last is None else [last])

    def note_end_of_session(self) -> None:
        """Note the last message that was delivered in the flush in whose middle the session ends."""
        delivered = [offer.message.delivered for offer in self.offers[self.offered_before :]]
        self.cut_short.update([token for token in delivered if token is not None][-1:])

    def offer(self) -> Offer:
        """Steps X10 and X11: offer an empty message, and another one where the transport asks for patience or has other mail."""
        self.proceed()
        patience, passed_over = self.patience(), 0
        while True:
            message = EmptyMessage(store_is_full=self.room is not None and len(self.saved) >= self.room)
            self.support.mail_announced = False
            started = self.call(self.logon.start_message, 0, message)
            announced = self.support.mail_announced
            self.offers.append(offer := Offer(message, started, self.name in self._broken, announced))
            self.flush_answers.append(started)
            passed_over += offer.passed_over
            left = self.wait_as_asked(started, patience, INBOUND)
            serves = self.support.shows(INBOUND) and not self.support.has_failed
            goes_on = offer.passed_over and passed_over <= _TOO_MANY and serves
            if offer.saved or (left is None and not goes_on):
                return offer
            patience = patience if left is None else left

    def receive(self, at_height: Callable[[], None] = lambda: None) -> None:
        """Steps X10 and X11, until the transport leaves a message unsaved or ends the phase (ruling D-20).

        `at_height` is called after the first message.
        """
        self.proceed()
        for number in range(2 * (len(self.arrived) + len(self.queued)) + _TOO_MANY):
            if self.support.has_failed or not self.support.shows(INBOUND) or not self.offer().saved:
                return
            if not number:
                at_height()
        last = self.offers[-1]
        if not last.message.delivered:
            raise Blocked(f"{last.started.call} saves one empty message after another")
