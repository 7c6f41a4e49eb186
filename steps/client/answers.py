"""Lines about what calls answered: the latest one (`the call …`), or one for each transport's row (`each of them …`)."""

import re
from collections.abc import Callable, Sequence

from mapi_tck.errors import Blocked
from mapi_tck.mapi import (
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceType,
    ResultCode,
    Row,
    enum_text,
    find,
    prop_id,
    prop_type,
    result_text,
    tag_name,
    value_text,
)
from mapi_tck.ports import StatusObject
from mapi_tck.scenario import OneOf, Outcome, Scenario, then

from ..words import columns, names
from .client import Client
from .honesty import LEFT, judge_warning
from .messages import Mail
from .rows import COLUMNS, entry_id_of, resource_type_is
from .visits import LACK_OF_SUPPORT, Visit

Opened = Outcome[tuple[StatusObject, int | None]]
Properties = Outcome[tuple[int, Sequence[PropertyValue]]]

#: Why there is nothing to judge when no transport was visited.
NO_TRANSPORT = "there is no row of MAPI_TRANSPORT_PROVIDER"


# -- the latest call --------------------------------------------------------------------------------------------------


@then(
    "the call {answer}",
    answer=OneOf(
        "succeeds",
        "succeeds, and nothing had moved before it",
        "is refused",
        "is refused, as a rule with {code}",
        "is not refused for lack of support",
        "opens a status object",
        *(f"answers with a warning only if {why}" for why in LEFT),
        "answers {columns}",
        "answers at least {columns}",
        "gives {properties}",
    ),
)
def call_answers(tck: Scenario, client: Client, mail: Mail, answer: str) -> None:
    """What the latest call of the *When* lines came to."""
    if answer == "succeeds":
        _call_succeeds(tck, client)
    elif answer == "succeeds, and nothing had moved before it":
        flush = client.flushes[-1]
        _ = flush.outcome.value
        if flush.asked > 1 and (flush.moved_before is None or flush.moved_before.value):
            tck.undecided_because(
                "the spooler answered MAPI_E_BUSY, and messages had moved before it accepted the flush"
            )
        _call_succeeds(tck, client)
    elif answer == "is not refused for lack of support":
        _call_supported(tck, client)
    elif answer == "opens a status object":
        _judge_type(tck, [("the object", client.opened)])
    elif found := re.fullmatch(r"is refused(?:, as a rule with (\w+))?", answer):
        _call_refused(tck, client, found[1])
    elif found := re.fullmatch(r"answers with a warning only if (.+)", answer):
        judge_warning(tck, mail, client, found[1])
    elif answer.startswith("gives "):
        _call_gives(tck, client, columns(answer.removeprefix("gives ")))
    else:
        at_least, words = answer.startswith("answers at least "), answer.removeprefix("answers ")
        _call_tells(tck, client, columns(words.removeprefix("at least ")), at_least=at_least)


def _call_succeeds(tck: Scenario, client: Client) -> None:
    outcome = client.outcome
    observed = client.stopped or outcome.text
    succeeds = not outcome.refused and not client.stopped
    tck.check("call-succeeds", succeeds, expected="success", observed=observed, on=[outcome])


def _call_supported(tck: Scenario, client: Client) -> None:
    # Any other refusal (a network that is down) says nothing about support.
    outcome = client.outcome
    supported = outcome.code not in LACK_OF_SUPPORT
    expected = "no refusal for lack of support"
    tck.check("call-supported", supported, expected=expected, observed=outcome.text, on=[outcome])


def _call_refused(tck: Scenario, client: Client, usual: str | None) -> None:
    # Any failing code is a refusal; the pages' lists of codes are open, so another one is a trait.
    outcome = client.outcome
    expected = "a failing code" + (f", as a rule {usual}" if usual else "")
    tck.check("call-refused", outcome.refused, expected=expected, observed=outcome.text, on=[outcome])
    if usual and outcome.refused and outcome.code != ResultCode[usual]:
        method = outcome.call.partition(".")[2]
        tck.trait("other-code", f"{method} refuses with {outcome.text} rather than {usual}", [outcome])


def _call_tells(tck: Scenario, client: Client, asked: tuple[int, ...], *, at_least: bool) -> None:
    told = client.asked_columns
    if told is None:
        raise Blocked("the columns were not asked for")
    observed = names(tuple(told.value))
    holds = set(names(asked)) <= set(observed) if at_least else observed == names(asked)
    check = "all-columns-told" if at_least else "columns-told"
    tck.check(check, holds, expected=names(asked), observed=observed, on=[told])


