"""What excuses that a flush leaves messages, or is refused, although the far ends are well: rulings D-63 and D-64.

A transport may also serve another session alone (mapi-sessions.md).
"""

from collections.abc import Collection
from contextlib import suppress

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import FlushFlag, MapiError, ResultCode
from mapi_tck.ports import FarEnd, Session
from mapi_tck.scenario import Outcome, Scenario

from ..words import BOTH, DIALS
from .client import Client, Thing
from .mail import Mail
from .procedures import A, B, carry_out
from .status_bits import codes_of, out_of_service
from .visits import FlushCall


def attend(tck: Scenario, client: Client) -> bool:
    """Put a user before the screen, where the test bed can."""
    if tck.can("set_user"):
        tck.bed.set_user(True)
        client.attended = True
    return client.attended


def set_right(client: Client, mail: Mail, *others: Client) -> bool:
    """Set the far ends right that are in trouble, and flush all once more; return whether one was in trouble at any time.

    A transport may have taken over what its far end did not take. It sends that in its next flush (ruling D-61). Each session
    that lasts asks for it, as a transport may serve it alone (mapi-sessions.md), and then a new one.
    """
    for transport in sorted(client.troubled):
        mail.set_far_end(transport, FarEnd())
    if client.once_troubled:
        for one in (client, *others):
            with suppress(Blocked, MapiError):
                _flush_all(client.another(), one.session)
        with suppress(Blocked, MapiError):
            _flush_all(client.another(), None)
    return bool(client.once_troubled)


def _flush_all(client: Client, session: Session | None) -> None:
    """Have the client flush all queues in this session, or in one of its own."""
    if session is None:
        client.logon()
    else:
        client.session = session
    carry_out(client, A, "5")
    client.flush(client.spooler, None, BOTH | FlushFlag.FLUSH_FORCE)  # it may be the second flush (ruling D-110)
    client.release(Thing.STATUS_OBJECT, Thing.STATUS_TABLE, Thing.ROW_SET)
    if session is None:
        client.logoff()


def excuse(tck: Scenario, client: Client, mail: Mail, transports: Collection[str]) -> str:
    """Why none of these transports had to be flushed, as the end of a sentence; "" if one of them had to."""
    silent = {name for name in transports if _lacks_user(client, name)}
    if silent and attend(tck, client):
        silent = {name for name in sorted(silent) if _moves_with_user(client, mail, name)}
    failed = out_of_service(tck, client.session, client.once_troubled.intersection(transports) - silent)
    seen = with_row(tck, client)
    absent = set() if seen is None else set(transports) - seen
    if not transports or set(transports) - silent - failed - absent:
        return ""
    if absent:
        return f"{', '.join(sorted(absent))} has no row in this session, and may serve another alone"
    return _has_failed(failed) if failed else _could_not_ask(silent)


def with_row(tck: Scenario, client: Client) -> set[str] | None:
    """The transports that have a row in the client's session; `None` where each has to have one, or that cannot be seen."""
    if not client.beside or not tck.can("transport_of"):
        return None
    codes = tck.call(codes_of, tck, client.session, lambda _: True)
    return None if codes.refused else set(codes.value)


def excuse_of_refusal(tck: Scenario, client: Client, flush: FlushCall, *, warned: bool = False) -> str:
    """Why the flush may be refused: one of the transports that it is for did not have to be flushed; "" if each of them had to.

    `warned` asks the same about a flush that was answered with a warning.
    """
    profile = client.profile.transports if client.profile else ()
    meant = [transport.name for transport in profile if flush.transport in (None, transport.name)]
    if failed := out_of_service(tck, client.session, client.once_troubled.intersection(meant)):
        return _has_failed(failed)
    silent = [name for name in meant if flush.unanswered or _lacks_user(client, name)]
    if flush.again_with_user is None or not silent:
        return ""
    if attend(tck, client):
        again = flush.again_with_user()
        if again.refused or (warned and again.value not in (None, ResultCode.S_OK)):
            return ""
    return _could_not_ask(silent)


def need_no_excuse(tck: Scenario, client: Client) -> None:
    """Go on unless the latest call is a flush that was refused, and may be: then there is nothing to judge."""
    flush = client.flushes[-1] if client.flushes else None
    if flush is None or flush.outcome is not client.outcome or not flush.outcome.refused:
        return
    if reason := excuse_of_refusal(tck, client, flush):
        raise NothingToJudge(reason)


def _has_failed(names: Collection[str]) -> str:
    return f"{', '.join(sorted(names))} had trouble, and has failed for good as its row shows (ruling D-64)"


def _could_not_ask(names: Collection[str]) -> str:
    return f"{', '.join(sorted(names))} may need a user, and could not ask (ruling D-63)"


def _lacks_user(client: Client, name: str) -> bool:
    """Whether no flush that was for the transport could ask: a modem or RAS needs its user to connect, and without FLUSH_NO_UI
    any other may have asked where no one was.
    """
    transports = client.profile.transports if client.profile else ()
    kind = next((transport.kind for transport in transports if transport.name == name), None)
    flushes = [flush for flush in client.flushes if flush.transport in (None, name)]
    if kind in DIALS:
        return all(flush.silent for flush in flushes)
    return bool(flushes) and all(flush.unanswered for flush in flushes)


def _moves_with_user(client: Client, mail: Mail, name: str) -> bool:
    """Whether the latest flush for the transport does what it was asked for when the transport can ask its user.

    Where the status object is released, a second client asks for it. If it is refused, that is not known.
    """
    flush = next((flush for flush in reversed(client.flushes) if flush.transport in (None, name)), None)
    if flush is None or flush.again_with_user is None:
        return True
    if flush.again_with_user().refused and _asked_by_another(client, flush, name).refused:
        return True
    wanted = mail.asked_of(flush, name)
    return not mail.outstanding(wanted, mail.wait_for(wanted).value)


def _asked_by_another(client: Client, flush: FlushCall, name: str) -> Outcome[int | None]:
    """The answer to the same flush of the transport alone, without FLUSH_NO_UI, asked for by a second client."""
    other = client.another()
    other.logon()
    carry_out(other, B, "5.2")
    flags = flush.flags | FlushFlag.FLUSH_FORCE  # ruling D-110
    outcome = other.flush_visit(other.visit_of(name), flags, name, unattended=0)
    other.logoff()
    return outcome
