"""Wrong properties of status objects: what GetProps gives."""

from collections.abc import Sequence
from typing import ClassVar

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    UnicodeFlag,
    change_prop_type,
    prop_id,
    prop_type,
)

from ...reference.status_objects import SpoolerStatus
from ...reference.status_rows import width
from ...reference.transport_status import TransportStatus
from ...reference.variants import ByKeyword, instead_of, specimen

Props = tuple[int, Sequence[PropertyValue]]


def lacking(answer: Props, tag: int) -> Props:
    """The answer of an object that does not have this property."""
    _, values = answer
    error = PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
    left = tuple(error if prop_id(value.tag) == prop_id(tag) else value for value in values)
    complete = not any(value.is_error for value in left)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), left


class Lacks(ByKeyword):
    """Added to a status object: it does not have one property."""

    tag: ClassVar[int]

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        return lacking(super().get_props(tags, flags), self.tag)  # type: ignore[misc]


class Converts:
    """Added to a status object: it gives other values for some properties."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        """What it gives when asked for the tag, instead of the right value."""
        raise NotImplementedError

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        code, values = super().get_props(tags, flags)  # type: ignore[misc]
        return code, tuple(self.converted(tag, value) for tag, value in zip(tags, values, strict=True))


@specimen("spooler-object-without-methods", step="A5")
class SpoolerWithoutMethods(Lacks, SpoolerStatus, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The spooler's status object has no PR_RESOURCE_METHODS."""


@specimen("spooler-object-without-status-code", step="A5")
class SpoolerWithoutCode(Lacks, SpoolerStatus, tag=PropertyTag.PR_STATUS_CODE):
    """The spooler's status object has no PR_STATUS_CODE."""


@specimen("spooler-object-without-provider-display", step="A5")
class SpoolerWithoutDisplay(Lacks, SpoolerStatus, tag=PropertyTag.PR_PROVIDER_DISPLAY_A):
    """The spooler's status object has no PR_PROVIDER_DISPLAY."""


@specimen("provider-display-missing-on-object", step="B5.2")
class ProviderDisplayMissing(Lacks, TransportStatus, tag=PropertyTag.PR_PROVIDER_DISPLAY_A):
    """A transport's status object has no PR_PROVIDER_DISPLAY."""


