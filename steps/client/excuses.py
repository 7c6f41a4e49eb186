"""What excuses that a flush leaves messages, or is refused, although the far ends are well: rulings D-63 and D-64."""

from collections.abc import Collection
from typing import Final

from mapi_tck.mapi import StatusCode
from mapi_tck.ports import Session, TransportKind
from mapi_tck.scenario import Scenario

from .client import Client
from .mail import Mail
from .status_bits import codes_of
from .visits import FlushCall

#: The kinds of transports that may need their user to connect.
DIALS: Final = (TransportKind.MODEM, TransportKind.RAS)


def out_of_service(tck: Scenario, session: Session, troubled: Collection[str]) -> set[str]:
    """Those among the transports that had trouble whose row is gone, or shows a failure: the spooler calls them no more."""
    if not troubled or not tck.can("transport_of"):
        return set()
    codes = tck.call(codes_of, tck, session, lambda name: name in troubled)
    if codes.refused:
        return set()
    return {name for name in troubled if codes.value.get(name, StatusCode.STATUS_FAILURE) & StatusCode.STATUS_FAILURE}


def excuse(tck: Scenario, client: Client, mail: Mail, transports: Collection[str]) -> str:
    """Why none of these transports had to be flushed, as the end of a sentence; "" if one of them had to."""
    silent = {name for name in transports if _lacks_user(client, name)}
    failed = out_of_service(tck, client.session, mail.once_troubled.intersection(transports) - silent)
    if not transports or set(transports) - silent - failed:
        return ""
    if failed:
        return f"{', '.join(sorted(failed))} had trouble, and has failed for good as its row shows (ruling D-64)"
    return f"{', '.join(sorted(silent))} may need a user to connect, and could not ask (ruling D-63)"


def excuses_refusal(tck: Scenario, client: Client, mail: Mail, flush: FlushCall) -> bool:
    """Whether the flush may be refused: one of the transports that it is for did not have to be flushed."""
    profile = client.profile.transports if client.profile else ()
    meant = [transport.name for transport in profile if flush.transport in (None, transport.name)]
    return any(excuse(tck, client, mail, [name]) for name in meant)


def _lacks_user(client: Client, name: str) -> bool:
    """Whether the transport drives a modem or uses RAS, and could ask in no flush that was for it."""
    transports = client.profile.transports if client.profile else ()
    kind = next((transport.kind for transport in transports if transport.name == name), None)
    return kind in DIALS and all(flush.silent for flush in client.flushes if flush.transport in (None, name))
