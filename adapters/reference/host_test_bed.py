"""The test bed of a subsystem that hosts a provider under test: what the provider's own test bed sees counts too."""

from collections.abc import Sequence

from mapi_tck.errors import NotOffered
from mapi_tck.ports import Prompt, Transfer

from .host import Hosting
from .test_bed import ReferenceTestBed


class HostTestBed(ReferenceTestBed):
    """The reference's test bed, and behind it the provider's."""

    def transfers(self) -> Sequence[Transfer]:
        """Answer the journal, brought up to date. Without the provider's `sent` what it has sent cannot be known."""
        subsystem = self._enter()
        if not self._hosting().can("sent"):
            raise NotOffered("sent")
        for profile in subsystem.profiles.values():
            for transport in profile.spooler.transports:
                transport.server.note_sent()
        return super().transfers()

    def set_user(self, present: bool) -> None:
        """Let someone come or go, for the provider too."""
        super().set_user(present)
        self._hosting().bed.set_user(present)

    def prompts(self) -> Sequence[Prompt]:
        """Answer what the user has seen, of the provider too."""
        return (*super().prompts(), *self._hosting().bed.prompts())

    def _hosting(self) -> Hosting:
        hosting = self._enter().hosting
        assert hosting is not None
        return hosting
