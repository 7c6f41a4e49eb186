"""How the spooler has one transport send its messages: steps X3 to X7, and what it remembers of each message."""

from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Collection
from typing import Final, ParamSpec, TypeVar

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import EndMessageFlag, ResultCode, SubmitMessageFlag, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, XPLogon
from mapi_tck.scenario import Outcome, Scenario

from .attempts import Submission
from .patience import Patient
from .stages import OUTBOUND

P = ParamSpec("P")
T = TypeVar("T")

#: How often one message is submitted in one flush, where the transport asks for it again. No page has a number; a choice: once,
#: and three times again, as the reference spooler does.
_ATTEMPTS: Final = 4
_GOES_ON: Final = EndMessageFlag.END_RESEND_NOW | EndMessageFlag.END_DONT_RESEND


class Sender(Patient, ABC):
    """The outgoing messages of one transport. `silent` holds those whose far end takes one more message, and does not answer."""

    def __init__(self, tck: Scenario, name: str, troubled: set[str], silent: set[str]) -> None:
        super().__init__(tck, name, troubled)
        #: The outgoing queue as it was filled, in the order of submission.
        self.queued: list[str] = []
        #: The messages that were cancelled: they may arrive, and need not.
        self.withdrawn: set[str] = set()
        self.queue: deque[OutgoingMessage] = deque()
        self.deferred: list[OutgoingMessage] = []
        #: Those among them that were deferred in an earlier session: the transport may have forgotten them (ruling D-112).
        self.deferred_before: set[str] = set()
        #: The messages that the transport had deferred before it was flushed again.
        self.once_deferred: list[str] = []
        self.wanted: deque[OutgoingMessage] = deque()
        self.submissions: list[Submission] = []
        #: Whether the spooler submits the next message in the same flush when one stays.
        self.passes_over = False
        #: Whether AddressTypes gives an empty type alone: no message comes to the transport by its type.
        self.takes_no_type = False
        #: Whether the transport only receives: it has taken no message, for that reason (ruling D-82).
        self.receives_only = False
        self._silent = silent

    @property
    @abstractmethod
    def logon(self) -> XPLogon:
        """The logon object; the transport has to have logged on."""

    @abstractmethod
    def call(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Outcome[T]:
        """Make a call."""

    @abstractmethod
    def proceed(self) -> None:
        """Go on only if the latest call on the way succeeded."""

    @property
    def left(self) -> list[str]:
        """The outgoing messages that are still with the spooler."""
        return [message.token for message in (*self.wanted, *self.deferred, *self.queue)]

    def note_change(self, sent: Collection[str]) -> None:
        """The far end has changed. What the transport has taken over and not sent yet meets the trouble, if it is in one."""
        for item in self.submissions:
            if (item.finished or item.stays_with_transport) and item.message.token not in sent:
                item.met_trouble = item.met_trouble or self.in_trouble
                item.unanswered = item.unanswered or self.name in self._silent

    def submit_next(self, *, patient: bool = True) -> Submission | None:
        """Steps X3 and X4: submit the next message, with all the patience that the transport asks for, or with none.

        None is submitted while STATUS_OUTBOUND_FLUSH is clear (ruling D-21). A message that is no longer wanted leaves the queue,
        and the spooler goes on with the next one.
        """
        self.proceed()
        while submission := self._submit_first(patient):
            if not submission.no_longer_wanted:
                return submission
            self._place_of(submission).popleft()
        return None

    def _place_of(self, submission: Submission) -> deque[OutgoingMessage]:
        """The queue whose first message was submitted."""
        return self.wanted if submission.deferred else self.queue

    def _submit_first(self, patient: bool) -> Submission | None:
        if not self.support.shows(OUTBOUND) or self.support.has_failed:
            return None
        if self.support.deferred_wanted:
            self.support.deferred_wanted = False
            self.wanted.extend(self.deferred)
            self.deferred.clear()
        if not self.wanted and not self.queue:
            self._take_back()
        if not self.wanted and not self.queue:
            return None
        unanswered = self.name in self._silent
        message = (self.wanted or self.queue)[0]
        again = any(earlier.message.token == message.token for earlier in self.submissions)
        submission = Submission(message, bool(self.wanted), self.in_trouble, unanswered, again)
        self.submissions.append(submission)
        flags = SubmitMessageFlag.BEGIN_DEFERRED if submission.deferred else 0
        patience: float | None = self.patience() if patient else 0.0
        while patience is not None:
            outcome = self.call(self.logon.submit_message, flags, submission.message)
            submission.asked.append(outcome)
            patience = self.wait_as_asked(outcome, patience, OUTBOUND)
        return None if self.sends_nothing() else submission

    def _take_back(self) -> None:
        """Put those that were deferred in an earlier session back into the queue, unless they are sent or its far end is ill."""
        if self.in_trouble or not self.deferred_before.intersection(message.token for message in self.deferred):
            return
        forgotten = self.deferred_before.difference(self.sent().value)
        self.queue.extend(message for message in self.deferred if message.token in forgotten)
        self.deferred = [message for message in self.deferred if message.token not in forgotten]
        self.deferred_before.clear()

    @property
    def may_send_nothing(self) -> bool:
        """Whether no message comes to the transport by its type, and it has taken none."""
        return self.takes_no_type and all(i.submitted.code == ResultCode.MAPI_E_NOT_ME for i in self.submissions)

    def sends_nothing(self) -> bool:
        """Take back all messages of a transport that sends none of any type; return whether it is one."""
        if not self.may_send_nothing:
            return False
        self.receives_only = True
        for messages in (self.queued, self.queue, self.submissions):
            messages.clear()
        return True

    def need_outgoing(self) -> None:
        """Go on if messages can be sent."""
        if self.sends_nothing():
            raise NothingToJudge(f"{self.name} only receives: it takes no message of any type (ruling D-82)")

    def cancel(self, submission: Submission) -> None:
        """Pass NOTIFY_CANCEL_MESSAGE for a message that the transport has taken; it may answer that it cannot."""
        data = (submission.submitted.value.reference & 0xFFFF_FFFF).to_bytes(4, "little")
        self.call(self.logon.transport_notify, int(TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE), data)
        submission.cancelled = True

    def end_message(self, submission: Submission) -> None:
        """Steps X5 and X6. The message leaves the queue if it is sent or was cancelled, and stands aside if it is deferred.

        A transport may have forgotten one that was cancelled, and refuse the call (ruling D-86).
        """
        submission.ended = self.call(self.logon.end_message, submission.submitted.value.reference)
        submission.in_trouble = submission.in_trouble or self.in_trouble
        if submission.ended.refused and not self.in_trouble and not submission.cancelled:
            _ = submission.ended.value
        place = self._place_of(submission)
        if submission.cancelled:
            self.withdrawn.add(submission.message.token)
        if submission.finished or submission.cancelled:
            place.popleft()
        elif submission.kept & EndMessageFlag.END_DONT_RESEND:
            self.deferred.append(place.popleft())

    def send(self, at_height: Callable[[], None] = lambda: None) -> None:
        """Steps X3 to X7: until the queue is empty, the transport ends the phase, or a message cannot be sent.

        One that is to be sent later is submitted again, with patience. Another one that stays ends the phase, so that nothing
        overtakes it; or the spooler passes over it. `at_height` is called after the first message.
        """
        attempts: Counter[str] = Counter()
        waited: dict[str, float] = {}
        passed: list[tuple[deque[OutgoingMessage], OutgoingMessage]] = []
        while submission := self.submit_next():
            if submission.taken:
                self.end_message(submission)
                if not attempts:
                    at_height()
                attempts[submission.message.token] += 1
                last = attempts[submission.message.token] >= _ATTEMPTS or not submission.kept & _GOES_ON
                if submission.finished or not last or self._comes_later(submission, waited):
                    continue
            if not self.passes_over:
                break
            place = self._place_of(submission)
            passed.append((place, place.popleft()))
        for place, message in reversed(passed):
            place.appendleft(message)

    def _comes_later(self, submission: Submission, waited: dict[str, float]) -> bool:
        """Wait before a message is submitted again that is to be sent later; return whether it is. In trouble it is not."""
        so_far = waited.get(submission.message.token, 0.0)
        if not submission.kept & EndMessageFlag.END_RESEND_LATER or submission.cancelled:
            return False
        seconds = self.wait_for_later(so_far, OUTBOUND)
        waited[submission.message.token] = so_far + seconds
        return seconds > 0
