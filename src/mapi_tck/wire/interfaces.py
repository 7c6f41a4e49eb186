"""The ports as data: every interface, its methods, their arguments and answers.

`channel` carries calls by this table; the trace, the stdio protocol and its published schema are made from it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from mapi_tck.mapi import (
    Bookmark,
    EndMessageFlag,
    FlushFlag,
    LogoffFlag,
    LogonFlag,
    ObjectType,
    OpenFlag,
    QueryColumnsFlag,
    QueryRowsFlag,
    SaveChangesFlag,
    SettingsDialogFlag,
    SpoolerNotifyFlag,
    StatusRowFlag,
    SubmitMessageFlag,
    TableFlag,
    TransportLogoffFlag,
    TransportLogonFlag,
    TransportNotifyFlag,
    UnicodeFlag,
    ValidateStateFlag,
)
from mapi_tck.wire import codecs as c
from mapi_tck.wire import values as v
from mapi_tck.wire.codecs import Codec

NO_FLAGS: Final = c.flags(OpenFlag)


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its parameters in order, its answer, and whether the answer has a success code of its own."""

    parameters: Mapping[str, Codec]
    answer: Codec = c.NOTHING
    shows_code: bool = False
    optional: bool = False
    #: The parameters again, as the pairs over which every call goes.
    pairs: tuple[tuple[str, Codec], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple(self.parameters.items()))


def _m(answer: Codec = c.NOTHING, *, shows_code: bool = False, optional: bool = False, **parameters: Codec) -> Method:
    return Method(parameters, answer, shows_code, optional)


_BED: Final = partial(_m, optional=True)
_GET_PROPS: Final = _m(v.PROPERTIES, shows_code=True, tags=c.TAGS, flags=c.flags(UnicodeFlag))
_FLUSH_QUEUES: Final = partial(_m, ui_param=c.UI_PARAM, target=c.OPTIONAL_BYTES, flags=c.flags(FlushFlag))
_VALIDATE_STATE: Final = _m(ui_param=c.UI_PARAM, flags=c.flags(ValidateStateFlag))
#: What the test beds of both roles have.
_SURROUNDINGS: Final = {
    "reset": _BED(),
    "arrive": _BED(transport=c.TEXT, tokens=c.TEXTS),
    "set_far_end": _BED(transport=c.TEXT, far_end=v.FAR_END),
    "set_user": _BED(present=c.BOOL),
    "prompts": _BED(v.PROMPTS),
    "live_objects": _BED(c.COUNTS),
}

