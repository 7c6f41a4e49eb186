"""The test bed: the far end lies behind a Postfix that keeps mail, and that returns to its sender what is refused for good."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mail_servers.post_office import PostOffice
from mail_servers.test_bed import MailTestBed, World

from mapi_tck.ports import Trouble
from mapi_tck.testing.far_end import behaviour_in
from mapi_tck.testing.gate import Conversation

from .keeping import KeepingPostfix


class PostfixTestBed(MailTestBed):
    """Arranges and observes the mail. A far end that refuses data refuses them for good."""

    def __init__(
        self, keeping: KeepingPostfix, office: PostOffice, folder: Path, fetching: int, conversation: Conversation
    ) -> None:
        super().__init__(office, folder, fetching, conversation)
        self._keeping = keeping
        self._domains: dict[str, str] = {}

    def world(self, transport: str) -> World:
        """The provider sends to Postfix, to a recipient behind the gate."""
        world = super().world(transport)
        if transport not in self._domains:
            self._domains[transport] = self._keeping.hand_on(world.far_end.sending.port)
        world.recipient = f"to-{world.name}@{self._domains[transport]}"
        world.smtp = ("127.0.0.1", self._keeping.port)
        return world

    def reset(self) -> None:
        """Empty the queue of Postfix too."""
        if self._keeping.has_mail():
            self._keeping.run("postsuper", "-d", "ALL")
        super().reset()

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let the gates do this. Data are refused for good: Postfix returns the message."""
        behaviour = replace(behaviour_in(trouble), permanent=trouble is Trouble.DATA)
        self.world(transport).far_end.play(behaviour)

    def returned(self, transport: str) -> Sequence[str]:
        """Answer what Postfix has returned to the transport's mailbox, by its log."""
        log = self._keeping.log
        noted = re.findall(r" (\w+): info: header Subject: (.*) from [^;]*; from=<([^>]*)>", log)
        returned = set(re.findall(r" (\w+): sender non-delivery notification", log))
        address = self.world(transport).address
        return [token for id, token, sender in noted if sender == address and id in returned]
