"""The test bed of a subsystem that hosts a provider under test; it also uses the provider's own test bed."""

from collections.abc import Sequence

from mapi_tck.errors import NotOffered
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Direction, FarEnd, Prompt, Transfer

from .host import Hosting
from .test_bed import ReferenceTestBed


class HostTestBed(ReferenceTestBed):
    """The reference's test bed together with the provider's."""

    def transfers(self) -> Sequence[Transfer]:
        """Return the journal, brought up to date. Without the provider's `sent` nothing is known about what it has sent.

        Until the next look the spooler may be idle.
        """
        subsystem = self._enter()
        if not self._hosting().can("sent"):
            raise NotOffered("sent")
        for profile in subsystem.profiles.values():
            for transport in profile.spooler.transports:
                transport.server.note_sent()
        journal = super().transfers()
        for profile in subsystem.profiles.values():
            profile.spooler.give_idle_time()
        returned = {(item.transport, item.token) for item in journal if item.returned}
        # A report about a message that came back is not the message once more.
        return [
            item
            for item in journal
            if item.direction is Direction.OUTGOING or (item.transport, item.token) not in returned
        ]

    def queue(self, transport: str, direction: Direction) -> Sequence[str]:
        """Return what waits in the store, or at the far end."""
        waiting = super().queue(transport, direction)
        if direction is Direction.OUTGOING:
            return waiting
        returned = self._hosting().returned(transport) if transport in self._hosting().transports else ()
        return tuple(token for token in waiting if token not in returned)

    def submit(self, transport: str, tokens: Sequence[str]) -> None:
        """Queue these messages. None comes to a transport that takes no address type (ruling D-82)."""
        self._need_reset()
        if transport in self._hosting().take_no_type:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        super().submit(transport, tokens)

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Let these messages wait at the far end."""
        self._need_reset()
        super().arrive(transport, tokens)

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change the far end's behaviour."""
        self._need_reset()
        super().set_far_end(transport, far_end)

    def _need_reset(self) -> None:
        # Otherwise mail and far ends of an earlier scenario would be taken for this one's.
        if not self._hosting().can("reset"):
            raise NotOffered("reset")

    def set_user(self, present: bool) -> None:
        """Put a user before the screen or take it away, for the provider too."""
        super().set_user(present)
        self._hosting().bed.set_user(present)

    def prompts(self) -> Sequence[Prompt]:
        """Return what the user has seen, of the provider too."""
        return (*super().prompts(), *self._hosting().bed.prompts())

    def _hosting(self) -> Hosting:
        hosting = self._enter().hosting
        assert hosting is not None
        return hosting
