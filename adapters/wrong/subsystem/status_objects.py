"""Wrong status objects: the spooler's, the subsystem's, transports', and MAPI's stand-ins for the latter."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    change_prop_type,
    prop_id,
)

from ...reference.flush import DIRECTIONS, server_of
from ...reference.status_objects import MarshalledStatus, SpoolerStatus, SubsystemStatus
from ...reference.status_rows import StatusRow
from ...reference.transport_status import TransportStatus
from ..faults import fault

if TYPE_CHECKING:
    from ...reference.session import Session

Props = tuple[int, Sequence[PropertyValue]]


# -- A6: the spooler's FlushQueues ------------------------------------------------------------------------------------


def letter(flags: int) -> int:
    """The flags as the topic's letter pairs them: FLUSH_UPLOAD with incoming, FLUSH_DOWNLOAD with outgoing."""
    upload = FlushFlag.FLUSH_UPLOAD if flags & FlushFlag.FLUSH_DOWNLOAD else 0
    download = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
    return int(flags & ~int(DIRECTIONS) | upload | download)


@fault("directions-swapped")
class SpoolerByTheLetter(SpoolerStatus):
    """Sends on FLUSH_DOWNLOAD and receives on FLUSH_UPLOAD."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Swap the directions."""
        return super().flush_queues(ui_param, target, letter(flags))


@fault("directions-swapped")
class TransportByTheLetter(MarshalledStatus):
    """Sends on FLUSH_DOWNLOAD and receives on FLUSH_UPLOAD."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Swap the directions."""
        return super().flush_queues(ui_param, target, letter(flags))


@fault("spooler-does-not-flush")
class SpoolerDoesNotFlush(SpoolerStatus):
    """Has no FlushQueues."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


class SpoolerDrops(SpoolerStatus):
    """Answers S_OK to some flushes and does nothing."""

    def drops(self, target: bytes | None, directions: int) -> bool:
        """Whether this flush is one of them."""
        raise NotImplementedError

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Do nothing, or what is right."""
        self.enter()
        if self.drops(target, flags & DIRECTIONS):
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@fault("spooler-does-not-send")
class SpoolerDoesNotSend(SpoolerDrops):
    """A flush of all outgoing queues does nothing."""

    def drops(self, target: bytes | None, directions: int) -> bool:
        """Without target, upload alone."""
        return target is None and directions == FlushFlag.FLUSH_UPLOAD


@fault("spooler-does-not-receive")
class SpoolerDoesNotReceive(SpoolerDrops):
    """A flush of all incoming queues does nothing."""

    def drops(self, target: bytes | None, directions: int) -> bool:
        """Without target, download alone."""
        return target is None and directions == FlushFlag.FLUSH_DOWNLOAD


@fault("target-is-not-sent")
class TargetNotSent(SpoolerDrops):
    """A flush of a target's outgoing queue does nothing."""

    def drops(self, target: bytes | None, directions: int) -> bool:
        """With target, upload alone."""
        return target is not None and directions == FlushFlag.FLUSH_UPLOAD


@fault("target-is-not-received")
class TargetNotReceived(SpoolerDrops):
    """A flush of a target's incoming queue does nothing."""

    def drops(self, target: bytes | None, directions: int) -> bool:
        """With target, download alone."""
        return target is not None and directions == FlushFlag.FLUSH_DOWNLOAD


@fault("one-direction-of-two")
class OneOfTwo(SpoolerStatus):
    """Asked for both directions, only sends."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Drop FLUSH_DOWNLOAD next to FLUSH_UPLOAD."""
        if target is None and flags & DIRECTIONS == DIRECTIONS:
            flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        return super().flush_queues(ui_param, target, flags)


@fault("both-directions-for-one")
class BothForOne(SpoolerStatus):
    """Asked for one direction, does both."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Add the other direction."""
        return super().flush_queues(ui_param, target, flags | DIRECTIONS if flags & DIRECTIONS else flags)


@fault("queue-as-of-opening")
class AsOfOpening(SpoolerStatus):
    """Transfers what waited when it was opened."""

    def __init__(self, session: "Session", row: StatusRow) -> None:
        super().__init__(session, row)
        transports = session.profile.spooler.transports
        self.outgoing = {name: set(session.profile.store.outgoing(name)) for name in [t.name for t in transports]}
        self.incoming = {transport.name: set(transport.server.waiting) for transport in transports}

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Put aside what came later, and put it back afterwards."""
        if flags & FlushFlag.FLUSH_ASYNC_OK:
            return super().flush_queues(ui_param, target, flags)
        later = []
        for transport in self.session.profile.spooler.transports:
            queue = self.session.profile.store.outgoing(transport.name)
            waiting = server_of(transport).waiting
            new = [message for message in queue if message not in self.outgoing[transport.name]]
            arrived = [token for token in waiting if token not in self.incoming[transport.name]]
            later.append((queue, new, waiting, arrived))
            for message in new:
                queue.remove(message)
            for token in arrived:
                waiting.remove(token)
        try:
            return super().flush_queues(ui_param, target, flags)
        finally:
            for queue, new, waiting, arrived in later:
                queue.extend(new)
                waiting.extend(arrived)


@fault("target-means-all")
class TargetMeansAll(SpoolerStatus):
    """Flushes every transport although one is the target."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Check the target, then forget it."""
        if target is not None:
            self.session.find(target)
        return super().flush_queues(ui_param, None, flags)


