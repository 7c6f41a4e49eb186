"""Unusual subsystems that keep to their own time: mail moves by itself, or is tried again later."""

from dataclasses import replace
from typing import Final

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Condition, Description

from ...reference import ReferenceAdapter
from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, ActiveTransport
from ...reference.spooler import Spooler
from ...reference.variants import part_of, specimen

_BY_ITSELF: Final = int(DIRECTIONS | FlushFlag.FLUSH_FORCE | FlushFlag.FLUSH_NO_UI)


@specimen("busy-background")
class BusySpooler(Spooler):
    """The spooler sends and receives by itself whenever anything waits, and the adapter says that its background is not quiet."""

    def due(self) -> float:
        if not self._jobs:
            ready = [transport for transport in self.transports if _is_well(transport)]
            parts, user = self._subsystem.parts, self._subsystem.user
            self.run_now(parts.flush(ready, 0, _BY_ITSELF, self.store, user, for_client=False))
        return super().due()


def _is_well(transport: ActiveTransport) -> bool:
    assert isinstance(transport.server, MailServer)
    return transport.server._behaviour.condition is Condition.UP


@part_of("busy-background")
class SaysSo(ReferenceAdapter):
    """Describes its background."""

    def describe(self) -> Description:
        return replace(super().describe(), quiet=False)
