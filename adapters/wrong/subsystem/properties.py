"""Wrong properties of status objects: what GetProps gives, and what MAPI's own objects have and do."""

from collections.abc import Sequence

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    change_prop_type,
    prop_id,
    prop_type,
)

from ...reference.flush import DIRECTIONS
from ...reference.status_objects import AddressBookStatus, MarshalledStatus, SpoolerStatus, SubsystemStatus
from ...reference.transport_status import TransportStatus
from ..faults import fault
from .status_objects import Props, lacking

# -- transports' objects -------------------------------------------------------------------------------------------------


@fault("props-merged")
class Merged(TransportStatus):
    """Answers a property that was asked for twice only once."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Each property once."""
        return super().get_props(tuple(dict.fromkeys(tags)), flags)


@fault("missing-property-left-out")
class LeftOut(TransportStatus):
    """Leaves out what it does not have, and the answer is shorter than the question."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Without the errors."""
        code, values = super().get_props(tags, flags)
        kept = tuple(value for value in values if not value.is_error)
        return code, kept or values


@fault("asked-type-ignored")
class TypeIgnored(TransportStatus):
    """Gives a property in its own type, whichever was asked for."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Ask by identifier."""
        own = {prop_id(tag): int(tag) for tag in PropertyTag if prop_type(tag) != PropertyType.PT_UNICODE}
        return super().get_props([own.get(prop_id(tag), tag) for tag in tags], flags)


@fault("any-type-refused")
class AnyTypeRefused(TransportStatus):
    """Does not know PT_UNSPECIFIED."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Refuse the whole call."""
        if any(prop_type(tag) == PropertyType.PT_UNSPECIFIED for tag in tags):
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        return super().get_props(tags, flags)


@fault("any-type-answered-with-none")
class TypeUnsaid(TransportStatus):
    """Gives the value that was asked for in any type, and does not say of which it is."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Repeat the tag of the question."""
        code, values = super().get_props(tags, flags)
        unsaid = PropertyType.PT_NULL
        return code, tuple(
            PropertyValue(change_prop_type(tag, unsaid), None)
            if prop_type(tag) == PropertyType.PT_UNSPECIFIED
            else value
            for tag, value in zip(tags, values, strict=True)
        )


@fault("text-in-the-other-width")
class OtherWidth(TransportStatus):
    """Writes a number out when it is asked for as a text, in Unicode whatever was asked for."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Convert it."""
        code, values = super().get_props(tags, flags)
        text = PropertyType.PT_STRING8
        return code, tuple(
            PropertyValue(change_prop_type(tag, PropertyType.PT_UNICODE), str(self.transport.methods))
            if prop_type(tag) == text and prop_id(tag) == prop_id(PropertyTag.PR_RESOURCE_METHODS)
            else value
            for tag, value in zip(tags, values, strict=True)
        )


@fault("no-props-means-all")
class NoPropsMeansAll(TransportStatus):
    """Answers everything that it has to an empty list, as it should where there is no list."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """All of it."""
        everything = [value.tag for value in self.transport.status_columns()]
        return super().get_props(tags or everything, flags)


@fault("methods-missing-on-supporting-object")
class SupportingWithoutMethods(TransportStatus):
    """The object of a transport that can flush has no PR_RESOURCE_METHODS."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        answer = super().get_props(tags, flags)
        return lacking(answer, PropertyTag.PR_RESOURCE_METHODS) if self.transport.traits.supports_flush else answer


# -- MAPI's own objects --------------------------------------------------------------------------------------------------


@fault("spooler-object-without-methods")
class SpoolerWithoutMethods(SpoolerStatus):
    """The spooler's object has no PR_RESOURCE_METHODS."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        return lacking(super().get_props(tags, flags), PropertyTag.PR_RESOURCE_METHODS)


@fault("spooler-object-without-status-code")
class SpoolerWithoutCode(SpoolerStatus):
    """The spooler's object has no PR_STATUS_CODE."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        return lacking(super().get_props(tags, flags), PropertyTag.PR_STATUS_CODE)


@fault("spooler-object-methods-as-short")
class SpoolerMethodsShort(SpoolerStatus):
    """The spooler's object gives PR_RESOURCE_METHODS as a short number."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Half as long."""
        code, values = super().get_props(tags, flags)
        own = PropertyTag.PR_RESOURCE_METHODS
        short = change_prop_type(own, PropertyType.PT_I2)
        return code, tuple(PropertyValue(short, value.value) if value.tag == own else value for value in values)