def _call_gives(tck: Scenario, client: Client, asked: tuple[int, ...]) -> None:
    given = client.given
    if given is None:
        raise Blocked("no property was asked for")
    observed = given.text if given.refused else [str(value) for value in given.value[1]]
    holds = not given.refused and [value.tag for value in given.value[1]] == list(asked)
    tck.check(
        "property-present",
        holds,
        expected=[f"a value of {name}" for name in names(asked)],
        observed=observed,
        on=[given],
    )


# -- one call for each transport's row --------------------------------------------------------------------------------


@then(
    "each of them {answer}",
    answer=OneOf(
        "opens",
        "is a status object",
        "does not refuse for lack of support",
        "refuses",
        "has the property",
        "says the same as its row",
        "answers {properties} in that order",
        "answers with a warning and marks the second value as an error",
        "answers in that type or with an error",
        "answers without a warning if no value is an error",
    ),
)
def each_answers(tck: Scenario, client: Client, answer: str) -> None:
    """What the calls for each transport's row came to."""
    if found := re.fullmatch(r"answers (PR_.+) in that order", answer):
        _each_in_order(tck, client, columns(found[1]))
    else:
        _EACH[answer](tck, client)


def _each_opens(tck: Scenario, client: Client) -> None:
    items = [(v.name, not v.opened.refused, v.opened.text, v.opened) for v in client.visits if v.opened is not None]
    tck.check_each("entry-id-opens", items, expected="success", nothing=NO_TRANSPORT)


def _each_status_object(tck: Scenario, client: Client) -> None:
    _judge_type(tck, [(visit.name, visit.opened) for visit in client.visits if visit.opened is not None])


def _judge_type(tck: Scenario, opened: Sequence[tuple[str, Opened]]) -> None:
    wanted = ObjectType.MAPI_STATUS
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for name, outcome in opened:
        object_type, shown = _object_type(tck, outcome)
        text = "not shown" if object_type is None else enum_text(ObjectType, object_type)
        items.append((name, object_type == wanted, text, shown))
    tck.check_each("object-type", items, expected=enum_text(ObjectType, wanted), nothing=NO_TRANSPORT)


def _object_type(tck: Scenario, opened: Opened) -> tuple[int | None, Outcome[object]]:
    """The object type that OpenEntry gave; where the binding hides it, the object's own PR_OBJECT_TYPE."""
    status_object, object_type = opened.value
    if object_type is not None:
        return object_type, opened
    asked = tck.call(status_object.get_props, (PropertyTag.PR_OBJECT_TYPE,), 0)
    values = asked.value[1]
    value = values[0].value if values and values[0].tag == PropertyTag.PR_OBJECT_TYPE else None
    return (value if isinstance(value, int) else None), asked


def _each_supports(tck: Scenario, client: Client) -> None:
    items = [
        (visit.name, visit.flushed.code not in LACK_OF_SUPPORT, visit.flushed.text, visit.flushed)
        for visit in client.visits
        if visit.flushed is not None
    ]
    nothing = "no transport's status object has STATUS_FLUSH_QUEUES set"
    tck.check_each("promise-kept", items, expected="no refusal for lack of support", nothing=nothing)


def _each_refuses(tck: Scenario, client: Client) -> None:
    answers: list[tuple[Visit, Outcome[object]]] = []
    answers += [(visit, visit.flushed) for visit in client.visits if visit.flushed is not None]
    answers += [(visit, visit.answered) for visit in client.visits if visit.answered is not None]
    items = [(visit.name, outcome.refused, outcome.text, outcome) for visit, outcome in answers]
    nothing = "no transport's status object was called"
    tck.check_each("call-refused", items, expected="a failing code", nothing=nothing)


def _answers(client: Client) -> list[tuple[Visit, Properties]]:
    return [(visit, visit.answered) for visit in client.visits if visit.answered is not None]


def _text(outcome: Properties) -> str:
    if outcome.refused:
        return outcome.text
    code, values = outcome.value
    return f"{result_text(code)}: {', '.join(str(value) for value in values)}"


def _place(value: PropertyValue) -> int:
    return prop_id(value.tag)


def _each_has(tck: Scenario, client: Client) -> None:
    def holds(answer: Properties) -> bool:
        return not answer.refused and [value.tag for value in answer.value[1]] == list(client.asked)

    items = [(visit.name, holds(answer), _text(answer), answer) for visit, answer in _answers(client)]
    expected = f"a value of {names(client.asked)[0]}"
    tck.check_each("property-present", items, expected=expected, nothing=NO_TRANSPORT)


