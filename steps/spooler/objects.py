"""Lines about a transport outside of a flush: logging on and off, its status object, and the state that it validates."""

from typing import Annotated, Any, Final

from mapi_tck.errors import NothingToJudge, NotObservable
from mapi_tck.mapi import (
    IID_IMAPIStatus,
    IID_IMAPITable,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    SettingsDialogFlag,
    StatusCode,
    ValidateStateFlag,
    enum_text,
    prop_id,
    value_text,
)
from mapi_tck.ports import PromptKind
from mapi_tck.scenario import Outcome, Scenario, given, need, then, when

from ..client.client import Client
from ..client.environment import someone_at_the_screen
from .conversation import TransportConversation
from .spooler import JudgedCall, PlayedSpooler, Read
from .stages import Stage
from .support import FLUSH_BITS
from .validation import need_suppress_ui, need_validation

_BUSY: Final = ResultCode.MAPI_E_BUSY

#: What a status object and the row have to say alike.
_IN_ROW: Final = (PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_STATUS_CODE)

#: The other width of a string.
_WIDE: Final = {
    PropertyTag.PR_DISPLAY_NAME_A: PropertyTag.PR_DISPLAY_NAME_W,
    PropertyTag.PR_PROVIDER_DLL_NAME_A: PropertyTag.PR_PROVIDER_DLL_NAME_W,
    PropertyTag.PR_IDENTITY_DISPLAY_A: PropertyTag.PR_IDENTITY_DISPLAY_W,
}


def _properties(words: str) -> tuple[PropertyTag, ...]:
    """Property names, separated by commas; a string's name without its width."""
    known = PropertyTag.__members__
    return tuple(known[word] if word in known else known[f"{word}_A"] for word in words.split(", "))


Properties = Annotated[tuple[PropertyTag, ...], _properties]


def name_of(tag: PropertyTag) -> str:
    """The property's name in lines."""
    return tag.name.removesuffix("_A")


# -- logging on and off -----------------------------------------------------------------------------------------------


@given("a transport of each kind has logged on")
@given("a transport of each kind with STATUS_FLUSH_QUEUES has logged on", supports_flush=True)
@given("a transport of each kind without STATUS_FLUSH_QUEUES has logged on", supports_flush=False)
@when("the spooler logs a transport of each kind on")
def logs_each_on(tck: Scenario, spooler: PlayedSpooler, supports_flush: bool | None = None) -> None:
    """TransportLogon as everything that the declaration allows: each kind, with and without STATUS_FLUSH_QUEUES.

    A provider that stands once in a profile logs on as the first of these.
    """
    those = [made for made in tck.possible_transports if supports_flush in (None, made.supports_flush)]
    for made in those[: 1 if tck.stands_once else None]:
        name = f"{made.kind}-{'direct' if made.supports_flush else 'relayed'}"
        spooler.log_on(name, made, supports_flush=supports_flush)


@when("the spooler logs {transport} off")
def logs_off(spooler: PlayedSpooler, transport: str) -> None:
    """TransportLogoff. From now on the transport must not call its support object."""
    conversation = spooler.proceed_with(transport)
    outcome = conversation.log_off()
    conversation.stage = Stage.LOGGED_OFF
    spooler.judged("logoff-succeeds", "TransportLogoff", outcome)
    spooler.logged_off = (conversation.support, conversation.support.calls)


@when("the spooler logs {transport} on again")
def logs_on_again(spooler: PlayedSpooler, transport: str) -> None:
    """TransportLogon with a new support object."""
    spooler.proceed_with(transport).log_on()


