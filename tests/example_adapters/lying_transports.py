"""Transport providers and test beds that would like to look better, or the kit worse, than they are."""

import math
from collections.abc import Sequence
from typing import Any

from mapi_tck.adapters.reference import Parts, ReferenceProvider
from mapi_tck.adapters.reference.deferring import DeferringTransport
from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import MapiError, PropertyTag, PropertyValue, ResultCode, StatusRowFlag
from mapi_tck.ports import OutgoingMessage, Submitted, Support, Transport


class Excusing(DeferringTransport):
    """Says in the kit's own words that there is nothing to judge."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Send nothing."""
        raise NothingToJudge("nothing of this can be judged")


class Patient(DeferringTransport):
    """Asks for a day of patience with each message."""

    seconds = 86_400.0

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Not now."""
        return Submitted(wait_seconds=self.seconds)


class Boundless(Patient):
    """Asks for no number of seconds."""

    seconds = math.nan


class Talkative(DeferringTransport):
    """Changes its row for ever."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Never come back."""
        while True:
            self.support.modify_status_row(
                [PropertyValue(PropertyTag.PR_STATUS_CODE, 1)], StatusRowFlag.STATUSROW_UPDATE
            )


class ExcusingProvider(ReferenceProvider):
    """Connects the kit to `Excusing`."""

    def __init__(self) -> None:
        super().__init__(Parts(transport=Excusing))


class PatientProvider(ReferenceProvider):
    """Connects the kit to `Patient`."""

    def __init__(self) -> None:
        super().__init__(Parts(transport=Patient))


class BoundlessProvider(ReferenceProvider):
    """Connects the kit to `Boundless`."""

    def __init__(self) -> None:
        super().__init__(Parts(transport=Boundless))


class TalkativeProvider(ReferenceProvider):
    """Connects the kit to `Talkative`."""

    def __init__(self) -> None:
        super().__init__(Parts(transport=Talkative))


class EmptyProvider(ReferenceProvider):
    """Logs an object on that has no methods at all."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> Any:
        """Answer nothing of use."""
        return object(), 0


class Lacking:
    """The reference's test bed without one of its methods."""

    __test__ = False

    def __init__(self, bed: object, missing: str) -> None:
        self._bed = bed
        self._missing = missing

    def __getattr__(self, name: str) -> Any:
        if name == self._missing:
            raise AttributeError(name)
        return getattr(self._bed, name)


class BedWithout(ReferenceProvider):
    """The reference, whose test bed lacks one method."""

    missing = ""

    def test_bed(self) -> Any:
        """The reference's, cut short."""
        return Lacking(super().test_bed(), self.missing)


class BedWithoutReset(BedWithout):
    """Without `reset`."""

    missing = "reset"


class BedWithoutSent(BedWithout):
    """Without `sent`."""

    missing = "sent"


class BedWithoutArrive(BedWithout):
    """Without `arrive`."""

    missing = "arrive"


class BedWithoutWaiting(BedWithout):
    """Without `waiting`."""

    missing = "waiting"


class BedWithoutSetFarEnd(BedWithout):
    """Without `set_far_end`."""

    missing = "set_far_end"


class BedWithoutSetUser(BedWithout):
    """Without `set_user`."""

    missing = "set_user"


class BedWithoutPrompts(BedWithout):
    """Without `prompts`."""

    missing = "prompts"


class BedWithoutLiveObjects(BedWithout):
    """Without `live_objects`."""

    missing = "live_objects"


class Refusing(Lacking):
    """Refuses to say what was sent."""

    def sent(self, transport: str) -> Sequence[str]:
        """Fail as MAPI fails."""
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


class BedThatRefuses(ReferenceProvider):
    """The reference, whose test bed refuses to tell."""

    def test_bed(self) -> Any:
        """The reference's, but for one method."""
        return Refusing(super().test_bed(), "")
