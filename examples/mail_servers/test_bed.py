"""A test bed over a post office: each transport has a mailbox, a recipient, and a far end behind gates."""

import fcntl
import hashlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from mapi_tck.adapters.testing import Behaviour, MailFarEnd
from mapi_tck.adapters.testing.behaviour import Script
from mapi_tck.adapters.testing.far_end import behaviour_in, behaviour_of
from mapi_tck.adapters.testing.gate import Conversation
from mapi_tck.ports import FarEnd, Prompt, TransportTestBed, Trouble

from .dovecot import PASSWORD
from .post_office import DOMAIN, PostOffice


class World:
    """What surrounds one transport. Every scenario has new mailboxes, so that none has to be emptied."""

    def __init__(self, name: str, folder: Path, far_end: MailFarEnd) -> None:
        self.name = name
        self.address = f"{name}@{DOMAIN}"
        self.recipient = f"to-{name}@{DOMAIN}"
        self.password = PASSWORD
        self.folder = folder
        self.far_end = far_end
        self.smtp = ("127.0.0.1", far_end.sending.port)
        self.mailbox = ("127.0.0.1", far_end.fetching.port)


class MailTestBed(TransportTestBed):
    """Arranges and observes the mail in the servers. Mailboxes are read at the port `fetching`, by this conversation."""

    def __init__(self, office: PostOffice, folder: Path, fetching: int, conversation: Conversation) -> None:
        self._office = office
        self._folder = folder
        self._ports = (office.postfix.port, fetching)
        self._conversation = conversation
        self._far_ends: list[MailFarEnd] = []
        self._worlds: dict[str, World] = {}
        self._scenario = 0

    def world(self, transport: str) -> World:
        """What surrounds the transport of this name."""
        if transport not in self._worlds:
            name = f"s{self._scenario}-{hashlib.sha256(transport.encode()).hexdigest()[:8]}"
            self._worlds[transport] = self.make_world(name, len(self._worlds))
        return self._worlds[transport]

    def make_world(self, name: str, number: int) -> World:
        """What surrounds the transport with this number, among those of the scenario."""
        return World(name, self._folder / name, self.far_end(number))

    def far_end(self, number: int) -> MailFarEnd:
        """The gates with this number. They stay for the whole run, and serve another transport in each scenario."""
        while number >= len(self._far_ends):
            taking, giving = (("127.0.0.1", port) for port in self._ports)
            self._far_ends.append(MailFarEnd(taking, giving, self._conversation, self.make_script()))
        return self._far_ends[number]

    def make_script(self) -> Script:
        """What a new far end plays."""
        return Script()

    def reset(self) -> None:
        """Begin with other mailboxes, and with far ends that work."""
        self._office.settle()
        self._worlds.clear()
        self._scenario += 1
        for far_end in self._far_ends:
            far_end.play(Behaviour())
            far_end.cut()

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Put messages into the transport's mailbox."""
        self._office.put(self.world(transport).name, [_message(token) for token in tokens])

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer the messages in the mailbox."""
        return [str(message["Subject"]) for message in self._office.messages(self.world(transport).name)]

    def sent(self, transport: str) -> Sequence[str]:
        """Answer the messages in the recipient's mailbox, in the order in which Postfix has taken them."""
        return [str(message["Subject"]) for message in self._sent(transport)]

    def identities(self, transport: str) -> Sequence[str]:
        """Answer the Message-ID of each of them."""
        return [str(message["Message-ID"]) for message in self._sent(transport)]

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Let the gates do this."""
        self.world(transport).far_end.play(behaviour_of(far_end))

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Let the gates do this."""
        self.world(transport).far_end.play(behaviour_in(trouble))

    def set_user(self, present: bool) -> None:
        """Do nothing: the provider has no user interface."""

    def prompts(self) -> Sequence[Prompt]:
        """Answer that nothing was shown."""
        return ()

    def live_objects(self) -> Mapping[str, int]:
        """Count the connections that providers hold, and the accounts that they have locked."""
        locks = (world.folder / "lock" for world in self._worlds.values())
        return {
            "line": sum(far_end.lines() for far_end in self._far_ends),
            "account": sum(_is_held(lock) for lock in locks if lock.exists()),
        }

    def close(self) -> None:
        """End the gates."""
        for far_end in self._far_ends:
            far_end.close()

    def _sent(self, transport: str) -> list[EmailMessage]:
        return self._office.delivered(f"to-{self.world(transport).name}")


def _is_held(lock: Path) -> bool:
    """Whether a provider holds the lock, as another program learns it: by trying to get it."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _message(token: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"someone@{DOMAIN}"
    message["Message-ID"] = f"<{hashlib.sha256(token.encode()).hexdigest()}@{DOMAIN}>"
    message["Subject"] = token
    message.set_content("This message was put here by a test.\n")
    return message
