"""Lines about what calls answered: the latest one (`the call …`), or one for each transport's row (`each of them …`)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from mapi_tck.errors import NothingToJudge, Undecided
from mapi_tck.mapi import (
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    UnicodeFlag,
    change_prop_type,
    enum_text,
    prop_id,
    prop_type,
    result_text,
    tag_name,
)
from mapi_tck.scenario import Outcome, Scenario, then

from ..words import Columns, is_free, names
from .client import Client
from .excuses import need_no_excuse
from .status_bits import has_failed
from .visits import (
    LACK_OF_SUPPORT,
    NO_OBJECT,
    Opened,
    Visit,
    answer_text,
    gives,
    has_nothing,
    in_its_width,
    in_other_width,
    in_the_end,
    is_open,
    object_of,
)

Properties = Outcome[tuple[int, Sequence[PropertyValue]]]

#: Why there is nothing to judge when no transport was visited.
NO_TRANSPORT = "there is no row of MAPI_TRANSPORT_PROVIDER"


# -- the latest call --------------------------------------------------------------------------------------------------


@then("the call succeeds")
def call_succeeds(tck: Scenario, client: Client) -> None:
    """The latest call of the *When* lines succeeded. OpenEntry has to hand out an object, too.

    A flush may be refused for a transport that needs its user, or has failed for good (rulings D-63 and D-64).
    """
    outcome = client.outcome
    if not client.stopped:
        need_no_excuse(tck, client)
    observed = client.stopped or answer_text(outcome)
    nothing = not client.stopped and has_nothing(outcome)
    succeeds = not outcome.refused and not client.stopped and not nothing
    cause = NO_OBJECT if nothing else ""
    tck.check("call-succeeds", succeeds, expected="success", observed=observed, on=[outcome], cause=cause)


@then("the call succeeds, and nothing had moved before it")
def call_succeeds_at_rest(tck: Scenario, client: Client) -> None:
    """The latest flush succeeded; no message moved while the spooler still answered MAPI_E_BUSY."""
    flush = client.flushes[-1]
    need_no_excuse(tck, client)
    _ = flush.outcome.value
    if flush.asked > 1 and (flush.moved_before is None or flush.moved_before.value):
        raise Undecided("the spooler answered MAPI_E_BUSY, and messages had moved before it accepted the flush")
    call_succeeds(tck, client)


@then("the call is not refused for lack of support")
def call_supported(tck: Scenario, client: Client) -> None:
    """Another refusal (a network that is down) says nothing about support."""
    outcome = client.outcome
    supported = outcome.code not in LACK_OF_SUPPORT
    expected = "no refusal for lack of support"
    tck.check("call-supported", supported, expected=expected, observed=outcome.text, on=[outcome])


@then("the call is refused", "the call is refused, as a rule with {usual}")
def call_refused(tck: Scenario, client: Client, usual: ResultCode | None = None) -> None:
    """Any failing code is a refusal: the pages' lists of codes are open, so another code than the usual one is a trait."""
    outcome = client.outcome
    expected = "a failing code" + (f", as a rule {usual.name}" if usual else "")
    shown = in_the_end(tck, outcome)
    tck.check("call-refused", shown.refused, expected=expected, observed=outcome.text, on=[outcome, shown])
    if usual and outcome.refused and outcome.code != usual:
        method = outcome.call.partition(".")[2]
        tck.trait("other-code", f"{method} refuses with {outcome.text} rather than {usual.name}", [outcome])


@then("the call opens a status object")
def call_opens(tck: Scenario, client: Client) -> None:
    """OpenEntry for the spooler's row gave an object of type MAPI_STATUS."""
    judge_type(tck, [("the object", client.opened)])


@then("the call answers {asked}", at_least=False)
@then("the call answers at least {asked}", at_least=True)
def call_tells(tck: Scenario, client: Client, asked: Columns, at_least: bool) -> None:
    """QueryColumns named these columns in this order; or `at least` these, in any order."""
    told = client.columns_told.value
    observed = names(tuple(told))
    holds = set(names(asked)) <= set(observed) if at_least else observed == names(asked)
    check = "all-columns-told" if at_least else "columns-told"
    tck.check(check, holds, expected=names(asked), observed=observed, on=[client.columns_told])


