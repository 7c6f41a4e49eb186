"""What a client reads in a row of the status table, and how it asks for rows."""

from mapi_tck.errors import Blocked
from mapi_tck.mapi import PropertyRestriction, PropertyTag, PropertyValue, Relop, ResourceMethod, Row, find

#: The two columns of steps A2 and B2.
COLUMNS = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)


def entry_id_of(row: Row) -> bytes:
    """The row's PR_ENTRYID. Anything but a value of that tag closes the way."""
    slot = find(row, PropertyTag.PR_ENTRYID)
    if slot is None or slot.tag != PropertyTag.PR_ENTRYID or not isinstance(slot.value, bytes) or not slot.value:
        raise Blocked(f"the row has no entry identifier but {slot}")
    return slot.value


def resource_type_of(row: Row) -> int | None:
    """The row's PR_RESOURCE_TYPE, if it shows one."""
    slot = find(row, PropertyTag.PR_RESOURCE_TYPE)
    if slot is None or slot.tag != PropertyTag.PR_RESOURCE_TYPE or not isinstance(slot.value, int):
        return None
    return slot.value


def has_flush_bit(slot: PropertyValue) -> bool:
    """Whether a PR_RESOURCE_METHODS value has STATUS_FLUSH_QUEUES set."""
    return (
        slot.tag == PropertyTag.PR_RESOURCE_METHODS
        and isinstance(slot.value, int)
        and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)
    )


def resource_type_is(kind: int, relop: Relop = Relop.RELOP_EQ) -> PropertyRestriction:
    """The restriction of steps A3 and B3."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    return PropertyRestriction(relop, tag, PropertyValue(tag, kind))
