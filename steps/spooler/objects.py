"""Lines about what a transport answers outside of a flush: its status object, address types, Poll, logging on and off."""

from typing import Any, Final

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import (
    FlushFlag,
    IID_IMAPIStatus,
    IID_IMAPITable,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    SettingsDialogFlag,
    TransportLogonFlag,
    ValidateStateFlag,
    enum_text,
    prop_id,
    value_text,
)
from mapi_tck.scenario import OneOf, Outcome, Scenario, then, when

from .conversation import Conversation, Stage
from .flush import WHAT, WHO
from .spooler import QUEUES, Read, Spooler

#: A bit of ValidateState's flags to which no page gives a meaning.
_UNDEFINED_FLAG: Final = 0x0800_0000

#: How the status object is opened: interface, flags, and the check that the wrong answer violates.
_OPENING: Final[dict[str, tuple[str | None, int, str]]] = {
    "as IMAPIStatus": (IID_IMAPIStatus, 0, ""),
    "without naming an interface": (None, 0, ""),
    "with MAPI_MODIFY": (None, int(OpenFlag.MAPI_MODIFY), "modify-degraded"),
    "as IMAPITable": (IID_IMAPITable, 0, "foreign-interface-refused"),
}

#: What a status object is to say as the row does.
_IN_ROW: Final = (PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_STATUS_CODE)

#: What stands for a string in its other width.
_WIDE: Final = {
    PropertyTag.PR_DISPLAY_NAME_A: PropertyTag.PR_DISPLAY_NAME_W,
    PropertyTag.PR_PROVIDER_DLL_NAME_A: PropertyTag.PR_PROVIDER_DLL_NAME_W,
    PropertyTag.PR_IDENTITY_DISPLAY_A: PropertyTag.PR_IDENTITY_DISPLAY_W,
}


def properties(words: str) -> tuple[PropertyTag, ...]:
    """Property names, separated by commas; of a string without its width."""
    known = PropertyTag.__members__
    return tuple(known[word] if word in known else known[f"{word}_A"] for word in words.split(", "))


def name_of(tag: PropertyTag) -> str:
    """The name as lines have it."""
    return tag.name.removesuffix("_A")


# -- logging on and off -----------------------------------------------------------------------------------------------


@when("the spooler logs the transport {who} on", who=WHO)
def logs_on(spooler: Spooler, who: str) -> None:
    """TransportLogon, as whatever the transport is to be."""
    spooler.log_on(who)


@when("the spooler logs {transport} off")
def logs_off(spooler: Spooler, transport: str) -> None:
    """TransportLogoff. From now on the transport's support object must keep quiet."""
    conversation = spooler.to(transport)
    conversation.proceed()
    outcome = conversation.call(conversation.logon.transport_logoff, 0)
    spooler.judged("logoff-succeeds", "TransportLogoff", outcome)
    spooler.logged_off = (conversation, conversation.support.calls)


@then("{transport} calls nothing back any more")
def calls_nothing_back(tck: Scenario, spooler: Spooler, transport: str) -> None:
    """Since it was logged off, nothing has called the support object, whatever another transport was asked to do."""
    if spooler.logged_off is None:
        raise Blocked(f"{transport}, which was not logged off")
    conversation, before = spooler.logged_off
    for other in spooler.conversations.values():
        other.proceed()
    conversation.let_settle()
    since = conversation.support.calls - before
    shown = [outcome for other in spooler.conversations.values() for outcome in other.row_shown]
    tck.check("silent-after-logoff", not since, expected={"calls": 0}, observed={"calls": since}, on=shown)


# -- the status object ------------------------------------------------------------------------------------------------


@when("the spooler opens the status object of {transport} {how}", how=OneOf(*_OPENING))
def opens(spooler: Spooler, transport: str, how: str) -> None:
    """OpenStatusEntry, `as` an interface or `with` a flag."""
    interface, flags, check = _OPENING[how]
    conversation = spooler.to(transport)
    if check:
        conversation.open_status_object()  # one that cannot be opened at all tells nothing about this way
    spooler.opened = conversation.call(conversation.logon.open_status_entry, interface, flags)
    if check:
        spooler.judged(check, f"OpenStatusEntry {how}", spooler.opened)


@when("the spooler reads {names} from the status object of {transport}", names=properties)
def reads(spooler: Spooler, names: tuple[PropertyTag, ...], transport: str) -> None:
    """GetProps, one property at a time; what the row says at that moment is kept for comparison."""
    conversation = spooler.to(transport)
    conversation.proceed()
    opened = conversation.open_status_object()
    for tag in names:
        if tag in _IN_ROW:
            _need_column(conversation, tag)
        on_object = conversation.call(opened.get_props, (int(tag),), 0)
        if _value(on_object) is None and tag in _WIDE:
            on_object = conversation.call(opened.get_props, (int(_WIDE[tag]),), 0)
        spooler.read.append(Read(tag, on_object, conversation.support.column(tag), conversation.row_shown))


