"""What the spooler tries with one message: to have an outgoing one sent, or to get an incoming one in an empty message."""

from dataclasses import dataclass, field

from mapi_tck.mapi import EndMessageFlag, ResultCode
from mapi_tck.ports import OutgoingMessage, Started, Submitted
from mapi_tck.scenario import Outcome

from .support import EmptyMessage


@dataclass(slots=True)
class Submission:
    """One message on its way out: every call of SubmitMessage, the last of which counts, and EndMessage."""

    message: OutgoingMessage
    deferred: bool
    #: Whether the far end was in trouble at the time.
    in_trouble: bool
    #: Whether it took one message then, and did not answer: of that message the transport cannot know whether it is sent.
    unanswered: bool
    #: Whether it had been submitted before.
    again: bool = False
    asked: list[Outcome[Submitted]] = field(default_factory=list)
    ended: Outcome[int] | None = None
    #: Whether the spooler has cancelled it: then it leaves the queue, sent or not.
    cancelled: bool = False
    #: Whether the far end came into trouble while the message waited in a queue of the transport (ruling D-61).
    met_trouble: bool = False

    @property
    def submitted(self) -> Outcome[Submitted]:
        """The last call of SubmitMessage."""
        return self.asked[-1]

    @property
    def taken(self) -> bool:
        """Whether the transport has taken the message: EndMessage is due."""
        return not self.submitted.refused and not self.submitted.value.wait_seconds > 0

    @property
    def put_off(self) -> bool:
        """Whether the transport has asked the spooler to wait, and to submit the message again then."""
        waits = not self.submitted.refused and self.submitted.value.wait_seconds > 0
        return waits or self.submitted.code == ResultCode.MAPI_E_WAIT

    @property
    def called_off(self) -> bool:
        """Whether the transport says that the message should not be submitted again: it may have sent it."""
        return self.submitted.code == ResultCode.MAPI_E_CANCEL

    @property
    def no_longer_wanted(self) -> bool:
        """Whether the transport had asked for the message again, and says now that it should not be submitted again.

        A far end in trouble may be the reason: then only a message that was announced is no longer wanted.
        """
        asked_again = not self.in_trouble and (self.again or len(self.asked) > 1)
        return self.called_off and (self.deferred or asked_again)

    @property
    def kept(self) -> int:
        """What EndMessage answered: the flags END_… with which the message stays."""
        return 0 if self.ended is None or self.ended.refused else self.ended.value

    @property
    def stays_with_transport(self) -> bool:
        """Whether the transport has all that it needs: it may send the message by itself (ruling D-65)."""
        return bool(self.kept & EndMessageFlag.END_DONT_RESEND)

    @property
    def finished(self) -> bool:
        """Whether EndMessage said that the message is sent."""
        return self.ended is not None and not self.ended.refused and not self.ended.value

    @property
    def calls(self) -> list[Outcome[object]]:
        """The calls that show what the transport did with it."""
        return [self.submitted, *([] if self.ended is None else [self.ended])]


@dataclass(frozen=True, slots=True)
class Offer:
    """One empty message that was offered, and what StartMessage answered."""

    message: EmptyMessage
    started: Outcome[Started]
    #: Whether the line was to break in the middle at the time: the far end may not learn that the message was delivered.
    unconfirmed: bool
    #: Whether the transport told of other mail meanwhile (step 11): left unsaved, the message is not the last one then.
    mail_announced: bool

    @property
    def saved(self) -> bool:
        """Whether the transport has delivered something in it."""
        return self.message.delivered is not None

    @property
    def passed_over(self) -> bool:
        """Whether the transport left it unsaved because of another one."""
        unsaved = not self.saved and not self.started.refused and not self.started.value.wait_seconds
        return unsaved and self.mail_announced
