"""Transport providers in Python, for `serve` and `isolated:`: they do what they are told, and tell what came of it."""

import json
import threading
from collections.abc import Sequence
from typing import Any

from mapi_tck.wire.interfaces import INTERFACES
from mapi_tck.wire.channel import Servant
from mapi_tck.mapi import MapiError
from mapi_tck.ports import Description, Transport
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support


class Logon:
    """Is named by what it shall do: calls back that, as JSON, says in its address types what came of each."""

    def __init__(self, name: str, support: Support) -> None:
        self.name = name
        self.support = support

    def address_types(self, flags: int) -> Sequence[str]:
        return [self.call("support", self.support, *told) for told in json.loads(self.name)]

    def call(self, interface: str, thing: Any, name: str, arguments: dict[str, Any]) -> str:
        codecs = INTERFACES[interface][name].parameters
        try:
            return str(getattr(thing, name)(*(codecs[key].decode(arguments[key], Servant()) for key in codecs)))
        except MapiError as error:
            return f"refused: {error.code:x}"

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        for told in json.loads(self.name):
            self.call("incoming_message", message, *told)
        return Started(7, 0.5)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Call back from another thread, and take no notice of what comes of it."""
        thread = threading.Thread(target=lambda: self.support.spooler_yield(0))
        thread.start()
        thread.join()
        return Submitted()

    def end_message(self, reference: int) -> int:
        """Call back, and take no notice of what comes of it."""
        try:
            self.support.spooler_yield(0)
        except Exception as error:
            print(f"the kit says: {error}")
        return 0

    def poll(self) -> bool:
        return True


class Puppet:
    """A provider that is all strings."""

    def describe(self) -> Description:
        return Description("puppet", "1")

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[Logon, int]:
        return Logon(transport.name, support), 1

    def test_bed(self) -> None:
        return None

    def close(self) -> None:
        print("closed")
