"""The rule on MAPI's names: the specification's text must spell them as MAPI does.

The source itself misspells some (D-24 of the facts), and its mistakes are easily copied.
"""

import difflib
import re
from collections.abc import Iterator
from enum import IntEnum, IntFlag
from functools import cache
from typing import Final

import mapi_tck.mapi as mapi
from mapi_tck.errors import did_you_mean
from mapi_tck.lint.subject import Found, Subject, rule

#: A name that the source's pages misspell or invent → the name that they mean; "" if they mean no name.
ERRATA: Final = {
    "IMAPIStatus::GetStatusTable": "IMAPISession::GetStatusTable",
    "LXPLOGON": "LPXPLOGON",
    "MAPI_E_USER_CANCELED": "MAPI_E_USER_CANCEL",
    "NOTIFY_CONFIG_CHANGED": "NOTIFY_CONFIG_CHANGE",
    "NOTIFY_READTOSEND": "NOTIFY_READYTOSEND",
    "NOTIFY_SENT_DEFERRED": "NOTIFY_SENTDEFERRED",
    "SHOW_XP_SSESSION_UI": "SHOW_XP_SESSION_UI",
    "SP_LOGON_POLL": "LOGON_SP_POLL",
    "STATUS_ONLINE": "",
    "SetTransportOrder": "MsgServiceTransportOrder",
    "XP_LOGON_SP": "LOGON_SP_IDLE",
}

_PROP: Final = (
    "GetLastError SaveChanges GetProps GetPropList OpenProperty SetProps DeleteProps CopyTo CopyProps GetNamesFromIDs"
)

#: The interfaces that the topic touches, with their methods; every one has those of IUnknown too.
INTERFACES: Final = {
    name: frozenset(f"{methods} QueryInterface AddRef Release".split())
    for name, methods in {
        "IUnknown": "",
        "IMAPIProp": _PROP,
        "IMAPIStatus": f"{_PROP} ValidateState SettingsDialog ChangePassword FlushQueues",
        "IMAPISession": "GetLastError GetMsgStoresTable OpenMsgStore OpenAddressBook OpenProfileSection GetStatusTable"
        " OpenEntry CompareEntryIDs Advise Unadvise MessageOptions QueryDefaultMessageOpt EnumAdrTypes QueryIdentity"
        " Logoff SetDefaultStore AdminServices ShowForm PrepareForm",
        "IMAPITable": "GetLastError Advise Unadvise GetStatus SetColumns QueryColumns GetRowCount SeekRow"
        " SeekRowApprox QueryPosition FindRow Restrict CreateBookmark FreeBookmark SortTable QuerySortOrder QueryRows"
        " Abort ExpandRow CollapseRow WaitForCompletion GetCollapseState SetCollapseState",
        "IMAPISupport": "ModifyStatusRow SpoolerNotify SpoolerYield CompareEntryIDs OpenEntry StatusRecips WrapStoreEntryID"
        " StoreLogoffTransports RegisterPreprocessor MakeInvalid OpenProfileSection",
        "IXPProvider": "Shutdown TransportLogon",
        "IXPLogon": "AddressTypes RegisterOptions TransportNotify Idle TransportLogoff SubmitMessage EndMessage Poll"
        " StartMessage OpenStatusEntry ValidateState FlushQueues",
        "IMsgStore": f"{_PROP} Advise Unadvise CompareEntryIDs OpenEntry StoreLogoff AbortSubmit GetOutgoingQueue"
        " SetLockState FinishedMsg NotifyNewMail",
        "IMessage": f"{_PROP} GetAttachmentTable OpenAttach GetRecipientTable ModifyRecipients SubmitMessage"
        " SetReadFlag",
        "IMAPIAdviseSink": "OnNotify",
        "IMsgServiceAdmin": "MsgServiceTransportOrder",
    }.items()
}

#: Functions and types of C, and words of other makers, that are spelt with capitals inside.
OTHER_NAMES: Final = frozenset(
    """
    HrQueryAllRows HrGetOneProp MAPIInitialize MAPIUninitialize MAPILogonEx MAPIFreeBuffer MAPIAllocateBuffer FreeProws
    SPropertyRestriction SExistRestriction SAndRestriction SRestriction SRowSet SRow SPropValue SPropTagArray SBinary
    ENTRYID MAPIUID LPXPLOGON XPProviderInit
    """.split()  # noqa: SIM905
)