#: How the string columns of a status table are coded, by the flag that it was asked for with.
Coding = Annotated[PropertyType, {"ANSI": PropertyType.PT_STRING8, "Unicode": PropertyType.PT_UNICODE}]


@then("every string column that the call answers is {coding}")
def strings_coded(tck: Scenario, client: Client, coding: Coding) -> None:
    """Of the columns that QueryColumns named, all strings are coded so. Which columns there are is for other requirements."""
    told = client.columns_told.value
    strings = [tag for tag in told if prop_type(tag) in (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)]
    tck.judge_only_if(strings, "the status table has no string column")
    wrong = [tag for tag in strings if prop_type(tag) != coding]
    tck.check(
        "strings-coded",
        not wrong,
        expected={"otherwise coded": []},
        observed={"otherwise coded": names(tuple(wrong))},
        on=[client.columns_told],
    )


@then("the call gives {asked}")
def call_gives(tck: Scenario, client: Client, asked: Columns) -> None:
    """GetProps of the spooler's status object gave a value of each of these properties."""
    asked, given = in_its_width(tck, client.spooler, asked, client.given)
    observed = given.text if given.refused else [str(value) for value in given.value[1]]
    expected = [f"a value of {name}" for name in names(asked)]
    tck.check("property-present", gives(given, asked), expected=expected, observed=observed, on=[given])


@then("the call tells that it has moved one row back", rows=-1)
@then("the call tells that it has moved one row forward", rows=1)
@then("the call tells that it has not moved", rows=0)
def call_tells_move(tck: Scenario, client: Client, rows: int) -> None:
    """SeekRow answered by how many rows it has moved: a negative number is backwards."""
    moved = client.outcome.value
    tck.check("move-told", moved == rows, expected=rows, observed=moved, on=[client.outcome])


# -- one call for each transport's row --------------------------------------------------------------------------------


@then("each of them opens")
def each_opens(tck: Scenario, client: Client) -> None:
    """OpenEntry succeeded and handed out an object for each transport's row, unless the transport has failed for good (D-64)."""
    items = [
        (v.name, is_open(v.opened), answer_text(v.opened), v.opened)
        for v in client.visits
        if v.opened is not None and not (v.opened.refused and has_failed(client, v))
    ]
    if client.visits and not items:
        raise NothingToJudge("each transport had trouble, and has failed for good as its row shows (ruling D-64)")
    tck.check_each("entry-id-opens", items, expected="success", nothing=NO_TRANSPORT)


def judge_type(
    tck: Scenario, opened: Sequence[tuple[str, Opened]], is_folder: Callable[[str], bool] = lambda _: False
) -> None:
    """Judge the type that OpenEntry gave. Where only the object tells its type, some may call themselves folders."""
    wanted = ObjectType.MAPI_STATUS
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for name, outcome in opened:
        object_type, shown = _object_type(tck, outcome)
        text = "not shown" if object_type is None else enum_text(ObjectType, object_type)
        folder = shown is not outcome and object_type == ObjectType.MAPI_FOLDER and is_folder(name)
        items.append((name, folder or object_type == wanted, text, shown))
    tck.check_each("object-type", items, expected=enum_text(ObjectType, wanted), nothing=NO_TRANSPORT)


def _object_type(tck: Scenario, opened: Opened) -> tuple[int | None, Outcome[object]]:
    """The object type that OpenEntry gave; where the binding hides it, the object's own PR_OBJECT_TYPE."""
    status_object, object_type = object_of(opened, "the row"), opened.value[1]
    if object_type is not None:
        return object_type, opened
    asked = tck.call(status_object.get_props, (PropertyTag.PR_OBJECT_TYPE,), 0)
    values = asked.value[1]
    value = values[0].value if values and values[0].tag == PropertyTag.PR_OBJECT_TYPE else None
    return (value if isinstance(value, int) else None), asked


@then("each of them does not refuse for lack of support")
def each_supported(tck: Scenario, client: Client) -> None:
    """No FlushQueues of a transport's status object was refused for lack of support."""
    items = [(v.name, flush.code not in LACK_OF_SUPPORT, flush.text, flush) for v, flush in _flushed(client)]
    nothing = "no transport's status object has STATUS_FLUSH_QUEUES set"
    tck.check_each("promise-kept", items, expected="no refusal for lack of support", nothing=nothing)


