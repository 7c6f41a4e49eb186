"""The test bed: the far end lies behind a Postfix that keeps mail, and that returns to its sender what is refused for good."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mail_servers.post_office import PostOffice
from mail_servers.test_bed import MailTestBed, World

from mapi_tck.adapters.testing import Guard
from mapi_tck.adapters.testing.far_end import behaviour_in
from mapi_tck.adapters.testing.gate import Conversation
from mapi_tck.ports import Trouble

from .keeping import KeepingPostfix

#: How many transports a scenario may have. A choice: twice as many as any has.
_TRANSPORTS = 16


class PostfixTestBed(MailTestBed):
    """Arranges and observes the mail. A far end that refuses data refuses them for good."""

    def __init__(
        self, guard: Guard, office: PostOffice, folder: Path, fetching: int, conversation: Conversation
    ) -> None:
        super().__init__(office, folder, fetching, conversation)
        ports = [self.far_end(number).sending.port for number in range(_TRANSPORTS)]
        self.keeping = KeepingPostfix(guard, office, ports)

    def make_world(self, name: str, number: int) -> World:
        """The provider sends to Postfix, to a recipient behind the gate."""
        world = super().make_world(name, number)
        world.recipient = f"to-{name}@{self.keeping.domain(number)}"
        world.smtp = ("127.0.0.1", self.keeping.port)
        return world

    def reset(self) -> None:
        """Empty the queue of Postfix too."""
        if self.keeping.has_mail():
            self.keeping.run("postsuper", "-d", "ALL")
        super().reset()

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let the gates do this. Data are refused for good: Postfix returns the message."""
        behaviour = replace(behaviour_in(trouble), permanent=trouble is Trouble.DATA)
        self.world(transport).far_end.play(behaviour)

    def returned(self, transport: str) -> Sequence[str]:
        """Answer what Postfix has returned to the transport's mailbox, by its log."""
        log = self.keeping.log
        noted = re.findall(r" (\w+): info: header Subject: (.*) from [^;]*; from=<([^>]*)>", log)
        returned = set(re.findall(r" (\w+): sender non-delivery notification", log))
        address = self.world(transport).address
        return [token for id, token, sender in noted if sender == address and id in returned]