@fault("unknown-target-means-all")
class UnknownMeansAll(SpoolerStatus):
    """Flushes every transport when it does not know the target."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Forget a target that does not exist."""
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            if error.code not in (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID):
                raise
            return super().flush_queues(ui_param, None, flags)


@fault("nothing-to-do-is-an-error")
class NothingToDo(SpoolerStatus):
    """Fails where no message waits."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse a flush of empty queues."""
        self.enter()
        profile = self.session.profile
        if target is None and not any(
            profile.store.outgoing(t.name) or t.server.waiting for t in profile.spooler.transports
        ):
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().flush_queues(ui_param, target, flags)


@fault("force-refused")
class ForceRefused(SpoolerStatus):
    """Does not know FLUSH_FORCE."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse the flag."""
        if flags & FlushFlag.FLUSH_FORCE:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        return super().flush_queues(ui_param, target, flags)


@fault("flush-reaches-other-profiles")
class AllProfiles(SpoolerStatus):
    """Flushes the queues of every profile in use."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """After its own, those of the others."""
        answer = super().flush_queues(ui_param, target, flags)
        for profile in self.session.subsystem.profiles.values():
            if target is None and profile is not self.session.profile:
                profile.spooler.flush(profile.spooler.transports, ui_param, flags)
        return answer


@fault("subsystem-accepts-flush")
class SubsystemAccepts(SubsystemStatus):
    """Answers to a method that it does not have."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Say S_OK."""
        self.enter()
        return int(ResultCode.S_OK)


# -- B5.2: GetProps ---------------------------------------------------------------------------------------------------


def lacking(answer: Props, tag: int) -> Props:
    """The answer of an object that does not have this property."""
    _, values = answer
    error = PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
    left = tuple(error if prop_id(value.tag) == prop_id(tag) else value for value in values)
    complete = not any(value.is_error for value in left)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), left


@fault("methods-missing-on-object")
class MethodsMissing(TransportStatus):
    """The object of a transport that cannot flush has no PR_RESOURCE_METHODS."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        answer = super().get_props(tags, flags)
        return answer if self.transport.traits.supports_flush else lacking(answer, PropertyTag.PR_RESOURCE_METHODS)


@fault("provider-display-missing-on-object")
class ProviderDisplayMissing(TransportStatus):
    """The object has no PR_PROVIDER_DISPLAY."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        return lacking(super().get_props(tags, flags), PropertyTag.PR_PROVIDER_DISPLAY_A)


@fault("object-has-methods-only")
class MethodsOnly(TransportStatus):
    """The object has PR_RESOURCE_METHODS and nothing else."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave out the rest."""
        answer = super().get_props(tags, flags)
        for tag in tags:
            if tag != PropertyTag.PR_RESOURCE_METHODS:
                answer = lacking(answer, tag)
        return answer


@fault("props-reversed")
class PropsReversed(TransportStatus):
    """Answers the last question first."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Turn the answer round."""
        code, values = super().get_props(tags, flags)
        return code, tuple(reversed(values))


@fault("props-sorted")
class PropsSorted(TransportStatus):
    """Answers in the order of tags."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Sort the question."""
        return super().get_props(sorted(tags), flags)


@fault("props-without-warning")
class PropsWithoutWarning(TransportStatus):
    """Does not warn of properties that are missing."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Say S_OK."""
        _, values = super().get_props(tags, flags)
        return int(ResultCode.S_OK), values


@fault("no-props-accepted")
class NoPropsAccepted(TransportStatus):
    """Takes no property for some property."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Answer to an empty list."""
        return super().get_props(tags or (PropertyTag.PR_RESOURCE_METHODS,), flags)


# -- B5.3: a transport's own FlushQueues ------------------------------------------------------------------------------


@fault("flush-promised-and-refused")
class PromisedAndRefused(TransportStatus):
    """Has STATUS_FLUSH_QUEUES set, and not the method."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@fault("flush-supported-unannounced")
class SupportedUnannounced(TransportStatus):
    """Has STATUS_FLUSH_QUEUES clear, and the method all the same."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Accept."""
        if not self.transport.traits.supports_flush:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@fault("own-flush-reaches-the-others")
class ReachesTheOthers(MarshalledStatus):
    """A transport's own FlushQueues flushes its neighbours too."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """After itself, the others that can."""
        answer = super().flush_queues(ui_param, target, flags)
        for other in self.session.profile.spooler.transports:
            if other.row is not self.row:
                with suppress(MapiError):
                    other.logon.open_status_entry(None, 0)[0].flush_queues(ui_param, None, flags)
        return answer
