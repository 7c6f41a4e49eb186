"""The methods that an adapter of a role has, in words for a reader who writes them: from the ports and their docstrings."""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mapi_tck import ports
from mapi_tck.certification.smoke import right_values
from mapi_tck.certification.smoke_calls import SCRIPTS
from mapi_tck.ports import Role
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import INTERFACES

#: Interface → what it is, and the ports that say what its methods do.
_PORTS: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    "adapter": ("The way to the implementation", (ports.Adapter,)),
    "session": ("IMAPISession", (ports.Session,)),
    "table": ("IMAPITable: a view of the status table", (ports.Table, ports.QueriesAllRows)),
    "row_set": ("A row set of the table", ()),
    "status_object": ("IMAPIStatus", (ports.StatusObject,)),
    "test_bed": ("The test bed", (ports.TestBed,)),
    "provider": ("The way to the provider", (ports.TransportAdapter,)),
    "xp_logon": ("IXPLogon: the transport, logged on", (ports.XPLogon, ports.Idled, ports.Polled)),
    "transport_status": ("IMAPIStatus of the transport", (ports.TransportStatusObject, ports.Configurable)),
    "transport_bed": (
        "The test bed",
        (ports.TransportTestBed, ports.MakesTrouble, ports.TellsReturned, ports.TellsIdentities),
    ),
    "client": ("The client", (ports.ClientAdapter,)),
}
#: Role → the interfaces of its adapter; the first is the one that a run begins with.
_INTERFACES: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.SUBSYSTEM: ("adapter", "session", "table", "row_set", "status_object", "test_bed"),
    Role.TRANSPORT: ("provider", "xp_logon", "transport_status", "transport_bed"),
    Role.CLIENT: ("client",),
}
_BEDS: Final = ("test_bed", "transport_bed")


@dataclass(frozen=True, slots=True)
class Stub:
    """A method that the new adapter has."""

    interface: str
    name: str
    parameters: tuple[str, ...]
    #: What it does, in the words of the port.
    about: str
    optional: bool
    #: Whether the answer has a success code of its own.
    shows_code: bool
    #: The value of a right answer as JSON, from the kit's own implementation; "" if there is none.
    example: str

    @property
    def method(self) -> str:
        """Its name in the protocol."""
        return f"{self.interface}.{self.name}"

    @property
    def summary(self) -> str:
        """The first sentence of what it does, for a language that has null in place of `None`."""
        first = re.split(r"(?<=[.:]) (?=[A-Z`])", self.about, maxsplit=1)[0].rstrip(".:")
        return re.sub(r"\bNone\b", "null", first)

    @property
    def is_of_test_bed(self) -> bool:
        """Whether it belongs to the test bed."""
        return self.interface in _BEDS


@dataclass(frozen=True, slots=True)
class Interface:
    """The methods of one object of the protocol."""

    name: str
    title: str
    stubs: tuple[Stub, ...]

    @property
    def is_test_bed(self) -> bool:
        """Whether this is the test bed."""
        return self.name in _BEDS


def interfaces(role: Role) -> tuple[Interface, ...]:
    """The interfaces of the role, each with its methods."""
    examples = right_values(role) if role in SCRIPTS else {}
    return tuple(_interface(name, examples) for name in _INTERFACES[role])


def _interface(name: str, examples: Mapping[str, Json]) -> Interface:
    title, classes = _PORTS[name]
    # A program answers `hello` instead of `describe`.
    chosen = {method: one for method, one in INTERFACES[name].items() if method != "describe"}
    stubs = (
        Stub(
            name,
            method,
            tuple(one.parameters),
            _about(method, classes),
            one.optional,
            one.shows_code,
            _written(examples[f"{name}.{method}"]) if f"{name}.{method}" in examples else "",
        )
        for method, one in chosen.items()
    )
    return Interface(name, title, tuple(stubs))


def _about(method: str, classes: tuple[type, ...]) -> str:
    for port in classes:
        if (function := getattr(port, method, None)) is not None:
            return " ".join((inspect.getdoc(function) or "").replace("`", "").split())
    return "Release the rows."


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