def _need_column(conversation: Conversation, tag: PropertyTag) -> int:
    """The number in the row, which has to be there."""
    if conversation.support.column(tag) is None:
        raise Blocked(f"the row of {conversation.name}, which has no {name_of(tag)}")
    return conversation.support.number(tag)


def _value(outcome: Outcome[Any]) -> PropertyValue | None:
    if outcome.refused or not outcome.value[1]:
        return None
    value: PropertyValue = outcome.value[1][0]
    return None if value.is_absent else value


def _text(value: PropertyValue | None) -> str:
    return "nothing" if value is None else value_text(value)


@then(
    "the status object {answer}",
    answer=OneOf("is of type MAPI_STATUS", "has them all", "says the same as the row"),
)
def status_object(tck: Scenario, spooler: Spooler, answer: str) -> None:
    """The type with which it was opened; whether it has what was read from it, and the same as the row had then."""
    if answer == "is of type MAPI_STATUS":
        _judge_type(tck, spooler)
        return
    if answer == "has them all":
        items = [
            (name_of(PropertyTag(r.tag)), _value(r.on_object) is not None, _text(_value(r.on_object)), r.on_object)
            for r in spooler.read
        ]
        tck.check_each("object-properties", items, expected="a value", nothing="no property was read")
        return
    wrong = [read for read in spooler.read if not _agrees(read)]
    shown = wrong or spooler.read
    methods = any(read.tag == PropertyTag.PR_RESOURCE_METHODS for read in spooler.read)
    tck.check(
        "methods-agree" if methods else "status-code-agrees",
        not wrong,
        expected="the same value on the object and in the row",
        observed=[{"row": _text(read.in_row), "object": _text(_value(read.on_object))} for read in shown],
        on=[outcome for read in shown for outcome in (read.on_object, *read.row_shown)],
    )


def _agrees(read: Read) -> bool:
    value, column = _value(read.on_object), read.in_row
    if value is None or column is None:
        return False
    return value.value == column.value and prop_id(value.tag) == prop_id(read.tag)


def _judge_type(tck: Scenario, spooler: Spooler) -> None:
    opened = spooler.opened
    assert opened is not None
    shown: list[Outcome[Any]] = [opened]
    object_type = None if opened.refused else opened.value[1]
    if not opened.refused and object_type is None:
        # The binding hides what OpenStatusEntry said of the type; the object says it too.
        asked = tck.call(opened.value[0].get_props, (PropertyTag.PR_OBJECT_TYPE,), 0)
        value = _value(asked)
        shown.append(asked)
        object_type = value.value if value is not None and isinstance(value.value, int) else None
    text = "not shown" if object_type is None else enum_text(ObjectType, object_type)
    tck.check(
        "status-object-type",
        object_type == ObjectType.MAPI_STATUS,
        expected=enum_text(ObjectType, ObjectType.MAPI_STATUS),
        observed=opened.text if opened.refused else text,
        on=shown,
    )


@when("a client calls FlushQueues of the status object of {transport} for {what}", what=WHAT)
def client_flushes(tck: Scenario, spooler: Spooler, transport: str, what: str) -> None:
    """What step B5.3 comes to at the transport: the object's own FlushQueues, with FLUSH_NO_UI and without target."""
    conversation = spooler.to(transport)
    opened = conversation.open_status_object()
    if tck.requirement.evidence == "queues":
        spooler.note_mail(conversation)
    outcome = conversation.call(opened.flush_queues, 0, None, QUEUES[what] | int(FlushFlag.FLUSH_NO_UI))
    supported = conversation.transport.supports_flush
    spooler.judged("request-accepted" if supported else "unsupported-flush-refused", "FlushQueues", outcome)
    conversation.announced, conversation.stage = QUEUES[what], Stage.REQUESTED


@when("a client calls what PR_RESOURCE_METHODS of the status object of {transport} does not list")
def calls_unlisted(spooler: Spooler, transport: str) -> None:
    """SettingsDialog and ChangePassword, each if the bit for it is clear and the object has it at all."""
    conversation = spooler.to(transport)
    listed = _need_column(conversation, PropertyTag.PR_RESOURCE_METHODS)
    opened: Any = conversation.open_status_object()
    if not listed & ResourceMethod.STATUS_SETTINGS_DIALOG and hasattr(opened, "settings_dialog"):
        shown = conversation.call(opened.settings_dialog, 0, int(SettingsDialogFlag.UI_READONLY))
        spooler.judged("unlisted-method-refused", "SettingsDialog", shown)
    if not listed & ResourceMethod.STATUS_CHANGE_PASSWORD and hasattr(opened, "change_password"):
        changed = conversation.call(opened.change_password, "", "", 0)
        spooler.judged("unlisted-method-refused", "ChangePassword", changed)
    if not spooler.answers:
        raise NothingToJudge("the status object lists SettingsDialog and ChangePassword, or does not have them")


