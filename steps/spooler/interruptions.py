"""Lines in which a flush is interrupted: the spooler shuts down or cancels a message, or the far end changes meanwhile."""

from enum import StrEnum
from typing import Final

from mapi_tck.ports import Condition, Direction, FarEnd
from mapi_tck.scenario import given, need, when

from ..client.environment import AnyBehaviour, far_end
from ..client.mail import Mail
from .attempts import Submission
from .conversation import TransportConversation
from .spooler import PlayedSpooler, Queues
from .stages import INBOUND, Stage
from .support import FLUSH_BITS


class Interruption(StrEnum):
    """What comes in the middle of a flush."""

    BETWEEN_MESSAGES = "a shutdown between two messages"
    BEFORE_END_MESSAGE = "a shutdown before EndMessage"
    WAITING = "a shutdown while a slow far end is waited for"
    RECEIVING = "a shutdown while messages are received"
    CANCELLED = "the cancelling of a message"
    CANCELLED_FOR_NOW = "the cancelling of a message that is sent again"
    CANCELLED_SLOWLY = "the cancelling of a message to a slow far end"
    LOGGED_OFF_SENDING = "a logoff before EndMessage"
    LOGGED_OFF_RECEIVING = "a logoff while messages are received"
    CANCELLED_SHUT_DOWN = "a shutdown before EndMessage of a cancelled message"
    CANCELLED_LOGGED_OFF = "a logoff before EndMessage of a cancelled message"


_SLOW: Final = (Interruption.WAITING, Interruption.CANCELLED_SLOWLY)
_CANCELS: Final = (Interruption.CANCELLED, Interruption.CANCELLED_FOR_NOW, Interruption.CANCELLED_SLOWLY)
_RECEIVES: Final = (Interruption.RECEIVING, Interruption.LOGGED_OFF_RECEIVING)
#: The message is cancelled, and EndMessage is not called any more.
_CANCELLED_AT_HAND: Final = (Interruption.CANCELLED_SHUT_DOWN, Interruption.CANCELLED_LOGGED_OFF)
_BEFORE_END_MESSAGE: Final = (Interruption.BEFORE_END_MESSAGE, Interruption.LOGGED_OFF_SENDING, *_CANCELLED_AT_HAND)
_LOGOFFS: Final = (
    Interruption.LOGGED_OFF_SENDING,
    Interruption.LOGGED_OFF_RECEIVING,
    Interruption.CANCELLED_LOGGED_OFF,
)


@given("a flush of {transport} was ended by {interruption}")
def was_ended(spooler: PlayedSpooler, mail: Mail, transport: str, interruption: Interruption) -> None:
    """Announce both queues, send one message or receive one, and end both phases, for a shutdown with one call.

    After a logoff, which may come at any time, the transport logs on again.
    """
    spooler.put(transport, Direction.INCOMING if interruption in _RECEIVES else Direction.OUTGOING, 1)
    for conversation in spooler.those(transport):
        if interruption in _SLOW:
            mail.set_far_end(conversation.name, FarEnd(Condition.SLOW))
        _end(conversation, interruption)
        if interruption in _SLOW:
            mail.set_far_end(conversation.name, FarEnd())


def _end(conversation: TransportConversation, interruption: Interruption) -> None:
    conversation.announce(Queues.BOTH.flags)
    at_hand = _interrupt(conversation, interruption)
    if interruption in _LOGOFFS:
        conversation.log_on_again()
    elif interruption in _CANCELS:
        conversation.end(Stage.SENT)
        conversation.end(Stage.RECEIVED)
    else:
        conversation.end(Stage.SHUT_DOWN)
    if at_hand is not None:
        conversation.cut_off = at_hand.message.token


def _interrupt(conversation: TransportConversation, interruption: Interruption) -> Submission | None:
    """Go on up to the interruption, and return the message that the transport has at hand, if there is one.

    EndMessage is due for it, or the transport has asked the spooler to submit it again: it may have begun to send it.
    """
    if interruption in _RECEIVES:
        conversation.end(Stage.SENT)
        if conversation.support.shows(INBOUND):
            conversation.offer()
        return None
    submission = conversation.submit_next(patient=interruption is not Interruption.WAITING)
    if submission is None or not submission.taken:
        return submission if submission is not None and submission.put_off else None
    if interruption in (*_CANCELS, *_CANCELLED_AT_HAND):
        conversation.cancel(submission)
    if interruption in _BEFORE_END_MESSAGE:
        return submission
    conversation.end_message(submission)
    if interruption is Interruption.CANCELLED_FOR_NOW and submission.kept and not submission.stays_with_transport:
        conversation.queue.append(submission.message)
        conversation.withdrawn.clear()
    return None


@when("the spooler shuts down in the middle of the flush of {transport}")
def shuts_down(spooler: PlayedSpooler, transport: str) -> None:
    """Pass NOTIFY_END_OUTBOUND_FLUSH and NOTIFY_END_INBOUND_FLUSH in one call of TransportNotify."""
    conversation = spooler.to(transport)
    shown = conversation.support.shows(FLUSH_BITS)
    conversation.need_line(shown)
    need(shown, f"the row of {transport} shows no flush that could be interrupted")
    spooler.count_held()
    conversation.end(Stage.SHUT_DOWN)


@when("the spooler goes on with the flush of {transport}")
def goes_on(spooler: PlayedSpooler, transport: str) -> None:
    """Take the steps that are left of the flush that was announced, up to the end of its last phase."""
    spooler.to(transport).go_on(spooler.count_held)


@when("meanwhile the far end of {transport} {behaves}")
def meanwhile(spooler: PlayedSpooler, mail: Mail, transport: str, behaves: AnyBehaviour) -> None:
    """The far end changes in the middle of a flush, or between two, when it has what EndMessage called sent."""
    conversation = spooler.to(transport)
    sent = conversation.sent_in_the_end(item.message.token for item in conversation.submissions if item.finished)
    far_end(mail, transport, behaves)
    conversation.note_change(sent.value)
