"""Lines about what came before: a flush that was tried, and a session that ended while its flush was under way."""

from mapi_tck.mapi import FlushFlag, LogoffFlag, LogonFlag
from mapi_tck.ports import Evidence
from mapi_tck.scenario import Scenario, given, when

from ..words import BOTH, Messages, MoreFlags, Name, QueueFlags
from .client import Client, Thing
from .entry_ids import random_entry_id
from .mail import EVERY, Mail
from .procedures import A, B, carry_out


@given("a flush of {queues} queues through the spooler for a made-up target has been tried")
def unknown_target_tried(tck: Scenario, client: Client, queues: QueueFlags) -> None:
    """The spooler was asked to flush a target that it does not know. Any answer is accepted."""
    client.flush(client.spooler, random_entry_id(tck), queues, "")
    client.arranged = len(client.flushes)


@given("a flush of {queues} queues through the spooler has been tried")
@given("a flush of {queues} queues through the spooler with {flag} has been tried")
@given("a flush of {queues} queues through the spooler without FLUSH_NO_UI has been tried", unattended=0)
def flush_tried(
    tck: Scenario, client: Client, queues: QueueFlags, flag: MoreFlags = 0, unattended: int = FlushFlag.FLUSH_NO_UI
) -> None:
    """The spooler was asked for a flush. It may have been refused, because its far end is in trouble.

    What it does later with FLUSH_ASYNC_OK has been done, or has failed, by now. What it has shown without FLUSH_NO_UI, as it may
    (ruling D-63), is not counted.
    """
    client.flush(client.spooler, None, queues | flag, unattended=unattended)
    may_show = tck.requirement.evidence is Evidence.UI and not unattended
    if flag & FlushFlag.FLUSH_ASYNC_OK or may_show:
        tck.let_settle()
    if may_show:
        client.shown = len(tck.call(tck.bed.prompts).value)
    client.arranged = len(client.flushes)


@given("a flush of {queues} queues through the object of {transport} has been tried", own=True)
@given("a flush of {queues} queues through the spooler for {transport} has been tried", own=False)
def flush_of_one_tried(tck: Scenario, client: Client, queues: QueueFlags, transport: Name, own: bool) -> None:
    """A flush as step B5.3 asks for it. What a transport's own object does later has been done, or has failed, by now."""
    client.flush_one(transport, queues, own)
    tck.let_settle()
    client.arranged = len(client.flushes)


def _begins(client: Client, mail: Mail) -> Client:
    """Another session on the same profile begins a flush with FLUSH_ASYNC_OK, which has moved a message."""
    other = client.another()
    other.logon()
    carry_out(other, A, "5")
    other.need_success()
    other.flush(other.spooler, None, BOTH | FlushFlag.FLUSH_ASYNC_OK)
    mail.wait_until_under_way(EVERY, other.flushes[-1])
    return other


@given("a flush of a second client is under way")
def others_flush(client: Client, mail: Mail) -> None:
    """Another session on the same profile has begun a flush with FLUSH_ASYNC_OK. It explains a refusal of the next one."""
    client.flushes += _begins(client, mail).flushes
    client.arranged = len(client.flushes)
    client.beside = True


@given("a second client has logged off while its flush was under way", over=False)
@given("a second client has logged off while its flush was under way, and the flush has ended", over=True)
def earlier_session(tck: Scenario, client: Client, mail: Mail, over: bool) -> None:
    """Another session on the same profile began a flush with FLUSH_ASYNC_OK. It logged off when a message had moved.

    The flush `has ended` when everything was transferred. One that is given up has ended when the settle limit has passed.
    """
    earlier = _begins(client, mail)
    mail.break_off(transport for transport, _ in mail.put_in)
    earlier.logoff()
    if over:
        wanted = mail.of(EVERY, Messages.ALL)
        tck.wait_until(lambda: not mail.outstanding(wanted, mail.transfers().value))
        return
    # It may still be under way, which explains a refusal of the next one.
    client.flushes += earlier.flushes
    client.arranged = len(client.flushes)


@given("a second client has flushed all queues and logged off")
@given(
    "a second client has flushed all queues and logged off with MAPI_LOGOFF_UI, with someone at the screen", asks=True
)
@given(
    "a second client has flushed all queues and logged off with MAPI_LOGOFF_UI, where someone can be at the screen",
    asks=True,
    always=False,
)
def earlier_flush(tck: Scenario, client: Client, asks: bool = False, always: bool = True) -> None:
    """Another session on the same profile went through procedure A, and logged off. Its flush may have been refused.

    A logoff that asks the user has the answer of the user who is there. Where no one can be there, it does not ask.
    """
    asks = asks and (always or tck.can("set_user"))
    if asks:
        tck.bed.set_user(True)
    earlier = client.another()
    earlier.logon()
    carry_out(earlier, A, "7")
    earlier.logoff(LogoffFlag.MAPI_LOGOFF_UI if asks else 0)


@given("a second client has logged on without mail and logged off")
def earlier_logon(client: Client) -> None:
    """Another session on the same profile had MAPI_NO_MAIL, and did nothing."""
    earlier = client.another()
    earlier.logon(LogonFlag.MAPI_NO_MAIL)
    earlier.logoff()


@when("a client without mail asks the spooler for a flush of all queues, and logs off")
def flush_without_mail(client: Client) -> None:
    """Another session on the same profile has MAPI_NO_MAIL. Any answer to its flush is accepted (ruling D-33)."""
    other = client.another()
    other.logon(LogonFlag.MAPI_NO_MAIL)
    carry_out(other, A, "5")
    other.need_success()
    other.flush(other.spooler, None, BOTH, "")
    other.logoff()


@given("a second client has opened each transport's status object and released it")
def earlier_visit(client: Client) -> None:
    """Another session on the same profile, which goes on, took step B5.1, and released what it got."""
    earlier = client.another()
    earlier.logon()
    carry_out(earlier, B, "5.1")
    earlier.release(Thing.EVERY_STATUS_OBJECT, Thing.STATUS_TABLE, Thing.ROW_SET)
    earlier.need_success()