@then("{transport} calls nothing back any more")
@then("nothing is called back in the session of {transport} that was logged off")
def calls_nothing_back(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """Since it was logged off, its support object was not called, not even while another transport was flushed, or the next
    session of its own.
    """
    support, before = need(spooler.logged_off, f"{transport} was not logged off")
    for other in spooler.conversations.values():
        other.proceed()
    tck.let_settle()
    since = support.calls - before
    shown = [outcome for other in spooler.conversations.values() for outcome in other.row_shown]
    tck.check("silent-after-logoff", not since, expected={"calls": 0}, observed={"calls": since}, on=shown)


# -- the status object ------------------------------------------------------------------------------------------------


@when("the spooler opens the status object of {transport} as IMAPIStatus", interface=IID_IMAPIStatus)
@when("the spooler opens the status object of {transport} without naming an interface", interface=None)
def opens(spooler: PlayedSpooler, transport: str, interface: str | None) -> None:
    """OpenStatusEntry."""
    conversation = spooler.to(transport)
    spooler.opened = conversation.call(conversation.serving.open_status_entry, interface, 0)


@when("the spooler opens the status object of {transport} with MAPI_MODIFY", modify=True)
@when("the spooler opens the status object of {transport} as IMAPITable", modify=False)
def opens_otherwise(spooler: PlayedSpooler, transport: str, modify: bool) -> None:
    """OpenStatusEntry for more access than a status object gives, or with an interface that it lacks; the answer is judged."""
    conversation = spooler.to(transport)
    conversation.open_status_object()  # an object that does not open in the usual way tells nothing about this one
    interface, flags = (None, int(OpenFlag.MAPI_MODIFY)) if modify else (IID_IMAPITable, 0)
    outcome = conversation.call(conversation.serving.open_status_entry, interface, flags)
    check, how = ("modify-degraded", "with MAPI_MODIFY") if modify else ("foreign-interface-refused", "as IMAPITable")
    spooler.judged(check, f"OpenStatusEntry {how}", outcome)


@given("the status object of {transport} has been opened, and stays open")
@when("a client opens the status object of {transport}, and keeps it open")
def stays_open(spooler: PlayedSpooler, transport: str) -> None:
    """Open it once: later lines of this session use the same object."""
    for conversation in spooler.those(transport):
        conversation.status_object = None
        conversation.status_object = conversation.open_status_object()


@when("another client opens the status object of {transport}, and releases it")
def opens_and_releases(spooler: PlayedSpooler, transport: str) -> None:
    """OpenStatusEntry, perhaps the same object again, and Release: what another client holds stays as it is."""
    for conversation in spooler.those(transport):
        opened = conversation.call(conversation.serving.open_status_entry, None, 0)
        conversation.call(opened.value[0].release)


@when("the spooler reads {names} from the status object of {transport}")
def reads(spooler: PlayedSpooler, names: Properties, transport: str) -> None:
    """GetProps, one property at a time; the row's column at that moment is kept for comparison."""
    for conversation in spooler.those(transport):
        conversation.proceed()
        _read(spooler, names, conversation)


@when("the spooler reads {names} from each status object")
def reads_each(spooler: PlayedSpooler, names: Properties) -> None:
    """GetProps of the status objects of all transports."""
    for conversation in spooler.conversations.values():
        _read(spooler, names, conversation)


def _read(spooler: PlayedSpooler, names: Properties, conversation: TransportConversation) -> None:
    opened = conversation.open_status_object()
    for tag in names:
        if tag in _IN_ROW:
            _need_column(conversation, tag)
        on_object = conversation.call(opened.get_props, (int(tag),), 0)
        if _value(on_object) is None and tag in _WIDE:
            on_object = conversation.call(opened.get_props, (int(_WIDE[tag]),), 0)
        column = conversation.support.column(tag)
        spooler.read.append(Read(tag, on_object, column, conversation.row_shown, _is_remote(conversation)))


def _is_remote(conversation: TransportConversation) -> bool:
    """Whether the transport is a remote one, as its row says: its object gives a folder's properties (ruling D-90)."""
    return conversation.support.shows(StatusCode.STATUS_REMOTE_ACCESS)


def _owed(reads: list[Read]) -> list[Read]:
    """Those of properties that the object has, or has to have: of a remote transport's object PR_RESOURCE_METHODS alone."""
    tags = (PropertyTag.PR_RESOURCE_METHODS,)
    owed = [r for r in reads if not r.of_folder or r.tag in tags or _value(r.on_object) is not None]
    if reads and not owed:
        raise NothingToJudge("the status object of a remote transport gives a folder's properties (ruling D-90)")
    return owed


def _need_column(conversation: TransportConversation, tag: PropertyTag) -> int:
    """The number in the row, which has to be there."""
    need(conversation.support.column(tag), f"the row of {conversation.name} has no {name_of(tag)}")
    return conversation.support.number(tag)


def _value(outcome: Outcome[Any]) -> PropertyValue | None:
    if outcome.refused or not outcome.value[1]:
        return None
    value: PropertyValue = outcome.value[1][0]
    return None if value.is_absent else value


def _text(value: PropertyValue | None) -> str:
    return "nothing" if value is None else value_text(value)


@then("the status object is of type MAPI_STATUS")
def is_status_object(tck: Scenario, spooler: PlayedSpooler) -> None:
    """OpenStatusEntry gave this object type; or, where the binding hides it, the object's PR_OBJECT_TYPE says so.

    That property of a remote transport's object may say that it is a folder (ruling D-90).
    """
    opened = spooler.opened
    assert opened is not None
    shown: list[Outcome[Any]] = [opened]
    object_type = None if opened.refused else opened.value[1]
    if not opened.refused and object_type is None:
        asked = tck.call(opened.value[0].get_props, (PropertyTag.PR_OBJECT_TYPE,), 0)
        value = _value(asked)
        shown.append(asked)
        object_type = value.value if value is not None and isinstance(value.value, int) else None
        if object_type in (None, ObjectType.MAPI_FOLDER) and _is_remote(spooler.only):
            raise NothingToJudge("the status object of a remote transport gives a folder's properties (ruling D-90)")
    text = "not shown" if object_type is None else enum_text(ObjectType, object_type)
    tck.check(
        "status-object-type",
        object_type == ObjectType.MAPI_STATUS,
        expected=enum_text(ObjectType, ObjectType.MAPI_STATUS),
        observed=opened.text if opened.refused else text,
        on=shown,
    )


@then("the status object has them all")
def has_all(tck: Scenario, spooler: PlayedSpooler) -> None:
    """GetProps gave a value of each property that was read, but for what a remote transport's object need not have."""
    items = [
        (name_of(PropertyTag(r.tag)), _value(r.on_object) is not None, _text(_value(r.on_object)), r.on_object)
        for r in _owed(spooler.read)
    ]
    tck.check_each("object-properties", items, expected="a value", nothing="no property was read")


@then("the status object says the same as the row")
def agrees_with_row(tck: Scenario, spooler: PlayedSpooler) -> None:
    """Each property that was read had the value that the row had at that moment; of a status code the flush bits count."""
    owed = _owed(spooler.read)
    wrong = [read for read in owed if not _agrees(read)]
    shown = wrong or owed
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
    if value is None or column is None or prop_id(value.tag) != prop_id(read.tag):
        return False
    if read.tag == PropertyTag.PR_STATUS_CODE and isinstance(value.value, int) and isinstance(column.value, int):
        return not (value.value ^ column.value) & FLUSH_BITS  # the other bits are free (ruling D-22)
    return value.value == column.value


@when("a client calls what PR_RESOURCE_METHODS of the status object of {transport} does not list")
def calls_unlisted(spooler: PlayedSpooler, transport: str) -> None:
    """SettingsDialog and ChangePassword, each if the bit for it is clear and the object has it at all."""
    for conversation in spooler.those(transport):
        listed = _need_column(conversation, PropertyTag.PR_RESOURCE_METHODS)
        opened: Any = conversation.open_status_object()
        if not listed & ResourceMethod.STATUS_SETTINGS_DIALOG and hasattr(opened, "settings_dialog"):
            shown = conversation.call(opened.settings_dialog, 0, int(SettingsDialogFlag.UI_READONLY))
            spooler.judged("unlisted-method-refused", f"SettingsDialog of {conversation.name}", shown)
        if not listed & ResourceMethod.STATUS_CHANGE_PASSWORD and hasattr(opened, "change_password"):
            changed = conversation.call(opened.change_password, "", "", 0)
            spooler.judged("unlisted-method-refused", f"ChangePassword of {conversation.name}", changed)
    if not spooler.judged_calls:
        raise NothingToJudge("the status object lists SettingsDialog and ChangePassword, or does not have them")


@given("someone is at the screen, or there is no dialog to close")
def closes_dialogs(tck: Scenario, client: Client) -> None:
    """Let a user be there; where the test bed cannot do that, a dialog could stay open for ever, and nothing is judged."""
    try:
        someone_at_the_screen(tck, client)
    except NotObservable:
        raise NothingToJudge("the test bed puts no user before the screen, who could close a dialog") from None


@when("a client calls SettingsDialog of the status object of {transport}")
def calls_settings(spooler: PlayedSpooler, transport: str) -> None:
    """SettingsDialog with UI_READONLY, if PR_RESOURCE_METHODS lists it."""
    for conversation in spooler.those(transport):
        listed = _need_column(conversation, PropertyTag.PR_RESOURCE_METHODS)
        opened: Any = conversation.open_status_object()
        if listed & ResourceMethod.STATUS_SETTINGS_DIALOG and hasattr(opened, "settings_dialog"):
            shown = conversation.call(opened.settings_dialog, 0, int(SettingsDialogFlag.UI_READONLY))
            spooler.judged("settings-shown", conversation.name, shown)
    if not spooler.judged_calls:
        raise NothingToJudge("the status object does not list SettingsDialog, or does not have it")


# -- other questions --------------------------------------------------------------------------------------------------


@then("each of these dialogs has been shown")
def each_has_shown(tck: Scenario, spooler: PlayedSpooler) -> None:
    """A dialog of each transport whose SettingsDialog was called appeared."""
    prompts = tck.call(tck.bed.prompts)
    dialogs = [prompt.owner for prompt in prompts.value if prompt.kind is PromptKind.DIALOG]
    items = [(call.name, call.name in dialogs, dialogs, prompts) for call in spooler.judged_calls]
    tck.check_each(
        "settings-shown", items, expected="a dialog of this transport", nothing="no SettingsDialog was called"
    )


@when("the spooler calls {transport} for anything but a flush")
def calls_for_anything_else(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """AddressTypes, ValidateState, OpenStatusEntry, GetProps. A flush that was asked for at logon is already over."""
    conversation = spooler.to(transport)
    if conversation.asked_at_logon and conversation.logged_on is not None:
        text = "the transport asks for a flush of its own as soon as it has logged on"
        tck.trait("flush-asked-for-at-logon", text, [conversation.logged_on])
    opened = conversation.open_status_object()
    conversation.call(conversation.serving.address_types, 0)
    conversation.call(conversation.serving.validate_state, 0, int(ValidateStateFlag.SUPPRESS_UI))
    conversation.call(opened.get_props, (PropertyTag.PR_STATUS_CODE,), 0)
    conversation.call(opened.validate_state, 0, int(ValidateStateFlag.SUPPRESS_UI))


# -- calls that are judged by their answer ----------------------------------------------------------------------------


def _excused(call: JudgedCall) -> bool:
    """Whether a flush was refused that need not be accepted."""
    try:
        call.need_acceptance()
    except NothingToJudge:
        return True
    return False


@then("every such call succeeds", refused=False)
@then("every such call succeeds, or answers MAPI_E_BUSY", refused=False, busy=True)
@then("every such call is refused", refused=True)
def every_call(tck: Scenario, spooler: PlayedSpooler, refused: bool, busy: bool = False) -> None:
    """The calls of the *When* lines succeeded, or were refused with any failing code."""
    calls = need(spooler.judged_calls, "no call was made")
    if calls[0].check == "validate-state-succeeds":
        need_suppress_ui(*(call.outcome for call in calls))
        need_validation(spooler)
    items = [
        (call.name, call.refused == refused or (busy and call.outcome.code == _BUSY), call.outcome.text, call.outcome)
        for call in calls
        if refused or not _excused(call)
    ]
    if not items:
        calls[0].need_acceptance()
    expected = "a failing code" if refused else "success"
    tck.check_each(calls[0].check, items, expected=expected, nothing="no call was made")