def _each_in_order(tck: Scenario, client: Client, asked: tuple[int, ...]) -> None:
    # An error that stands for a property is in its place too; that it is one is for other requirements to judge.
    def holds(answer: Properties) -> bool:
        values = answer.value[1]
        return len(values) == len(asked) and all(
            _place(value) == prop_id(tag) or (value.is_error and not _place(value))  # ruling D-16
            for value, tag in zip(values, asked, strict=True)
        )

    items = [(visit.name, holds(answer), _text(answer), answer) for visit, answer in _answers(client)]
    tck.check_each("order-of-answers", items, expected=names(asked), nothing=NO_TRANSPORT)


def _each_warns(tck: Scenario, client: Client) -> None:
    def holds(answer: Properties) -> bool:
        if answer.refused:
            return False
        code, values = answer.value
        return (
            # A binding may hide the code of a success; the error in its place shows all the same.
            code in (ResultCode.MAPI_W_ERRORS_RETURNED, None)
            and len(values) == 2
            and _place(values[0]) == prop_id(client.asked[0])
            and values[1].is_error
        )

    items = [(visit.name, holds(answer), _text(answer), answer) for visit, answer in _answers(client)]
    expected = "MAPI_W_ERRORS_RETURNED, PR_RESOURCE_METHODS, an error"
    tck.check_each("missing-property-marked", items, expected=expected, nothing=NO_TRANSPORT)


def _each_quiet(tck: Scenario, client: Client) -> None:
    # A binding may hide the code of a success.
    items = [
        (visit.name, answer.value[0] in (ResultCode.S_OK, None), _text(answer), answer)
        for visit, answer in _answers(client)
        if not any(value.is_error for value in answer.value[1])
    ]
    tck.check_each("no-needless-warning", items, expected="S_OK", nothing="no object had all that was asked for")


def _each_typed(tck: Scenario, client: Client) -> None:
    (asked,) = client.asked
    own = next((int(tag) for tag in PropertyTag if prop_id(tag) == prop_id(asked)), asked)
    wanted = own if prop_type(asked) == PropertyType.PT_UNSPECIFIED else asked

    def holds(answer: Properties) -> bool:
        return (
            not answer.refused
            and len(answer.value[1]) == 1
            and all(value.is_error or value.tag == wanted for value in answer.value[1])
        )

    items = [(visit.name, holds(answer), _text(answer), answer) for visit, answer in _answers(client)]
    check = "asked-type-given" if wanted == asked else "own-type-given"
    tck.check_each(check, items, expected=f"a value of {tag_name(wanted)}, or an error", nothing=NO_TRANSPORT)


def _each_agrees(tck: Scenario, client: Client) -> None:
    tag = PropertyTag.PR_RESOURCE_METHODS
    table = client.session.get_status_table(0)
    table.set_columns((*COLUMNS, tag), 0)
    table.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    client.read_from(table)
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for visit, answer in _answers(client):
        on_object = answer.value[1][0] if answer.value[1] else None
        in_row = find(_row_of(client, visit, on_object), tag)
        same = in_row is not None and in_row == on_object and in_row.tag == tag
        items.append((visit.name, same, {"row": _slot(in_row), "object": _slot(on_object)}, answer))
    tck.check_each("row-and-object-agree", items, expected="the same value", nothing=NO_TRANSPORT)


def _row_of(client: Client, visit: Visit, on_object: PropertyValue | None) -> Row:
    """The row, among those read last, that stands for the same object as the visited one, and where there are several, one
    that says what the object says.

    As a rule it has the same place as before; to compare each row with each is too much where there are hundreds.
    """
    compare = client.session.compare_entry_ids
    rows = client.rows_of(ResourceType.MAPI_TRANSPORT_PROVIDER)
    rows = (*rows[visit.number - 1 :], *rows[: visit.number - 1])
    same = (row for row in rows if compare(entry_id_of(row), visit.entry_id, 0))
    first = next(same, None)
    if first is None:
        raise Blocked(f"{visit.name} is not there when the table is read again")
    tag = PropertyTag.PR_RESOURCE_METHODS
    if find(first, tag) != on_object and any(find(row, tag) != find(first, tag) for row in same):
        raise Blocked(f"{visit.name} compares as equal to rows that differ from each other")
    return first


def _slot(slot: PropertyValue | None) -> str:
    return "nothing" if slot is None else value_text(slot)


_EACH: dict[str, Callable[[Scenario, Client], None]] = {
    "opens": _each_opens,
    "is a status object": _each_status_object,
    "does not refuse for lack of support": _each_supports,
    "refuses": _each_refuses,
    "has the property": _each_has,
    "answers with a warning and marks the second value as an error": _each_warns,
    "says the same as its row": _each_agrees,
    "answers in that type or with an error": _each_typed,
    "answers without a warning if no value is an error": _each_quiet,
}