@instead_of(TransportStatus.get_props, "methods-missing-on-object", step="B5.2")
def methods_missing(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """The status object of a transport that does not support FlushQueues has no PR_RESOURCE_METHODS."""
    answer = TransportStatus.get_props(self, tags, flags)
    return answer if self.transport.traits.supports_flush else lacking(answer, PropertyTag.PR_RESOURCE_METHODS)


@instead_of(TransportStatus.get_props, "methods-missing-on-supporting-object", step="B5.2")
def supporting_without_methods(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """The status object of a transport that supports FlushQueues has no PR_RESOURCE_METHODS."""
    answer = TransportStatus.get_props(self, tags, flags)
    return lacking(answer, PropertyTag.PR_RESOURCE_METHODS) if self.transport.traits.supports_flush else answer


@instead_of(TransportStatus.get_props, "object-has-methods-only", step="B5.2")
def methods_only(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """A transport's status object has PR_RESOURCE_METHODS and no other property."""
    answer = TransportStatus.get_props(self, tags, flags)
    for tag in tags:
        if tag != PropertyTag.PR_RESOURCE_METHODS:
            answer = lacking(answer, tag)
    return answer


@instead_of(TransportStatus.get_props, "unicode-flag-changes-the-asked-type", step="B5.2")
def other_type(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """With MAPI_UNICODE GetProps of a transport's status object gives a text in Unicode, even if it is asked for in ANSI."""
    if flags & UnicodeFlag.MAPI_UNICODE:
        ansi = PropertyType.PT_STRING8
        tags = [change_prop_type(tag, PropertyType.PT_UNICODE) if prop_type(tag) == ansi else tag for tag in tags]
    return TransportStatus.get_props(self, tags, flags)


@instead_of(TransportStatus.get_props, "props-reversed", step="B5.2")
def props_reversed(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns the properties in the reverse order."""
    code, values = TransportStatus.get_props(self, tags, flags)
    return code, tuple(reversed(values))


@instead_of(TransportStatus.get_props, "props-sorted", step="B5.2")
def props_sorted(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns the properties in the order of their tags."""
    return TransportStatus.get_props(self, sorted(tags), flags)


@instead_of(TransportStatus.get_props, "props-merged", step="B5.2")
def merged(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns a property once if it is asked for twice."""
    return TransportStatus.get_props(self, tuple(dict.fromkeys(tags)), flags)


@instead_of(TransportStatus.get_props, "missing-property-left-out", step="B5.2")
def left_out(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object leaves out a property that is missing, so that the answer is shorter."""
    code, values = TransportStatus.get_props(self, tags, flags)
    kept = tuple(value for value in values if not value.is_error)
    return code, kept or values


@instead_of(TransportStatus.get_props, "no-props-accepted", step="B5.2")
def no_props_accepted(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object accepts an empty list of properties."""
    return TransportStatus.get_props(self, tags or (PropertyTag.PR_RESOURCE_METHODS,), flags)


@instead_of(TransportStatus.get_props, "no-props-means-all", step="B5.2")
def no_props_means_all(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns every property for an empty list."""
    everything = [value.tag for value in self.transport.status_columns()]
    return TransportStatus.get_props(self, tags or everything, flags)


@instead_of(TransportStatus.get_props, "props-without-warning", step="B5.2")
def props_without_warning(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns S_OK although a property is missing."""
    _, values = TransportStatus.get_props(self, tags, flags)
    return int(ResultCode.S_OK), values


@instead_of(TransportStatus.get_props, "get-props-always-warns", step="B5.2")
def always_warns(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object returns MAPI_W_ERRORS_RETURNED although no property is missing."""
    _, values = TransportStatus.get_props(self, tags, flags)
    return int(ResultCode.MAPI_W_ERRORS_RETURNED), values


@specimen("spooler-object-methods-as-short", step="A5")
class SpoolerMethodsShort(Converts, SpoolerStatus):
    """The spooler's status object gives PR_RESOURCE_METHODS as a short number."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        own = PropertyTag.PR_RESOURCE_METHODS
        return PropertyValue(change_prop_type(own, PropertyType.PT_I2), value.value) if value.tag == own else value


@instead_of(TransportStatus.get_props, "asked-type-ignored", step="B5.2")
def type_ignored(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object gives a property in its own type, even if another was asked for."""
    own = {prop_id(tag): int(tag) for tag in PropertyTag if prop_type(tag) != PropertyType.PT_UNICODE}
    return TransportStatus.get_props(self, [own.get(prop_id(tag), tag) for tag in tags], flags)


@instead_of(TransportStatus.get_props, "any-type-refused", step="B5.2")
def any_type_refused(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object refuses PT_UNSPECIFIED."""
    if any(prop_type(tag) == PropertyType.PT_UNSPECIFIED for tag in tags):
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    return TransportStatus.get_props(self, tags, flags)


@specimen("any-type-answered-with-none", step="B5.2")
class TypeUnsaid(Converts, TransportStatus):
    """GetProps of a transport's status object answers PT_UNSPECIFIED with PT_NULL and no value."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        any_type = prop_type(tag) == PropertyType.PT_UNSPECIFIED
        return PropertyValue(change_prop_type(tag, PropertyType.PT_NULL), None) if any_type else value


@specimen("any-type-text-in-unicode", step="B5.2")
class TextInUnicode(Converts, TransportStatus):
    """GetProps of a transport's status object gives a text asked for as PT_UNSPECIFIED in Unicode, without MAPI_UNICODE."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        any_type = prop_type(tag) == PropertyType.PT_UNSPECIFIED
        return PropertyValue(width(value.tag, unicode=True), value.value) if any_type else value


@specimen("text-in-the-other-width", step="B5.2")
class OtherWidth(Converts, TransportStatus):
    """GetProps of a transport's status object gives PR_RESOURCE_METHODS as a Unicode text if it is asked for an eight-bit one."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        methods = prop_id(tag) == prop_id(PropertyTag.PR_RESOURCE_METHODS)
        if not methods or prop_type(tag) != PropertyType.PT_STRING8:
            return value
        return PropertyValue(change_prop_type(tag, PropertyType.PT_UNICODE), str(self.transport.methods))


@instead_of(TransportStatus.get_props, "text-given-for-a-number", step="B5.2")
def text_for_number(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object gives its name as a text if it is asked for the name as a number."""
    name, number = PropertyTag.PR_DISPLAY_NAME_A, PropertyType.PT_LONG
    tags = [name if tag == change_prop_type(name, number) else tag for tag in tags]
    return TransportStatus.get_props(self, tags, flags)


@instead_of(TransportStatus.get_props, "unicode-flag-refused", step="B5.2")
def unicode_refused(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object refuses MAPI_UNICODE as an unknown flag."""
    if flags & UnicodeFlag.MAPI_UNICODE:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    return TransportStatus.get_props(self, tags, flags)


@instead_of(TransportStatus.get_props, "any-type-text-never-in-unicode", step="B5.2")
def never_in_unicode(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's status object gives a text asked for as PT_UNSPECIFIED in ANSI, even with MAPI_UNICODE."""
    return TransportStatus.get_props(self, tags, flags & ~int(UnicodeFlag.MAPI_UNICODE))


class Says(ByKeyword, Converts):
    """Added to a status object: one of its numbers is wrong."""

    tag: ClassVar[int]
    number: ClassVar[int]

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        return PropertyValue(tag, self.number) if value.tag == self.tag else value


@specimen("transport-object-claims-write-access", step="B5.1")
class TransportWritable(Says, TransportStatus, tag=PropertyTag.PR_ACCESS_LEVEL, number=1):
    """A transport's status object that was opened without MAPI_MODIFY claims write access."""


@specimen("spooler-object-has-no-known-access", step="A5")
class SpoolerAccessUnknown(Says, SpoolerStatus, tag=PropertyTag.PR_ACCESS_LEVEL, number=-1):
    """PR_ACCESS_LEVEL of the spooler's status object is none of the two defined values."""


@specimen("any-type-not-found", step="B5.2")
class AnyTypeNotFound(Converts, TransportStatus):
    """GetProps of a transport's status object answers PT_UNSPECIFIED with an error, although the object has the property."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        error = PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
        return error if prop_type(tag) == PropertyType.PT_UNSPECIFIED else value


@instead_of(TransportStatus.get_props, "dll-name-is-never-unicode", step="B5.2")
def dll_name_ansi(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """With MAPI_UNICODE GetProps of a transport's object gives PR_PROVIDER_DLL_NAME in ANSI if any type will do."""
    name = change_prop_type(PropertyTag.PR_PROVIDER_DLL_NAME_A, PropertyType.PT_UNSPECIFIED)
    asked = [int(PropertyTag.PR_PROVIDER_DLL_NAME_A) if tag == name else tag for tag in tags]
    return TransportStatus.get_props(self, asked, flags)