#: interface → method name → method.
INTERFACES: Final[Mapping[str, Mapping[str, Method]]] = {
    "adapter": {
        "describe": _m(v.DESCRIPTION),
        "logon": _m(v.object_of("session"), profile=c.TEXT, flags=c.flags(LogonFlag)),
        "test_bed": _m(c.optional(v.object_of("test_bed"), "none")),
        "close": _m(),
    },
    "session": {
        "get_status_table": _m(v.object_of("table"), flags=c.flags(UnicodeFlag)),
        "open_entry": _m(
            v.opened("status_object", ObjectType, may_lack=True),
            entry_id=c.BYTES,
            interface=c.INTERFACE,
            flags=c.flags(OpenFlag),
        ),
        "compare_entry_ids": _m(c.BOOL, first=c.BYTES, second=c.BYTES, flags=NO_FLAGS),
        "logoff": _m(ui_param=c.UI_PARAM, flags=c.flags(LogoffFlag), reserved=c.NUMBER),
        "release": _m(),
    },
    "table": {
        "set_columns": _m(tags=c.TAGS, flags=c.flags(TableFlag)),
        "query_columns": _m(c.TAGS, flags=c.flags(QueryColumnsFlag)),
        "restrict": _m(restriction=v.OPTIONAL_RESTRICTION, flags=c.flags(TableFlag)),
        "seek_row": _m(c.NUMBER, bookmark=c.enum(Bookmark), row_count=c.NUMBER),
        "query_rows": _m(v.ROWS, row_count=c.NUMBER, flags=c.flags(QueryRowsFlag)),
        "hr_query_all_rows": _m(
            v.ROWS,
            optional=True,
            tags=c.OPTIONAL_TAGS,
            restriction=v.OPTIONAL_RESTRICTION,
            sort_order=c.NOTHING,
            max_rows=c.NUMBER,
        ),
        "release": _m(),
    },
    "row_set": {"release": _m()},
    "status_object": {
        # A client may pass NULL. The kit itself never does.
        "get_props": _m(v.PROPERTIES, shows_code=True, tags=c.OPTIONAL_TAGS, flags=c.flags(UnicodeFlag)),
        "flush_queues": _FLUSH_QUEUES(shows_code=True),
        "release": _m(),
    },
    "test_bed": {
        **_SURROUNDINGS,
        "install_profile": _BED(c.TEXT, profile=v.PROFILE),
        "given_profile": _BED(v.GIVEN_PROFILE),
        "transport_of": _BED(c.OPTIONAL_TEXT, entry_id=c.BYTES),
        "submit": _BED(transport=c.TEXT, tokens=c.TEXTS),
        "queue": _BED(c.TEXTS, transport=c.TEXT, direction=c.DIRECTION),
        "transfers": _BED(v.TRANSFERS),
    },
    "provider": {
        "describe": _m(v.DESCRIPTION),
        "transport_logon": _m(
            v.pair("xp_logon", "flags", c.flags(TransportLogonFlag)),
            support=v.object_of("support"),
            transport=v.TRANSPORT,
            flags=c.flags(TransportLogonFlag),
        ),
        "test_bed": _m(c.optional(v.object_of("transport_bed"), "none")),
        "close": _m(),
    },
    "xp_logon": {
        "address_types": _m(c.TEXTS, flags=c.flags(UnicodeFlag)),
        "transport_notify": _m(flags=c.flags(TransportNotifyFlag), data=c.OPTIONAL_BYTES),
        "idle": _m(optional=True, flags=NO_FLAGS),
        "transport_logoff": _m(flags=c.flags(TransportLogoffFlag)),
        "submit_message": _m(v.SUBMITTED, flags=c.flags(SubmitMessageFlag), message=v.OUTGOING_MESSAGE),
        "end_message": _m(c.flags(EndMessageFlag), reference=c.NUMBER),
        "poll": _m(c.BOOL, optional=True),
        "start_message": _m(v.STARTED, flags=NO_FLAGS, message=v.object_of("incoming_message")),
        "open_status_entry": _m(
            v.opened("transport_status", ObjectType), interface=c.INTERFACE, flags=c.flags(OpenFlag)
        ),
        "validate_state": _VALIDATE_STATE,
        "flush_queues": _FLUSH_QUEUES(),
    },
    "transport_status": {
        "get_props": _GET_PROPS,
        "validate_state": _VALIDATE_STATE,
        "settings_dialog": _m(optional=True, ui_param=c.UI_PARAM, flags=c.flags(SettingsDialogFlag)),
        "change_password": _m(optional=True, old=c.TEXT, new=c.TEXT, flags=c.flags(UnicodeFlag)),
        "flush_queues": _FLUSH_QUEUES(shows_code=True),
        "release": _m(),
    },
    "transport_bed": {
        **_SURROUNDINGS,
        "waiting": _BED(c.TEXTS, transport=c.TEXT),
        "sent": _BED(c.TEXTS, transport=c.TEXT),
        "set_trouble": _BED(transport=c.TEXT, trouble=v.TROUBLE),
        "returned": _BED(c.TEXTS, transport=c.TEXT),
        "identities": _BED(c.TEXTS, transport=c.TEXT),
    },
    "client": {
        "describe": _m(v.DESCRIPTION),
        "walk": _m(shows_code=True, mapi=v.object_of("mapi"), task=v.TASK),
        "close": _m(),
    },
    "mapi": {
        "logon": _m(v.object_of("session"), profile=c.TEXT, flags=c.flags(LogonFlag)),
        "misused": _m(of=c.optional(v.HELD, "MAPI"), call=c.TEXT, how=v.MISUSE),
    },
    "support": {
        "modify_status_row": _m(values=v.PROPERTIES, flags=c.flags(StatusRowFlag)),
        "spooler_notify": _m(flags=c.flags(SpoolerNotifyFlag), data=c.OPTIONAL_BYTES),
        "spooler_yield": _m(shows_code=True, flags=NO_FLAGS),
    },
    "incoming_message": {
        "set_token": _m(token=c.TEXT),
        "save_changes": _m(flags=c.flags(SaveChangesFlag)),
    },
    "clock": {
        "start": _m(limit=c.SECONDS),
        "pause": _m(c.BOOL),
        "leap": _m(c.BOOL, seconds=c.SECONDS),
    },
}


#: The objects that the kit hands out to a transport provider, and that it calls back.
FOR_PROVIDER: Final = ("support", "incoming_message")
#: The objects that the kit passes as arguments. The implementation calls them back.
HANDED_OUT: Final = (*FOR_PROVIDER, "mapi")
#: The objects of the kit's own that a client under test calls: it gets `mapi` as an argument, and the others as answers.
FOR_CLIENT: Final = ("mapi", "session", "table", "row_set", "status_object")
