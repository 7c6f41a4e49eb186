"""The ports as data: every interface, its methods, their arguments and answers.

From this one table come the proxies through which the kit calls (`Proxy`), the dispatcher that serves an adapter's objects
(`Servant`), the trace, the stdio protocol and its published schema. So what is recorded, sent and replayed cannot differ.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from mapi_tck.errors import AdapterBroke, Breakage, NotOffered, Undecided
from mapi_tck.mapi import (
    Bookmark,
    EndMessageFlag,
    FlushFlag,
    LogonFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    QueryColumnsFlag,
    QueryRowsFlag,
    ResultCode,
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
    failed,
    result_text,
)
from mapi_tck.wire import codecs as c
from mapi_tck.wire import values as v
from mapi_tck.wire.codecs import Codec, Json

NO_FLAGS: Final = c.flags(OpenFlag)


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its parameters in order, what it answers, and whether the answer carries a success code of its own."""

    parameters: Mapping[str, Codec]
    answer: Codec = c.NOTHING
    shows_code: bool = False
    optional: bool = False


def _m(answer: Codec = c.NOTHING, *, shows_code: bool = False, optional: bool = False, **parameters: Codec) -> Method:
    return Method(parameters, answer, shows_code, optional)


_BED: Final = partial(_m, optional=True)
_GET_PROPS: Final = _m(v.PROPERTIES, shows_code=True, tags=c.TAGS, flags=c.flags(UnicodeFlag))
_FLUSH_QUEUES: Final = partial(_m, ui_param=c.UI_PARAM, target=c.OPTIONAL_BYTES, flags=c.flags(FlushFlag))
_VALIDATE_STATE: Final = _m(ui_param=c.UI_PARAM, flags=c.flags(ValidateStateFlag))
#: What both kinds of test bed have, whatever is under test.
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
        "test_bed": _m(v.optional_object_of("test_bed")),
        "close": _m(),
    },
    "session": {
        "get_status_table": _m(v.object_of("table"), flags=c.flags(UnicodeFlag)),
        "open_entry": _m(
            v.opened("status_object", ObjectType), entry_id=c.BYTES, interface=c.INTERFACE, flags=c.flags(OpenFlag)
        ),
        "compare_entry_ids": _m(c.BOOL, first=c.BYTES, second=c.BYTES, flags=NO_FLAGS),
        "logoff": _m(ui_param=c.UI_PARAM, flags=NO_FLAGS, reserved=c.NUMBER),
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
        "get_props": _GET_PROPS,
        "flush_queues": _FLUSH_QUEUES(shows_code=True),
        "release": _m(),
    },
    "test_bed": {
        **_SURROUNDINGS,
        "install_profile": _BED(c.TEXT, profile=v.PROFILE),
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
        "test_bed": _m(v.optional_object_of("transport_bed")),
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
    },
}


@dataclass(frozen=True, slots=True)
class Request:
    """A call, written as JSON."""

    interface: str
    handle: str
    method: str
    arguments: Mapping[str, Json]

    @property
    def name(self) -> str:
        """The call as the wire and the trace name it."""
        return f"{self.interface}.{self.method}"

    def __str__(self) -> str:
        """The call in words, arguments decoded."""
        method = INTERFACES[self.interface][self.method]
        arguments = (f"{name}={(codec.text or str)(self.arguments[name])}" for name, codec in method.parameters.items())
        return f"{self.handle}.{self.method}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the code (`None` where a binding hides it) and, on success, the value."""

    code: int | None
    value: Json = None

    @property
    def refused(self) -> bool:
        """Whether the code is a failure."""
        return self.code is not None and failed(self.code)

    def text(self, method: Method) -> str:
        """Say the answer in words."""
        value = "" if self.refused or method.answer.text is None else method.answer.text(self.value)
        if method.answer.text is None and self.value is not None:
            value = str(self.value)
        if self.code is None:
            return value or "done"
        return f"{result_text(self.code)}{': ' if value else ''}{value}"


#: The objects that go the other way: the kit hands them out, and the implementation calls them back.
HANDED_OUT: Final = ("support", "incoming_message")
#: An implementation that calls back more often within one call comes to no end. The kit's own transport calls back 53 times at
#: most (measured November 2026), and a record can still be read with this many.
MOST_CALLBACKS: Final = 10_000


class Channel(ABC):
    """Carries calls to objects somewhere else, and their answers back.

    `own` serves the objects that were handed out through it, whose calls come back the other way.
    """

    def __init__(self) -> None:
        self.own = Servant()

    @abstractmethod
    def exchange(self, request: Request) -> Answer:
        """Carry one call. Raises `AdapterBroke` when it gets no proper answer."""

    @abstractmethod
    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Say whether the object has this optional method."""

    def give(self, interface: str, thing: object) -> str:
        """Number what is handed out. Of other objects, only this channel's own proxies are ever passed through it."""
        if interface in HANDED_OUT:
            return self.own.give(interface, thing)
        if not isinstance(thing, Proxy) or thing.interface != interface:
            raise ValueError(f"a {interface} of this connection expected, not {thing!r:.80}")
        return thing.handle

    def take(self, interface: str, handle: str) -> Any:
        """Stand a proxy in for the object."""
        return Proxy(self, interface, handle)

    def invoke(self, interface: str, handle: str, name: str, arguments: tuple[Any, ...]) -> Any:
        """Write the call as JSON, carry it, and read its answer; a failing code raises `MapiError`."""
        method = INTERFACES[interface][name]
        if len(arguments) != len(method.parameters):
            raise TypeError(f"{interface}.{name} takes ({', '.join(method.parameters)})")
        written = {
            parameter: codec.encode(value, self)
            for (parameter, codec), value in zip(method.parameters.items(), arguments, strict=True)
        }
        answer = self.exchange(Request(interface, handle, name, written))
        if answer.code is not None and failed(answer.code):
            raise MapiError(answer.code)
        try:
            value = method.answer.decode(answer.value, self)
        except (ValueError, KeyError, TypeError) as error:
            raise AdapterBroke(Breakage.MALFORMED, str(error), f"{interface}.{name}") from error
        if not method.shows_code:
            return value
        return answer.code if method.answer is c.NOTHING else (answer.code, value)


