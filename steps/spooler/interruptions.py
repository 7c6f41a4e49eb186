"""Lines in which a flush is interrupted: the spooler shuts down or cancels a message, or the far end changes meanwhile."""

from enum import StrEnum
from typing import Final

from mapi_tck.ports import Condition, Direction, FarEnd
from mapi_tck.scenario import given, need, when

from ..client.environment import AnyBehaviour, far_end
from ..client.mail import Mail
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
    CANCELLED_SLOWLY = "the cancelling of a message to a slow far end"


_SLOW: Final = (Interruption.WAITING, Interruption.CANCELLED_SLOWLY)
_CANCELS: Final = (Interruption.CANCELLED, Interruption.CANCELLED_SLOWLY)


@given("a flush of {transport} was ended by {interruption}")
def was_ended(spooler: PlayedSpooler, mail: Mail, transport: str, interruption: Interruption) -> None:
    """Announce both queues, send one message or receive one, and end both phases, for a shutdown with one call."""
    receives = interruption is Interruption.RECEIVING
    spooler.put(transport, Direction.INCOMING if receives else Direction.OUTGOING, 1)
    if interruption in _SLOW:
        mail.set_far_end(transport, FarEnd(Condition.SLOW))
    conversation = spooler.to(transport)
    conversation.announce(Queues.BOTH.flags)
    _interrupt(conversation, interruption)
    if interruption in _CANCELS:
        conversation.end(Stage.SENT)
        conversation.end(Stage.RECEIVED)
    else:
        conversation.end(Stage.SHUT_DOWN)
    if interruption in _SLOW:
        mail.set_far_end(transport, FarEnd())


def _interrupt(conversation: TransportConversation, interruption: Interruption) -> None:
    if interruption is Interruption.RECEIVING:
        conversation.end(Stage.SENT)
        if conversation.support.shows(INBOUND):
            conversation.offer()
        return
    submission = conversation.submit_next(patient=interruption is not Interruption.WAITING)
    if submission is None or not submission.taken:
        return
    if interruption in _CANCELS:
        conversation.cancel(submission)
    if interruption is not Interruption.BEFORE_END_MESSAGE:
        conversation.end_message(submission)


@when("the spooler shuts down in the middle of the flush of {transport}")
def shuts_down(spooler: PlayedSpooler, transport: str) -> None:
    """Pass NOTIFY_END_OUTBOUND_FLUSH and NOTIFY_END_INBOUND_FLUSH in one call of TransportNotify."""
    conversation = spooler.to(transport)
    shown = conversation.support.shows(FLUSH_BITS)
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
    conversation.sent_in_the_end(item.message.token for item in conversation.submissions if item.finished)
    far_end(mail, transport, behaves)