@then("each of them refuses")
def each_refuses(tck: Scenario, client: Client) -> None:
    """Each transport's status object answered FlushQueues or GetProps with a failing code."""
    answers: list[tuple[Visit, Outcome[object]]] = [*_flushed(client), *_answered(client)]
    items = [(visit.name, outcome.refused, outcome.text, outcome) for visit, outcome in answers]
    nothing = "no transport's status object was called"
    tck.check_each("call-refused", items, expected="a failing code", nothing=nothing)


@then("each of them is refused")
def each_is_refused(tck: Scenario, client: Client) -> None:
    """OpenEntry answered with a failing code for each transport's row."""
    items = [
        (v.name, in_the_end(tck, v.opened).refused, answer_text(v.opened), v.opened) for v in client.visits if v.opened
    ]
    tck.check_each("call-refused", items, expected="a failing code", nothing=NO_TRANSPORT)


def _judge_answers(
    tck: Scenario, client: Client, check: str, holds: Callable[[Properties], bool], expected: object
) -> None:
    """Judge what each transport's status object answered to GetProps."""
    items = [(visit.name, holds(answer), given_text(answer), answer) for visit, answer in _answered(client)]
    tck.check_each(check, items, expected=expected, nothing=NO_TRANSPORT)


def _flushed(client: Client) -> list[tuple[Visit, Outcome[int | None]]]:
    return [(visit, visit.flushed) for visit in client.visits if visit.flushed is not None]


def _answered(client: Client) -> list[tuple[Visit, Properties]]:
    return [(visit, visit.answered) for visit in client.visits if visit.answered is not None]


def given_text(outcome: Properties) -> str:
    """What GetProps answered, in words."""
    if outcome.refused:
        return outcome.text
    code, values = outcome.value
    return f"{result_text(code)}: {', '.join(str(value) for value in values)}"


@then("each of them answers {asked} in that order")
def each_in_order(tck: Scenario, client: Client, asked: Columns) -> None:
    """Each value is in the place in which its property was asked for; an error may stand for a value."""

    # Whether a property may be an error is for other requirements to judge.
    def holds(answer: Properties) -> bool:
        values = answer.value[1]
        given = {value.tag for value in values}
        return len(values) == len(asked) and all(
            value.tag == tag
            # What is given in one place is not an error in another. An error may be nameless (ruling D-16).
            or (
                tag not in given and (prop_id(value.tag) == prop_id(tag) or (value.is_error and not prop_id(value.tag)))
            )
            for value, tag in zip(values, asked, strict=True)
        )

    _judge_answers(tck, client, "order-of-answers", holds, names(asked))


@then("each of them answers with a warning and marks nothing but what it lacks as an error")
def each_warns(tck: Scenario, client: Client) -> None:
    """GetProps gave MAPI_W_ERRORS_RETURNED, an error in each place of what no object has, and a value in every other place."""
    slots = ["an error" if is_free(tag) else f"a value of {tag_name(tag)}" for tag in client.asked]
    items = [(visit.name, *_marks(tck, client.asked, visit, answer)) for visit, answer in _answered(client)]
    expected = ", ".join(["MAPI_W_ERRORS_RETURNED", *slots])
    tck.check_each("missing-property-marked", items, expected=expected, nothing=NO_TRANSPORT)


def _marks(
    tck: Scenario, asked: Sequence[int], visit: Visit, answer: Properties
) -> tuple[bool, object, Outcome[object]]:
    """Whether the answer marks exactly what the object lacks, the answer in words, and the calls that show it."""
    # A binding may hide the code of a success; the error in its place shows all the same.
    if answer.refused or answer.value[0] not in (ResultCode.MAPI_W_ERRORS_RETURNED, None):
        return False, given_text(answer), answer
    values = answer.value[1]
    if len(values) != len(asked):
        return False, given_text(answer), answer
    shown: Outcome[object] = answer
    for value, tag in zip(values, asked, strict=True):
        if is_free(tag) and not value.is_error:
            return False, given_text(answer), shown
        if not is_free(tag) and value.tag != tag:
            # The object may lack this property too, which is for other requirements to judge: then it lacks it alone as well.
            alone = tck.call(visit.object.get_props, (tag,), 0)
            shown = replace(shown, entries=(*shown.entries, *alone.entries))
            if gives(alone, (tag,)):
                return False, {"together": given_text(answer), "alone": given_text(alone)}, shown
    return True, given_text(answer), shown


