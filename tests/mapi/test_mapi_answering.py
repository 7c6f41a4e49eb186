"""What the kit offers to implementers in Python for objects with properties."""

from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.mapi import PropertyTag, PropertyValue, ResultCode, answer_get_props, prop_id, props

NUMBERS = st.dictionaries(
    st.sampled_from([PropertyTag.PR_STATUS_CODE, PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_RESOURCE_FLAGS]),
    st.integers(0, 2**31 - 1),
)
TAGS = st.lists(st.sampled_from(PropertyTag), max_size=6)


@given(NUMBERS, TAGS)
def test_get_props_answers_a_slot_for_each_tag(values: dict[int, int], tags: list[PropertyTag]) -> None:
    """In the order asked for: the value, or MAPI_E_NOT_FOUND under the same identifier and a warning."""
    code, slots = answer_get_props(values, tags)

    assert [prop_id(slot.tag) for slot in slots] == [prop_id(tag) for tag in tags]
    for tag, slot in zip(tags, slots, strict=True):
        expected = (False, values[tag]) if tag in values else (True, ResultCode.MAPI_E_NOT_FOUND)
        assert (slot.is_error, slot.value) == expected
    complete = all(tag in values for tag in tags)
    assert code == (ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED)


@given(NUMBERS)
def test_props_keeps_tags_values_and_order(values: dict[int, int]) -> None:
    """A mapping becomes property values, ready for ModifyStatusRow."""
    assert props(values) == tuple(PropertyValue(tag, value) for tag, value in values.items())