# -- other questions --------------------------------------------------------------------------------------------------


@when(
    "the spooler validates the state of {transport} and of its status object {how}",
    how=OneOf("with SUPPRESS_UI", "with an undefined flag"),
)
def validates(spooler: Spooler, transport: str, how: str) -> None:
    """ValidateState of the logon object and of the status object, with the same flags."""
    conversation = spooler.to(transport)
    opened = conversation.open_status_object()
    known = how == "with SUPPRESS_UI"
    flags = int(ValidateStateFlag.SUPPRESS_UI) | (0 if known else _UNDEFINED_FLAG)
    check = "validate-state-succeeds" if known else "undefined-flag-refused"
    spooler.judged(check, "the logon object's", conversation.call(conversation.logon.validate_state, 0, flags))
    spooler.judged(check, "the status object's", conversation.call(opened.validate_state, 0, flags))


@when("the spooler calls {method} of {transport}", method=OneOf("AddressTypes", "Poll", "Idle"))
def calls_method(spooler: Spooler, method: str, transport: str) -> None:
    """AddressTypes; or Poll and Idle, for a transport that wants them called."""
    conversation = spooler.to(transport)
    if method == "AddressTypes":
        spooler.address_types = conversation.call(conversation.logon.address_types, 0)
        return
    assert conversation.logged_on is not None
    wish = TransportLogonFlag.LOGON_SP_POLL if method == "Poll" else TransportLogonFlag.LOGON_SP_IDLE
    if not conversation.logged_on.value[1] & wish or not hasattr(conversation.logon, method.lower()):
        raise NothingToJudge(f"the transport does not want {method}: TransportLogon did not ask for {wish.name}")
    if method == "Poll":
        _poll(spooler, conversation)
        return
    idle: Any = getattr(conversation.logon, "idle")  # noqa: B009 - optional, so the port's protocol does not have it
    spooler.judged("idle-succeeds", "Idle", conversation.call(idle, 0))


def _poll(spooler: Spooler, conversation: Conversation) -> bool:
    poll: Any = getattr(conversation.logon, "poll")  # noqa: B009 - optional, so the port's protocol does not have it
    spooler.polled = conversation.call(poll)
    return not spooler.polled.refused and spooler.polled.value


@then(
    "the answer is {answer}",
    answer=OneOf("at least one address type, and no empty one", "that mail waits", "that no mail waits"),
)
def answer_is(tck: Scenario, spooler: Spooler, answer: str) -> None:
    """What AddressTypes or Poll answered. Mail that is just arriving is asked for again until the settle limit."""
    if answer.startswith("at least"):
        types = spooler.address_types
        assert types is not None
        observed = types.text if types.refused else list(types.value)
        holds = not types.refused and bool(types.value) and all(word.strip() for word in types.value)
        tck.check("address-types-named", holds, expected=answer, observed=observed, on=[types])
        return
    waits = answer == "that mail waits"
    if waits and spooler.polled is not None and not spooler.polled.refused and not spooler.polled.value:
        tck.wait_until(lambda: _poll(spooler, spooler.only))
    polled = spooler.polled
    assert polled is not None
    holds = not polled.refused and polled.value == waits
    tck.check("poll-answer", holds, expected=waits, observed=_poll_text(polled), on=[polled])


def _poll_text(polled: Outcome[bool]) -> str | bool:
    return polled.text if polled.refused else polled.value


@when("the spooler calls {transport} for anything but a flush")
def calls_for_anything_else(tck: Scenario, spooler: Spooler, transport: str) -> None:
    """AddressTypes, ValidateState, OpenStatusEntry, GetProps. A flush that was asked for at logon has been carried out."""
    conversation = spooler.to(transport)
    if conversation.asked_at_logon and conversation.logged_on is not None:
        text = "the transport asks for a flush of its own as soon as it has logged on"
        tck.trait("flush-asked-for-at-logon", text, [conversation.logged_on])
    opened = conversation.open_status_object()
    conversation.call(conversation.logon.address_types, 0)
    conversation.call(conversation.logon.validate_state, 0, int(ValidateStateFlag.SUPPRESS_UI))
    conversation.call(opened.get_props, (PropertyTag.PR_STATUS_CODE,), 0)
    conversation.call(opened.validate_state, 0, int(ValidateStateFlag.SUPPRESS_UI))


# -- calls that are judged by their answer ----------------------------------------------------------------------------


@then("every such call {answer}", answer=OneOf("succeeds", "is refused"))
def every_call(tck: Scenario, spooler: Spooler, answer: str) -> None:
    """What the calls of the *When* lines came to. Any failing code is a refusal."""
    if not spooler.answers:
        raise Blocked("no call was made")
    refused = answer == "is refused"
    items = [(item.name, item.outcome.refused == refused, item.outcome.text, item.outcome) for item in spooler.answers]
    expected = "a failing code" if refused else "success"
    tck.check_each(spooler.answers[0].check, items, expected=expected, nothing="no call was made")
