"""Wrong status objects: FlushQueues of the spooler's, the subsystem's and the address book's objects."""

from typing import Any, ClassVar

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode

from ...reference.flush import DIRECTIONS, server_of
from ...reference.status_objects import AddressBookStatus, MarshalledStatus, OwnStatus, SpoolerStatus, SubsystemStatus
from ...reference.variants import ByKeyword, instead_of, part_of, specimen


def letter(flags: int) -> int:
    """The flags as the topic's letter pairs them: FLUSH_UPLOAD with incoming, FLUSH_DOWNLOAD with outgoing."""
    upload = FlushFlag.FLUSH_UPLOAD if flags & FlushFlag.FLUSH_DOWNLOAD else 0
    download = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
    return int(flags & ~int(DIRECTIONS) | upload | download)


@instead_of(SpoolerStatus.flush_queues, "directions-swapped", step="A6")
def spooler_by_the_letter(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """FlushQueues sends on FLUSH_DOWNLOAD and receives on FLUSH_UPLOAD, as the topic's letter pairs them."""
    return SpoolerStatus.flush_queues(self, ui_param, target, letter(flags))


@part_of("directions-swapped")
class TransportByTheLetter(MarshalledStatus):
    """A transport's own FlushQueues does so, too."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        return super().flush_queues(ui_param, target, letter(flags))


class SpoolerDrops(ByKeyword, SpoolerStatus):
    """The spooler answers S_OK to a flush in one direction alone, with or without a target, and does nothing."""

    targeted: ClassVar[bool]
    direction: ClassVar[int]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        if (target is not None) == self.targeted and flags & DIRECTIONS == self.direction:
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@specimen("spooler-does-not-send", step="A6")
class SpoolerDoesNotSend(SpoolerDrops, targeted=False, direction=FlushFlag.FLUSH_UPLOAD):
    """The spooler's flush of all outgoing queues alone does nothing."""


@specimen("spooler-does-not-receive", step="A6")
class SpoolerDoesNotReceive(SpoolerDrops, targeted=False, direction=FlushFlag.FLUSH_DOWNLOAD):
    """The spooler's flush of all incoming queues alone does nothing."""


@specimen("target-is-not-sent", step="B5.3")
class TargetNotSent(SpoolerDrops, targeted=True, direction=FlushFlag.FLUSH_UPLOAD):
    """The spooler's flush of a target's outgoing queue alone does nothing."""


@specimen("target-is-not-received", step="B5.3")
class TargetNotReceived(SpoolerDrops, targeted=True, direction=FlushFlag.FLUSH_DOWNLOAD):
    """The spooler's flush of a target's incoming queue alone does nothing."""


@instead_of(SpoolerStatus.flush_queues, "one-direction-of-two", step="A6")
def one_of_two(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler only sends if it is asked for both directions without a target."""
    if target is None and flags & DIRECTIONS == DIRECTIONS:
        flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@instead_of(SpoolerStatus.flush_queues, "both-directions-for-one", step="A6")
def both_for_one(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler flushes both directions if it is asked for one."""
    return SpoolerStatus.flush_queues(self, ui_param, target, flags | DIRECTIONS if flags & DIRECTIONS else flags)


@instead_of(SpoolerStatus.flush_queues, "sending-also-receives", step="A6")
def sending_receives(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler also receives if it is asked to send."""
    more = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
    return SpoolerStatus.flush_queues(self, ui_param, target, flags | more)


@instead_of(SpoolerStatus.flush_queues, "force-flushes-nothing", step="A6")
def force_flushes_nothing(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler compares its flags instead of masking them, so that FLUSH_FORCE leaves no direction."""
    forced = flags & FlushFlag.FLUSH_FORCE
    return SpoolerStatus.flush_queues(self, ui_param, target, flags & ~int(DIRECTIONS) if forced else flags)


@instead_of(SpoolerStatus.flush_queues, "flush-with-ui-does-nothing", step="A6")
def only_unattended(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A flush without FLUSH_NO_UI succeeds and transfers nothing."""
    attended = not flags & FlushFlag.FLUSH_NO_UI
    return SpoolerStatus.flush_queues(self, ui_param, target, flags & ~int(DIRECTIONS) if attended else flags)


@instead_of(SpoolerStatus.flush_queues, "spooler-does-not-flush", step="A6")
def spooler_does_not_flush(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler refuses FlushQueues with MAPI_E_NO_SUPPORT."""
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@instead_of(SpoolerStatus.flush_queues, "force-refused", step="A6")
def force_refused(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler refuses FLUSH_FORCE."""
    if flags & FlushFlag.FLUSH_FORCE:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


class EmptyRefused(ByKeyword, SpoolerStatus):
    """The spooler refuses a flush without target if no message waits in any queue."""

    code: ClassVar[ResultCode]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        profile = self.session.profile
        if target is None and not any(
            profile.store.outgoing(t.name) or t.server.waiting for t in profile.spooler.transports
        ):
            raise MapiError(self.code)
        return super().flush_queues(ui_param, target, flags)


@specimen("nothing-to-do-is-an-error", step="A6")
class NothingToDo(EmptyRefused, code=ResultCode.MAPI_E_NOT_FOUND):
    """A flush of empty queues fails."""


@specimen("empty-queues-not-supported", step="A6")
class EmptyNotSupported(EmptyRefused, code=ResultCode.MAPI_E_NO_SUPPORT):
    """A flush of empty queues fails with MAPI_E_NO_SUPPORT."""


@specimen("queue-as-of-opening", step="A6")
class AsOfOpening(SpoolerStatus):
    """The spooler transfers only the messages that waited when its status object was opened."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        transports, store = self.session.profile.spooler.transports, self.session.profile.store
        self.outgoing = {transport.name: set(store.outgoing(transport.name)) for transport in transports}
        self.incoming = {transport.name: set(transport.server.waiting) for transport in transports}

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if flags & FlushFlag.FLUSH_ASYNC_OK:
            return super().flush_queues(ui_param, target, flags)
        # Put aside what came later, and put it back afterwards.
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


@instead_of(SpoolerStatus.flush_queues, "target-means-all", step="B5.3")
def target_means_all(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler flushes every transport although one is the target."""
    if target is not None:
        self.session.find(target)
    return SpoolerStatus.flush_queues(self, ui_param, None, flags)


_UNKNOWN = (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID)


@instead_of(SpoolerStatus.flush_queues, "unknown-target-means-all", step="A6")
def unknown_means_all(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler flushes every transport if it does not know the target."""
    try:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    except MapiError as error:
        if error.code not in _UNKNOWN:
            raise
        return SpoolerStatus.flush_queues(self, ui_param, None, flags)


@instead_of(SpoolerStatus.flush_queues, "unknown-target-means-first", step="A6")
def unknown_means_first(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler flushes the first transport if it does not know the target."""
    try:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    except MapiError as error:
        if target is None or error.code not in _UNKNOWN:
            raise
        spooler = self.session.profile.spooler
        return spooler.flush(spooler.transports[:1], ui_param, flags)


@instead_of(SpoolerStatus.flush_queues, "flush-reaches-other-profiles", step="A6")
def all_profiles(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The spooler flushes the queues of every profile in use."""
    answer = SpoolerStatus.flush_queues(self, ui_param, target, flags)
    for profile in self.session.subsystem.profiles.values():
        if target is None and profile is not self.session.profile:
            profile.spooler.flush(profile.spooler.transports, ui_param, flags)
    return answer


class AcceptsFlush(OwnStatus):
    """A status object of MAPI's own that answers S_OK to FlushQueues, which it does not support."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        return int(ResultCode.S_OK)


class PassesFlushOn(OwnStatus):
    """A status object of MAPI's own that passes FlushQueues on to the spooler."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        spooler = self.session.profile.spooler
        return spooler.flush(spooler.transports, ui_param, flags)


@specimen("subsystem-accepts-flush", step="A6")
class SubsystemAccepts(AcceptsFlush, SubsystemStatus):
    """The subsystem's status object answers S_OK to FlushQueues, which it does not support."""


@specimen("subsystem-flushes", step="A6")
class SubsystemFlushes(PassesFlushOn, SubsystemStatus):
    """The subsystem's status object passes FlushQueues on to the spooler."""


@specimen("address-book-accepts-flush", step="A6")
class AddressBookAccepts(AcceptsFlush, AddressBookStatus):
    """The address book's status object answers S_OK to FlushQueues, which it does not support."""


@specimen("address-book-flushes", step="A6")
class AddressBookFlushes(PassesFlushOn, AddressBookStatus):
    """The address book's status object passes FlushQueues on to the spooler."""
