"""Calls carried as data: `Proxy` makes a request of a call, a `Channel` carries it, a `Servant` makes the call and answers.

All three read the table of `interfaces`, so what is recorded, sent and replayed cannot differ.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from mapi_tck.errors import AdapterBroke, Breakage, NotOffered, Undecided
from mapi_tck.mapi import MapiError, ResultCode, failed, result_text
from mapi_tck.wire import codecs as c
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import HANDED_OUT, INTERFACES, Method

#: More callbacks within one call never end. The kit's own provider makes 2 at most; a record of 10 000 can still be read.
MOST_CALLBACKS: Final = 10_000
#: Method → how many times as many it may have. A client may compare each row of a long table with each other row.
TIMES_AS_MANY: Final = {"client.walk": 15}


class Request(NamedTuple):
    """A call, written as JSON."""

    interface: str
    handle: str
    method: str
    arguments: Mapping[str, Json]

    @property
    def name(self) -> str:
        """The name of the call over stdio and in a trace."""
        return f"{self.interface}.{self.method}"

    def __str__(self) -> str:
        """The call in words, arguments decoded."""
        method = INTERFACES[self.interface][self.method]
        arguments = (f"{name}={(codec.text or str)(self.arguments[name])}" for name, codec in method.parameters.items())
        return f"{self.handle}.{self.method}({', '.join(arguments)})"


class Answer(NamedTuple):
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


class Channel(ABC):
    """Carries calls to objects elsewhere, and their answers back.

    `own` serves the objects that were handed out through it, whose calls come back the other way.
    """

    def __init__(self) -> None:
        self.own = Servant()

    @abstractmethod
    def exchange(self, request: Request) -> Answer:
        """Carry one call. Raises `AdapterBroke` when it gets no proper answer."""

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Whether the object has this optional method. Objects of the kit have them all."""
        return True

    def give(self, interface: str, thing: object) -> str:
        """Number an object that is handed out. Of other objects, only this channel's own proxies pass through it."""
        if interface in HANDED_OUT:
            return self.own.give(interface, thing)
        if not isinstance(thing, Proxy) or thing.interface != interface:
            raise ValueError(f"a {interface} of this connection expected, not {thing!r:.80}")
        return thing.handle

    def take(self, interface: str, handle: str) -> Any:
        """Make a proxy for the object."""
        return Proxy(self, interface, handle)

    def invoke(self, interface: str, handle: str, name: str, arguments: tuple[Any, ...]) -> Any:
        """Write the call as JSON, carry it, and read its answer. Raises `MapiError` for a failing code."""
        method = INTERFACES[interface][name]
        pairs = method.pairs
        if len(arguments) != len(pairs):
            raise TypeError(f"{interface}.{name} takes ({', '.join(method.parameters)})")
        written: dict[str, Json] = {}
        for (parameter, codec), argument in zip(pairs, arguments, strict=True):
            written[parameter] = codec.encode(argument, self)
        code, told = self.exchange(Request(interface, handle, name, written))
        if code is not None and failed(code):
            raise MapiError(code)
        try:
            value = method.answer.decode(told, self)
        except (ValueError, KeyError, TypeError) as error:
            raise AdapterBroke(Breakage.MALFORMED, str(error), f"{interface}.{name}") from error
        if not method.shows_code:
            return value
        return code if method.answer is c.NOTHING else (code, value)


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
        vars(call)["proxy"] = self  # a row set has nothing else of the object that frees it
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
        """Let go of everything that was given out. Its handles are not used again, and later calls on them are refused."""
        self._forgotten |= self._objects.keys()
        self._objects.clear()

    def take(self, interface: str, handle: str) -> Any:
        """The object behind the handle, or a proxy for one that was handed over."""
        if interface in HANDED_OUT and self._back is not None:
            return self._back.take(interface, handle)
        thing = self._objects.get(handle)
        if thing is None:
            raise ValueError(f"there is no {interface} {handle}")
        return thing

    def has(self, handle: str, method: str) -> bool:
        """Whether the object has the method."""
        return callable(getattr(self._objects.get(handle), method, None))

    def exchange(self, request: Request) -> Answer:
        """Call the object. Raises `AdapterBroke` for anything but an answer or a `MapiError`."""
        method = INTERFACES[request.interface][request.method]
        thing: Any = self._objects.get(request.handle)
        if request.handle in self._forgotten:
            # A late call is of an earlier scenario. It does no harm and must not disturb the one that is running.
            return Answer(int(ResultCode.MAPI_E_INVALID_OBJECT))
        # A handle begins with the name of its interface: nothing can be called as what it is not.
        if thing is None or not request.handle.startswith(request.interface):
            raise ValueError(f"there is no {request.interface} {request.handle}")
        given = request.arguments
        arguments = [codec.decode(given[name], self) for name, codec in method.pairs]
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
            # The kit's host passes on that a provider's test bed lacks something. From others it would leave the verdict open.
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
