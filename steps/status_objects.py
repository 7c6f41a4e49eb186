"""Lines about status objects: what GetProps answers."""

from collections.abc import Sequence

from mapi_tck.gherkin import then, when
from mapi_tck.mapi import PropertyTag, PropertyValue, ResultCode, find, prop_id, result_text, value_text
from mapi_tck.scenario import Outcome, Scenario

from .client import Client, Visit
from .words import columns, names

Answered = list[tuple[Visit, Outcome[tuple[int, Sequence[PropertyValue]]]]]


@when("it gets PR_RESOURCE_METHODS of the spooler's status object")
def gets_of_spooler(client: Client) -> None:
    """One property of the object that procedure A has opened."""
    client.take(client.spooler.get_props, (PropertyTag.PR_RESOURCE_METHODS,), 0)


@when("it calls GetProps without a property on each transport's status object")
def gets_nothing(client: Client) -> None:
    """GetProps with an empty array."""
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, (), 0)


@when("it gets {words} of each transport's status object")
def gets_of_each(client: Client, words: str) -> None:
    """GetProps with these properties, in this order."""
    for visit in client.visits:
        visit.answered = client.tck.call(visit.object.get_props, columns(words), 0)
    client.asked = columns(words)


def _answers(client: Client) -> Answered:
    return [(visit, visit.answered) for visit in client.visits if visit.answered is not None]


def _text(outcome: Outcome[tuple[int, Sequence[PropertyValue]]]) -> str:
    if outcome.refused:
        return outcome.text
    code, values = outcome.value
    return f"{result_text(code)}: {', '.join(str(value) for value in values)}"


@then("each of them has the property")
def each_has_property(tck: Scenario, client: Client) -> None:
    """A value of the property's own type."""
    tck.check_each(
        "property-present",
        [
            (
                visit.name,
                not answer.refused and [v.tag for v in answer.value[1]] == list(client.asked),
                _text(answer),
                answer,
            )
            for visit, answer in _answers(client)
        ],
        expected=f"a value of {names(client.asked)[0]}",
        nothing="there is no row of MAPI_TRANSPORT_PROVIDER",
    )


@then("each of them says the same as its row")
def each_agrees_with_row(tck: Scenario, client: Client) -> None:
    """Row by row: the property of the object that the row's own entry identifier opens."""
    tag = PropertyTag.PR_RESOURCE_METHODS
    assert client.read is not None
    items = []
    for row, (visit, answer) in zip(client.visited_rows(), _answers(client), strict=True):
        in_row = find(row, tag)
        on_object = answer.value[1][0] if answer.value[1] else None
        same = in_row is not None and on_object is not None and in_row == on_object and in_row.tag == tag
        observed = {"row": _slot(in_row), "object": _slot(on_object)}
        items.append((visit.name, same, observed, answer))
    tck.check_each(
        "row-and-object-agree", items, expected="the same value", nothing="there is no row of MAPI_TRANSPORT_PROVIDER"
    )


def _place(value: PropertyValue) -> int:
    return prop_id(value.tag)


def _slot(slot: PropertyValue | None) -> str:
    return "nothing" if slot is None else value_text(slot)


@then("each of them answers {words} in that order")
def answers_in_order(tck: Scenario, client: Client, words: str) -> None:
    """Each property, or the error that stands for it, is in its place."""
    asked = columns(words)
    tck.check_each(
        "order-of-answers",
        [
            (visit.name, list(map(_place, answer.value[1])) == list(map(prop_id, asked)), _text(answer), answer)
            for visit, answer in _answers(client)
        ],
        expected=names(asked),
        nothing="there is no row of MAPI_TRANSPORT_PROVIDER",
    )


@then("each of them answers with a warning and marks the second value as absent")
def marks_absent(tck: Scenario, client: Client) -> None:
    """MAPI_W_ERRORS_RETURNED, the known property in its place, and an error in the other's."""

    def holds(answer: Outcome[tuple[int, Sequence[PropertyValue]]]) -> bool:
        if answer.refused:
            return False
        code, values = answer.value
        return (
            code == ResultCode.MAPI_W_ERRORS_RETURNED
            and len(values) == 2
            and _place(values[0]) == prop_id(client.asked[0])
            and values[1].is_error
        )

    tck.check_each(
        "missing-property-marked",
        [(visit.name, holds(answer), _text(answer), answer) for visit, answer in _answers(client)],
        expected="MAPI_W_ERRORS_RETURNED, PR_RESOURCE_METHODS, an error",
        nothing="there is no row of MAPI_TRANSPORT_PROVIDER",
    )