@fault("spooler-object-without-provider-display")
class SpoolerWithoutDisplay(SpoolerStatus):
    """The spooler's object has no PR_PROVIDER_DISPLAY."""

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Leave it out."""
        return lacking(super().get_props(tags, flags), PropertyTag.PR_PROVIDER_DISPLAY_A)


@fault("address-book-flushes")
class AddressBookFlushes(AddressBookStatus):
    """Passes FlushQueues on to the spooler."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Do what is the spooler's to do."""
        self.enter()
        spooler = self.session.profile.spooler
        return spooler.flush(spooler.transports, ui_param, flags)


@fault("address-book-accepts-flush")
class AddressBookAccepts(AddressBookStatus):
    """Answers to a method that the address book does not have."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Say S_OK."""
        self.enter()
        return int(ResultCode.S_OK)


@fault("subsystem-flushes")
class SubsystemFlushes(SubsystemStatus):
    """Passes FlushQueues on to the spooler."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Do what is the spooler's to do."""
        self.enter()
        spooler = self.session.profile.spooler
        return spooler.flush(spooler.transports, ui_param, flags)


# -- FlushQueues with further flags --------------------------------------------------------------------------------------


@fault("own-flush-refuses-force")
class OwnRefusesForce(TransportStatus):
    """A transport's own object takes FLUSH_FORCE for an unknown flag."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse it."""
        if flags & FlushFlag.FLUSH_FORCE:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        return super().flush_queues(ui_param, target, flags)


@fault("own-flush-flags-compared")
class OwnCompares(TransportStatus):
    """A transport's own object compares the flags instead of masking them: with another one beside, no direction is left."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Know the directions with FLUSH_NO_UI only."""
        known = not flags & ~int(DIRECTIONS | FlushFlag.FLUSH_NO_UI)
        return super().flush_queues(ui_param, target, flags if known else flags & ~int(DIRECTIONS))


@fault("force-flushes-nothing")
class ForceFlushesNothing(SpoolerStatus):
    """The spooler compares the flags instead of masking them: with FLUSH_FORCE beside, no direction is left."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Succeed, and flush nothing."""
        forced = flags & FlushFlag.FLUSH_FORCE
        return super().flush_queues(ui_param, target, flags & ~int(DIRECTIONS) if forced else flags)


@fault("sending-also-receives")
class SendingReceives(SpoolerStatus):
    """Asked to send, receives as well."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Add FLUSH_DOWNLOAD to FLUSH_UPLOAD."""
        return super().flush_queues(
            ui_param, target, flags | FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else flags
        )


@fault("unknown-target-means-first")
class UnknownMeansFirst(SpoolerStatus):
    """Flushes the first transport when it does not know the target."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Take it for the first."""
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            spooler = self.session.profile.spooler
            unknown = error.code in (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID)
            if target is None or not unknown:
                raise
            return spooler.flush(spooler.transports[:1], ui_param, flags)


@fault("failed-flush-leaks")
class LeakingOnFailure(SpoolerStatus):
    """Stays alive after its release when a flush has failed."""

    _failed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Note a failure."""
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError:
            self._failed = True
            raise

    def release(self) -> None:
        """Count it again after a failure."""
        super().release()
        if self._failed:
            self._holdings.lend(self.kind)


@fault("empty-queues-not-supported")
class EmptyNotSupported(SpoolerStatus):
    """Says that it has no FlushQueues when no message waits."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse then."""
        self.enter()
        profile = self.session.profile
        if target is None and not any(
            profile.store.outgoing(t.name) or t.server.waiting for t in profile.spooler.transports
        ):
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().flush_queues(ui_param, target, flags)


@fault("own-flush-of-both-not-supported")
class OwnOneAtATime(TransportStatus):
    """A transport's own object supports one direction at a time."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse both together."""
        if self.transport.traits.supports_flush and flags & DIRECTIONS == DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().flush_queues(ui_param, target, flags)


@fault("own-flush-goes-to-the-spooler")
class OwnThroughSpooler(MarshalledStatus):
    """A transport's own FlushQueues calls the spooler's, and forgets to name the target."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Flush all, where the transport supports it."""
        self.enter()
        spooler = self.session.profile.spooler
        if not self.row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES:
            return super().flush_queues(ui_param, target, flags)
        return spooler.flush(spooler.transports, ui_param, flags)