@then("each of them answers without a warning if no value is an error")
def each_answers_quietly(tck: Scenario, client: Client) -> None:
    """GetProps that gave a value for every property answered S_OK."""
    # A binding may hide the code of a success.
    items = [
        (visit.name, answer.value[0] in (ResultCode.S_OK, None), given_text(answer), answer)
        for visit, answer in _answered(client)
        if not any(value.is_error for value in answer.value[1])
    ]
    tck.check_each("no-needless-warning", items, expected="S_OK", nothing="no object had all that was asked for")


@then("each of them answers in that type or with an error")
def each_typed(tck: Scenario, client: Client) -> None:
    """The value has the type that was asked for. For PT_UNSPECIFIED it has the property's own type: a text is ANSI without
    MAPI_UNICODE, and Unicode with it.
    """
    (asked,) = client.asked
    own = next((int(tag) for tag in PropertyTag if prop_id(tag) == prop_id(asked)), asked)
    if client.asked_with & UnicodeFlag.MAPI_UNICODE and prop_type(own) == PropertyType.PT_STRING8:
        own = change_prop_type(own, PropertyType.PT_UNICODE)
    any_type = prop_type(asked) == PropertyType.PT_UNSPECIFIED
    wanted = own if any_type else asked
    items = [
        (visit.name, *_typed(tck, visit, answer, wanted, client.asked_with, convertible=not any_type))
        for visit, answer in _answered(client)
    ]
    check = "own-type-given" if any_type or wanted != asked else "asked-type-given"
    tck.check_each(check, items, expected=f"a value of {tag_name(wanted)}, or an error", nothing=NO_TRANSPORT)


def _typed(
    tck: Scenario, visit: Visit, answer: Properties, wanted: int, flags: int, *, convertible: bool
) -> tuple[bool, object, Outcome[object]]:
    """Whether the one value is of this type or rightly an error, the answer in words, and the calls that show it.

    An object need not convert: if it would have to, any error is right. Else an error says that the object lacks the property, or
    cannot give texts of this width. A call that could give no value may fail as a whole (ruling D-79). So may one with
    MAPI_UNICODE, if the object has the text in ANSI alone.
    """
    values = [] if answer.refused else list(answer.value[1])
    is_error = answer.refused or (len(values) == 1 and values[0].is_error)
    if is_error:
        error = answer.code if answer.refused else values[0].value
        wide = error == ResultCode.MAPI_E_BAD_CHARWIDTH and (flags or not answer.refused)
        if wide or (convertible and not (flags and answer.refused)):
            return True, given_text(answer), answer
    elif len(values) != 1 or convertible or not in_other_width(values[0].tag, wanted):
        return len(values) == 1 and values[0].tag == wanted, given_text(answer), answer
    # It is right if the object has no such property, or if it refuses a text of this width (ruling D-78).
    alone = tck.call(visit.object.get_props, (wanted,), 0)
    shown = replace(answer, entries=(*answer.entries, *alone.entries))
    observed = {"with these flags": given_text(answer), "alone and without": given_text(alone)}
    if _lacks(alone) or (is_error and not gives(alone, (wanted,))):
        return True, observed, shown
    if not (convertible and prop_type(wanted) == PropertyType.PT_STRING8):
        return False, observed, shown
    in_unicode = tck.call(visit.object.get_props, (change_prop_type(wanted, PropertyType.PT_UNICODE),), 0)
    observed["in Unicode"] = given_text(in_unicode)
    return _lacks(in_unicode), observed, replace(shown, entries=(*shown.entries, *in_unicode.entries))


def _lacks(alone: Properties) -> bool:
    return alone.refused or any(value.is_error for value in alone.value[1])
