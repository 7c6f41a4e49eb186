"""Lines about GetProps of a transport's status object: all properties in one call, and what its type says."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import (
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceType,
    ResultCode,
    change_prop_type,
    enum_text,
    prop_type,
    value_text,
)
from mapi_tck.scenario import Outcome, Scenario, need, then, when

from ..words import column_of, is_free, names
from .spooler import PlayedSpooler, Read

Answer = Outcome[tuple[int, Sequence[PropertyValue]]]


class Which(StrEnum):
    """What is asked for in one call."""

    ONCE = "every property that it gives alone"
    EACH_TWICE = "every property that it gives alone, each twice"
    ALL_AGAIN = "every property that it gives alone, and all of them again"
    TWENTY_TIMES = "every property that it gives alone, all of them twenty times"
    BEHIND_ONE = "every property that it gives alone, behind one that no object has"
    EACH_BEHIND_ONE = "every property that it gives alone, each behind one that no object has"
    BEFORE_SOME = "every property that it gives alone, with some that no object has behind it"

    def tags(self, given: Sequence[int]) -> tuple[int, ...]:
        """The list to ask for, where the object gives these."""
        lacks = column_of("a property that no object has")
        match self:
            case Which.EACH_TWICE:
                return tuple(chain.from_iterable((tag, tag) for tag in given))
            case Which.ALL_AGAIN:
                return (*given, *given)
            case Which.TWENTY_TIMES:
                return 20 * tuple(given)
            case Which.BEHIND_ONE:
                return (lacks, *given)
            case Which.EACH_BEHIND_ONE:
                return tuple(chain.from_iterable((lacks, tag) for tag in given))
            case Which.BEFORE_SOME:
                return (*given, lacks, lacks, lacks)
        return tuple(given)


#: What a status object should have (imapistatusimapiprop.md), in an order of the kit's own.
_REQUIRED: Final = (
    PropertyTag.PR_RESOURCE_METHODS,
    PropertyTag.PR_STATUS_CODE,
    PropertyTag.PR_DISPLAY_NAME_A,
    PropertyTag.PR_PROVIDER_DISPLAY_A,
    PropertyTag.PR_PROVIDER_DLL_NAME_A,
    PropertyTag.PR_RESOURCE_FLAGS,
    PropertyTag.PR_RESOURCE_TYPE,
    PropertyTag.PR_OBJECT_TYPE,
)
#: Those of them that stay the same for the whole life of a status object: their values are compared, too.
_CONSTANT: Final = (PropertyTag.PR_RESOURCE_TYPE, PropertyTag.PR_OBJECT_TYPE, PropertyTag.PR_PROVIDER_DLL_NAME_A)

#: The type of a transport's status object, by either property.
_TYPES: Final = {
    PropertyTag.PR_RESOURCE_TYPE: (ResourceType, ResourceType.MAPI_TRANSPORT_PROVIDER),
    PropertyTag.PR_OBJECT_TYPE: (ObjectType, ObjectType.MAPI_STATUS),
}


@when("the spooler reads {which} from the status object of {transport} in one call")
def reads_together(spooler: PlayedSpooler, which: Which, transport: str) -> None:
    """GetProps for each required property and each column of the row alone, then for those that it gives, together.

    A text that is not there in one width may be there in the other.
    """
    conversation = spooler.to(transport)
    opened = conversation.open_status_object()
    row = (int(value.tag) for value in conversation.support.columns.values() if not value.is_absent)
    for tag in dict.fromkeys((*map(int, _REQUIRED), *row)):
        for asked in _widths(tag):
            alone = conversation.call(opened.get_props, (asked,), 0)
            if _given(alone, asked):
                spooler.alone[asked] = alone
                break
    need(spooler.alone, f"the status object of {transport} gives no property")
    spooler.asked = which.tags(tuple(spooler.alone))
    spooler.together = conversation.call(opened.get_props, spooler.asked, 0)


def _widths(tag: int) -> tuple[int, ...]:
    """The tag, and the other width of a text."""
    wide = {PropertyType.PT_STRING8: PropertyType.PT_UNICODE, PropertyType.PT_UNICODE: PropertyType.PT_STRING8}
    other = wide.get(PropertyType(prop_type(tag)))
    return (tag,) if other is None else (tag, change_prop_type(tag, other))


def _given(answer: Answer, tag: int) -> bool:
    return not answer.refused and [value.tag for value in answer.value[1]] == [tag]


@then("each value is in its place, without a warning", lacks=False)
@then("each value is in its place, and what no object has is an error with a warning", lacks=True)
def each_in_place(tck: Scenario, spooler: PlayedSpooler, lacks: bool) -> None:
    """GetProps gave a value of each property that it gives alone in each place in which it was asked for it."""
    together = need(spooler.together, "GetProps was not called")
    code, values = (together.code, ()) if together.refused else together.value
    # A binding may hide the code of a success.
    right = ResultCode.MAPI_W_ERRORS_RETURNED if lacks else ResultCode.S_OK
    fits = len(values) == len(spooler.asked)
    wrong = [place for place, tag in enumerate(spooler.asked) if not (fits and _fits(spooler, tag, values[place]))]
    holds = not together.refused and code in (right, None) and not wrong
    shown = {names((spooler.asked[place],))[0]: value_text(values[place]) for place in wrong} if fits else {}
    tck.check(
        "missing-property-marked" if lacks else "order-of-answers",
        holds,
        expected={"answer": right.name, "wrong": {}},
        observed={"answer": together.text, "places": len(values), "wrong": shown},
        on=[together, *spooler.alone.values()],
    )


def _fits(spooler: PlayedSpooler, tag: int, value: PropertyValue) -> bool:
    """Whether the value may be in a place in which this was asked for. Of an error only the type is looked at (ruling D-16)."""
    if is_free(tag):
        return value.is_error
    alone = spooler.alone[tag].value[1][0]
    return value.tag == tag and (tag not in _CONSTANT or value.value == alone.value)


@then("each type is that of a transport's status object, where it is told")
def type_told(tck: Scenario, spooler: PlayedSpooler) -> None:
    """PR_RESOURCE_TYPE is MAPI_TRANSPORT_PROVIDER, and PR_OBJECT_TYPE is MAPI_STATUS; of a remote one it may be MAPI_FOLDER."""
    items = []
    for read in spooler.read:
        value = _number(read)
        if value is not None:
            family, right = _TYPES[PropertyTag(read.tag)]
            folder = read.of_folder and (read.tag, value) == (PropertyTag.PR_OBJECT_TYPE, ObjectType.MAPI_FOLDER)
            name = PropertyTag(read.tag).name
            items.append((name, value == right or folder, enum_text(family, value), read.on_object))
    if not items:
        raise NothingToJudge("the status objects tell no type")
    tck.check_each(
        "type-of-a-transport",
        items,
        expected="MAPI_TRANSPORT_PROVIDER and MAPI_STATUS",
        nothing="no property was read",
    )


def _number(read: Read) -> int | None:
    if read.on_object.refused or not read.on_object.value[1]:
        return None
    value = read.on_object.value[1][0]
    return value.value if not value.is_absent and isinstance(value.value, int) else None