class Proxy:
    """Stands for an object behind a channel; has the methods of its interface."""

    __slots__ = ("channel", "handle", "interface")

    def __init__(self, channel: Channel, interface: str, handle: str) -> None:
        self.channel = channel
        self.interface = interface
        self.handle = handle

    def __getattr__(self, name: str) -> Any:
        method = INTERFACES[self.interface].get(name)
        if method is None or (method.optional and not self.channel.offers(self.interface, self.handle, name)):
            if self.interface in ("test_bed", "transport_bed") and method is not None:
                raise NotOffered(name)
            raise AttributeError(f"this {self.interface} has no {name}")
        channel, interface, handle = self.channel, self.interface, self.handle

        def call(*arguments: Any) -> Any:
            return channel.invoke(interface, handle, name, arguments)

        call.__name__ = name
        return call

    def __repr__(self) -> str:
        return f"<{self.handle}>"


class Servant:
    """Serves an adapter's objects: finds the object behind a handle, calls it, writes its answer as JSON.

    Handles are numbered by kind in the order in which objects are given out, so the same calls give the same handles.
    `back` carries what the adapter calls on objects that it was handed.
    """

    def __init__(self, back: Channel | None = None, **roots: object) -> None:
        self._objects: dict[str, object] = dict(roots)
        self._counts: dict[str, int] = {}
        self._forgotten: set[str] = set()
        self._back = back
        #: The interfaces whose objects are the kit's own here: only these may say that something cannot be observed.
        self.own_interfaces: frozenset[str] = frozenset()

    def add(self, handle: str, thing: object) -> None:
        """Serve one more root, under this handle."""
        self._objects[handle] = thing

    def give(self, interface: str, thing: object) -> str:
        """Number the object."""
        if thing is None:
            raise ValueError(f"a {interface} expected, not None")
        self._counts[interface] = number = self._counts.get(interface, 0) + 1
        handle = f"{interface}-{number}"
        self._objects[handle] = thing
        return handle

    def forget(self) -> None:
        """Let go of everything that was given out; numbers are not used again. Who still calls it is refused."""
        self._forgotten |= self._objects.keys()
        self._objects.clear()

    def take(self, interface: str, handle: str) -> Any:
        """Answer the object behind the handle, or what stands for one that was handed over."""
        if interface in HANDED_OUT and self._back is not None:
            return self._back.take(interface, handle)
        thing = self._objects.get(handle)
        if thing is None:
            raise ValueError(f"there is no {interface} {handle}")
        return thing

    def has(self, handle: str, method: str) -> bool:
        """Say whether the object has the method."""
        return callable(getattr(self._objects.get(handle), method, None))

    def exchange(self, request: Request) -> Answer:
        """Call the object. Raises `AdapterBroke` for anything but an answer or a `MapiError`."""
        method = INTERFACES[request.interface][request.method]
        thing: Any = self._objects.get(request.handle)
        if request.handle in self._forgotten:
            # It is late and does no harm: what comes now is none of the business of the scenario that is under way.
            return Answer(int(ResultCode.MAPI_E_INVALID_OBJECT))
        # A handle begins with the name of its interface: nothing can be called as what it is not.
        if thing is None or not request.handle.startswith(request.interface):
            raise ValueError(f"there is no {request.interface} {request.handle}")
        arguments = [codec.decode(request.arguments[name], self) for name, codec in method.parameters.items()]
        if request.interface == "row_set":
            call, arguments = thing.free, []
        else:
            call = getattr(thing, request.method, None)
        if not callable(call):
            raise AdapterBroke(Breakage.MALFORMED, f"{type(thing).__name__} has no {request.method}", str(request))
        try:
            result = call(*arguments)
        except MapiError as error:
            return Answer(error.code)
        except (AdapterBroke, KeyboardInterrupt):
            raise
        except BaseException as error:
            # A host passes on that a provider's test bed lacks something; nobody else may leave his verdict open so.
            if isinstance(error, Undecided) and request.interface in self.own_interfaces:
                raise
            detail = f"{type(error).__name__}: {error}"
            raise AdapterBroke(Breakage.RAISED, detail, str(request)) from error
        return self._answer(method, result, request)

    def _answer(self, method: Method, result: Any, request: Request) -> Answer:
        code: int | None = None
        try:
            if method.shows_code:
                code, result = (result, None) if method.answer is c.NOTHING else result
                if code is not None and (isinstance(code, bool) or not isinstance(code, int) or failed(code)):
                    raise ValueError(f"a success code expected, not {code!r:.80}")
            return Answer(code, method.answer.encode(result, self))
        except (ValueError, TypeError, KeyError) as error:
            raise AdapterBroke(Breakage.MALFORMED, str(error), str(request)) from error
