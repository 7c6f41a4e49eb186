"""The reference's test bed: arranges queues, far ends and the user, and observes what happened.

Every method first lets the spooler catch up, as a client's call does, so that it sees the queues of that moment.
"""

from collections.abc import Callable, Mapping, Sequence

from mapi_tck.mapi import MapiError
from mapi_tck.ports import Direction, FarEnd, Profile, Prompt, Transfer

from .subsystem import Subsystem


class ReferenceTestBed:
    """Offers everything that the port `TestBed` has."""

    __test__ = False

    def __init__(self, begin: Callable[[], Subsystem]) -> None:
        """`begin` makes a new subsystem for the adapter and returns it."""
        self._begin = begin
        self._subsystem = begin()

    def reset(self) -> None:
        """Begin another subsystem. Objects of the old one live on there, and are no longer counted."""
        self._subsystem = self._begin()

    def install_profile(self, profile: Profile) -> str:
        """Load the profile; its transports are there at once."""
        return self._enter().install(profile)

    def transport_of(self, entry_id: bytes) -> str | None:
        """The transport of the entry identifier; every session is asked, the newest first."""
        for session in reversed(self._enter().sessions):
            try:
                return session.profile.spooler.transport_at(session.find(entry_id)).name
            except MapiError:
                continue
        return None

    def submit(self, transport: str, tokens: Sequence[str]) -> None:
        """Queue these messages in the profile's store."""
        profile, _ = self._enter().transport(transport)
        profile.store.submit(transport, tokens)

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Let these messages wait at the mail server."""
        _, active = self._enter().transport(transport)
        active.server.post(tokens)

    def queue(self, transport: str, direction: Direction) -> Sequence[str]:
        """Return what waits in the store, or at the mail server."""
        profile, active = self._enter().transport(transport)
        if direction is Direction.INCOMING:
            return tuple(active.server.waiting)
        store = profile.store
        return tuple(message.token for message in (*store.deferred(transport), *store.outgoing(transport)))

    def transfers(self) -> Sequence[Transfer]:
        """Return the journal."""
        return tuple(self._enter().journal)

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change the mail server's behaviour."""
        _, active = self._enter().transport(transport)
        active.server.behave(far_end)

    def set_user(self, present: bool) -> None:
        """Put a user before the screen or take it away."""
        self._enter().user.present = present

    def prompts(self) -> Sequence[Prompt]:
        """Return what the user has seen."""
        return tuple(self._enter().user.prompts)

    def live_objects(self) -> Mapping[str, int]:
        """Return what clients hold."""
        return dict(self._enter().holdings)

    def _enter(self) -> Subsystem:
        self._subsystem.pump()
        return self._subsystem