#: Keys of the catalogue whose values are no prose.
_NO_PROSE: Final = re.compile(r"\s*(source|place|applies_if|needs|step|role|profile|evidence)\s*=")

# The file of a page is no name: table_notification.md.
_UNDERSCORED: Final = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z0-9]*_\w*+(?!\.md\b)[…*]?")
# A blank after the colons, which machine translation puts there, makes another name of it.
_PAIR: Final = re.compile(r"\b(\w+)::( *\w*)")
# Words with a capital inside: FlushQueues, IXPLogon, fnevExtended; also LXPLOGON, which the source has.
_CAPITALS: Final = re.compile(r"(?<![\w.-])[A-Za-z]+[A-Z]\w*(?![\w.-]*\.md)")
# What begins like this is a name of MAPI's, or is meant to be.
_MAPI_LIKE: Final = re.compile(
    r"I(MAPI|XP|Msg|Mess|Unk|[A-Z][a-z]+[A-Z])|Hr[A-Z]|S[A-Z][a-z]+[A-Z]|fnev|MAPI[A-Z]|LP[A-Z]"
)


@cache
def constants() -> frozenset[str]:
    """Every constant of the vocabulary; of a string property also the name without character width."""
    found = {name for name in vars(mapi) if name.startswith("IID_")}
    for kind in vars(mapi).values():
        if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag):
            found.update(kind.__members__)
    found.update(name[:-2] for name in mapi.PropertyTag.__members__ if name.endswith(("_A", "_W")))
    return frozenset(found)


@cache
def mixed_names() -> frozenset[str]:
    """Interfaces, methods, functions and types, and the constants without underscore (fnev…)."""
    methods = {method for names in INTERFACES.values() for method in names}
    return frozenset({*INTERFACES, *methods, *OTHER_NAMES, *(name for name in constants() if "_" not in name)})


def misspelt(text: str) -> Iterator[tuple[str, str]]:
    """Every name in the text that MAPI does not have, with a hint."""
    paired: set[str] = set()
    for interface, method in _PAIR.findall(text):
        if interface not in INTERFACES and not _looks_wrong(interface):
            continue
        paired |= {interface, method}
        if method not in INTERFACES.get(interface, ()):
            pair = f"{interface}::{method}"
            yield pair, _hint(pair, [f"{owner}::{name}" for owner, names in INTERFACES.items() for name in names])
    for name in _UNDERSCORED.findall(text):
        if name[-1] in "…*":
            stem = name[:-1]
            if not any(known.startswith(stem) for known in constants()):
                yield name, "no name of MAPI's begins so"
        elif name not in constants():
            yield name, _hint(name, constants())
    for name in _CAPITALS.findall(text):
        if "_" not in name and name not in paired and _looks_wrong(name):
            yield name, _hint(name, mixed_names())


def _looks_wrong(name: str) -> bool:
    """Whether the word is meant to be a name of MAPI's, and MAPI has no such name. Names of other origin are not judged."""
    if name in mixed_names() or (name.isupper() and name not in ERRATA and not _same_letters(name)):
        return False
    return (
        name in ERRATA
        or _same_letters(name)
        or bool(_MAPI_LIKE.match(name))
        or bool(difflib.get_close_matches(name, mixed_names(), 1, 0.85))
    )


def _same_letters(name: str) -> bool:
    return name not in mixed_names() and name.casefold() in {known.casefold() for known in mixed_names()}


def _hint(name: str, known: frozenset[str] | list[str]) -> str:
    if name in ERRATA:
        meant = ERRATA[name]
        return f"an error of the source (D-24): {f'it means {meant}' if meant else 'no header has it'}"
    same = [other for other in known if other.casefold() == name.casefold()]
    hint = "if it is MAPI's, add it to mapi_tck.mapi or to mapi_tck.lint.names"
    return f"did you mean {same[0]}?" if same else did_you_mean(name, sorted(known), hint)


@rule
def misspelt_name(subject: Subject) -> Iterator[Found]:
    """A name that MAPI does not have is a mistake of the kit's or of the source's, and must not spread."""
    for file, text in subject.texts:
        for number, line in enumerate(text.splitlines(), 1):
            if not _NO_PROSE.match(line):
                # The key of a line of the catalogue is ours.
                for name, hint in dict.fromkeys(misspelt(re.sub(r"^\s*\w+\s*=", "", line))):
                    yield file, number, f"MAPI has no {name}", hint
