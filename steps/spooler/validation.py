"""Lines about ValidateState of the logon object and of the status object."""

from collections.abc import Callable
from typing import Any, Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import PropertyTag, ResourceMethod, ResultCode, ValidateStateFlag
from mapi_tck.scenario import Outcome, Scenario, need, then, when

from ..client.mail import look_until
from .conversation import TransportConversation
from .spooler import EACH, PlayedSpooler
from .stages import Stage

#: A bit of ValidateState's flags to which no page gives a meaning.
_UNDEFINED_FLAG: Final = 0x0800_0000
#: The flags that are not tried alone: the first two are not among those that the notes for remote transports name.
_NOT_TRIED: Final = (
    ValidateStateFlag.SUPPRESS_UI,
    ValidateStateFlag.CONFIG_CHANGED,
    ValidateStateFlag.SHOW_XP_SESSION_UI,
)


@when("the spooler validates the state of {transport} and of its status object with SUPPRESS_UI", more=0)
@when(
    "the spooler validates the state of {transport} and of its status object with an undefined flag",
    more=_UNDEFINED_FLAG,
)
@when(
    "the spooler validates the state of {transport} and of its status object with FORCE_XP_CONNECT",
    more=int(ValidateStateFlag.FORCE_XP_CONNECT),
)
def validates(spooler: PlayedSpooler, transport: str, more: int) -> None:
    """ValidateState of the logon object and of the status object with SUPPRESS_UI, and perhaps with one flag more: one to which
    no page gives a meaning, or FORCE_XP_CONNECT, after which a transport is no longer offline (ruling D-102).

    Where one of them alone answers MAPI_E_BUSY, something else may have been under way: it is called until it answers otherwise.
    """
    check = "undefined-flag-refused" if more == _UNDEFINED_FLAG else "validate-state-succeeds"
    flags = int(ValidateStateFlag.SUPPRESS_UI | more)
    for conversation in spooler.those(transport):
        opened = conversation.open_status_object()
        patient = conversation.stage is Stage.AT_REST and not more
        of = "" if transport != EACH else f" of {conversation.name}"
        methods = {
            "the logon object's": conversation.serving.validate_state,
            "the status object's": opened.validate_state,
        }
        answers = {whose: _validated(conversation, method, flags, patient) for whose, method in methods.items()}
        if not more and len({answer.code == ResultCode.MAPI_E_BUSY for answer in answers.values()}) > 1:
            busy = next(whose for whose, answer in answers.items() if answer.code == ResultCode.MAPI_E_BUSY)
            answers[busy] = _validated(conversation, methods[busy], flags, True)
        for whose, answer in answers.items():
            spooler.judged(check, f"{whose}{of}", answer)
        conversation.release(opened)


def _validated(
    conversation: TransportConversation, method: Callable[[int, int], None], flags: int, patient: bool
) -> Outcome[None]:
    """The answer of ValidateState; with patience, the first one that is not MAPI_E_BUSY until the settle limit has passed."""
    return look_until(
        conversation.tck,
        lambda: conversation.call(method, 0, flags),
        lambda answer: not patient or answer.code != ResultCode.MAPI_E_BUSY,
    )


@when("the spooler validates the state of {transport} and of its status object with each other flag that is defined")
def validates_with_each(spooler: PlayedSpooler, transport: str) -> None:
    """The same with each flag that the page defines and that its notes for remote transports name, too (ruling D-67).

    SUPPRESS_UI is always set, so SHOW_XP_SESSION_UI is left out.
    """
    conversation = spooler.to(transport)
    opened = conversation.open_status_object()
    need_suppress_ui(conversation.call(conversation.serving.validate_state, 0, int(ValidateStateFlag.SUPPRESS_UI)))
    for flag in ValidateStateFlag:
        if flag not in _NOT_TRIED:
            flags = int(ValidateStateFlag.SUPPRESS_UI | flag)
            for whose, method in (("logon", conversation.serving.validate_state), ("status", opened.validate_state)):
                name = f"the {whose} object's with {flag.name}"
                spooler.judged("defined-flag-known", name, conversation.call(method, 0, flags))


@when("the spooler has {first} and {second} configured anew")
def configures_anew(spooler: PlayedSpooler, first: str, second: str) -> None:
    """ValidateState with CONFIG_CHANGED, and AddressTypes: a transport that was reconfigured may handle other types."""
    flags = int(ValidateStateFlag.SUPPRESS_UI | ValidateStateFlag.CONFIG_CHANGED)
    for conversation in (spooler.to(first), spooler.to(second)):
        conversation.call(conversation.serving.validate_state, 0, flags)
        conversation.call(conversation.serving.address_types, 0)


@then("both answer alike")
def answer_alike(tck: Scenario, spooler: PlayedSpooler) -> None:
    """ValidateState of the logon object succeeded if that of the status object did, and was refused if not."""
    calls = need(spooler.judged_calls, "no call was made")
    tck.check(
        "validate-state-agrees",
        len({call.outcome.refused for call in calls}) == 1,
        expected="both succeed, or both are refused",
        observed={call.name: call.outcome.text for call in calls},
        on=[call.outcome for call in calls],
    )


@then("every such call succeeds, or is refused for another reason than an unknown flag")
def no_flag_unknown(tck: Scenario, spooler: PlayedSpooler) -> None:
    """None of the calls of the *When* lines was answered with MAPI_E_UNKNOWN_FLAGS; any other answer is right."""
    items = [
        (call.name, call.outcome.code != ResultCode.MAPI_E_UNKNOWN_FLAGS, call.outcome.text, call.outcome)
        for call in spooler.judged_calls
    ]
    expected = "any answer but MAPI_E_UNKNOWN_FLAGS"
    tck.check_each("defined-flag-known", items, expected=expected, nothing="no call was made")


def need_suppress_ui(*answers: Outcome[Any]) -> None:
    """Go on if the transport knows SUPPRESS_UI."""
    if any(answer.code == ResultCode.MAPI_E_UNKNOWN_FLAGS for answer in answers):
        raise NothingToJudge(
            "the transport does not know SUPPRESS_UI, as notes for remote transports have it (ruling D-67)"
        )


def need_validation(spooler: PlayedSpooler) -> None:
    """Go on if each transport lists STATUS_VALIDATE_STATE, or does not refuse ValidateState for lack of support."""
    unsupported = any(call.outcome.code == ResultCode.MAPI_E_NO_SUPPORT for call in spooler.judged_calls)
    listed = (item.support.number(PropertyTag.PR_RESOURCE_METHODS) for item in spooler.conversations.values())
    if unsupported and not all(methods & ResourceMethod.STATUS_VALIDATE_STATE for methods in listed):
        raise NothingToJudge("PR_RESOURCE_METHODS does not list STATUS_VALIDATE_STATE (ruling D-67)")
