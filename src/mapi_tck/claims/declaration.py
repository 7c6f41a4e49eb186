"""The declaration: who made the implementation, what its maker claims, and the parameters of the test, apart from claims.

It is reviewed before anything runs. A claim can exclude only what the source leaves open; `OPTIONS` is that closed list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from mapi_tck.ports import Transport, TransportKind
from mapi_tck.suite.review import Kind, Seconds, TomlFile

#: A slow far end that is faster than this hides a flush that returns too early: a call to another process takes 2 ms on a busy
#: machine (measured November 2026).
FASTEST_SLOW: Final = 0.01

#: The longest flush of a slow far end in messages: no scenario asks for more than 5, and this is twice as many.
_MESSAGES: Final = 10

#: Claims about what is under test as a whole. Not claimed means: excluded.
_SWITCHES: Final = ("flush-async-ok", "unicode-status-table", "restriction-on-non-column", "deferral")

#: The words for whether a transport's status object has STATUS_FLUSH_QUEUES, as a feature's tables have them too.
_SUPPORT: Final = {"supported": True, "not supported": False}

#: Every claim, and what it may be: after the switches, how the transports are made.
_CLAIMS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(_SWITCHES, bool),
    "transport-kinds": [TransportKind],
    "asynchronous-transports": bool,
    "flush-support": [_SUPPORT],
    "transports": dict,
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of the test: they change how long it waits, never what it demands. All times in seconds."""

    #: A call that takes longer has hung. A choice: no call of the reference takes a second, and a person still waits for it.
    call_limit: Seconds = 30.0
    #: How long an effect that comes later may take. A choice: a real far end on the same network needs less.
    settle_limit: Seconds = 10.0
    #: What one message takes at a far end that a scenario makes slow. A choice: five times `FASTEST_SLOW`.
    slow_seconds: Seconds = 0.05
    #: The profile that a session without an arranged one logs on with; "" is the implementation's default.
    profile: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredTransport:
    """What is claimed of one transport."""

    kind: TransportKind
    asynchronous: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the maker of an implementation declares."""

    name: str = ""
    version: str = ""
    vendor: str = ""
    claims: Mapping[str, bool] = field(default_factory=dict)
    kinds: frozenset[TransportKind] | None = None
    asynchronous_transports: bool | None = None
    flush_support: frozenset[bool] | None = None
    transports: Mapping[str, DeclaredTransport] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    path: str = ""

    def excludes(self, option: str) -> str | None:
        """Answer why the option does not apply, or `None` when it does."""
        if option in _SWITCHES:
            if self.claims.get(option):
                return None
            return f"{option} is not claimed" if option not in self.claims else f"{option} is claimed not to hold"
        if option == "asynchronous-transport":
            absent = self.asynchronous_transports is False
            return "no asynchronous transport is claimed" if absent else None
        if option in ("transport-with-flush", "transport-without-flush"):
            absent = self.flush_support is not None and (option == "transport-with-flush") not in self.flush_support
            return f"no {option.replace('-', ' ')} is claimed" if absent else None
        kind = {"lan-transport": TransportKind.LAN, "modem-transport": TransportKind.MODEM}.get(
            option, TransportKind.RAS
        )
        absent = self.kinds is not None and kind not in self.kinds
        return f"no {kind} transport is claimed" if absent else None

    def allows(self, transport: Transport) -> bool:
        """Whether a provider declared so can be this transport."""
        return (
            (self.kinds is None or transport.kind in self.kinds)
            and (self.flush_support is None or transport.supports_flush in self.flush_support)
            and not (transport.asynchronous and self.asynchronous_transports is False)
        )

    def fitted(self, transport: Transport) -> Transport:
        """The transport, of a kind that a provider declared so can be."""
        if self.kinds is None or transport.kind in self.kinds:
            return transport
        return replace(transport, kind=self.usual_transport.kind)

    @property
    def usual_transport(self) -> Transport:
        """The transport that a provider declared so is where a scenario is about any."""
        kind = next((kind for kind in TransportKind if kind in (self.kinds or ())), TransportKind.LAN)
        return Transport("", kind, self.flush_support is None or True in self.flush_support)

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> "Declaration":
        """The declaration that a run record holds."""
        claims = dict(written["claims"])
        transports = {
            name: DeclaredTransport(TransportKind(item["kind"]), item["asynchronous"])
            for name, item in claims.pop("transports").items()
        }
        kinds = claims.pop("transport-kinds", None)
        support = claims.pop("flush-support", None)
        return cls(
            **written["implementation"],
            kinds=None if kinds is None else frozenset(map(TransportKind, kinds)),
            asynchronous_transports=claims.pop("asynchronous-transports", None),
            flush_support=None if support is None else frozenset(_SUPPORT[word] for word in support),
            transports=transports,
            claims=claims,
            parameters=Parameters(**written["parameters"]),
            path=written["path"],
        )

    def to_json(self) -> dict[str, Any]:
        """The declaration as the run record holds it."""
        return {
            "implementation": {"name": self.name, "version": self.version, "vendor": self.vendor},
            "claims": {
                **self.claims,
                **({} if self.kinds is None else {"transport-kinds": sorted(self.kinds)}),
                **(
                    {}
                    if self.flush_support is None
                    else {"flush-support": [word for word, has in _SUPPORT.items() if has in self.flush_support]}
                ),
                **(
                    {}
                    if self.asynchronous_transports is None
                    else {"asynchronous-transports": self.asynchronous_transports}
                ),
                "transports": {
                    name: {"kind": str(item.kind), "asynchronous": item.asynchronous}
                    for name, item in self.transports.items()
                },
            },
            "parameters": {item.name: getattr(self.parameters, item.name) for item in fields(Parameters)},
            "path": self.path,
        }


def read_declaration(path: Path) -> Declaration:
    """Read and review a declaration. Raises `UsageError` for the first mistake in it."""
    file = TomlFile(path, "declaration")
    file.table(known=("implementation", "claims", "parameters"))
    claims = file.values(_CLAIMS, "claims")
    names = file.table("claims", "transports")
    transports = {name: file.made(DeclaredTransport, "claims", "transports", name) for name in names}
    kinds = None if "transport-kinds" not in claims else frozenset(claims["transport-kinds"])
    support = None if "flush-support" not in claims else frozenset(claims["flush-support"])
    asynchronous = claims.get("asynchronous-transports")
    if support is not None and not support:
        what = "must not be empty: a transport's status object has STATUS_FLUSH_QUEUES, or lacks it"
        raise file.wrong(("claims", "flush-support"), what)
    for name, item in transports.items():
        keys = ("claims", "transports", name)
        if kinds is not None and item.kind not in kinds:
            raise file.wrong((*keys, "kind"), f"{item.kind} contradicts claims.transport-kinds, which lacks it")
        if item.asynchronous and asynchronous is False:
            raise file.wrong((*keys, "asynchronous"), "true contradicts claims.asynchronous-transports = false")
    if transports:
        kinds = frozenset(item.kind for item in transports.values()) if kinds is None else kinds
        if asynchronous is None:
            asynchronous = any(item.asynchronous for item in transports.values())
    return Declaration(
        **file.values(dict.fromkeys(("name", "version", "vendor"), str), "implementation"),
        claims={key: claims[key] for key in _SWITCHES if key in claims},
        kinds=kinds,
        asynchronous_transports=asynchronous,
        flush_support=support,
        transports=transports,
        parameters=_parameters(file),
        path=str(path),
    )


def _parameters(file: TomlFile) -> Parameters:
    parameters = file.made(Parameters, "parameters")
    if parameters.slow_seconds < FASTEST_SLOW:
        what = f"must be at least {FASTEST_SLOW:g}, or a flush that returns too early could not be seen"
        raise file.wrong(("parameters", "slow_seconds"), what)
    longest = parameters.slow_seconds * _MESSAGES
    for key in ("call_limit", "settle_limit"):
        if longest >= getattr(parameters, key):
            what = f"contradiction: a flush at a slow far end takes up to {longest:g} s, longer than {key}"
            raise file.wrong(("parameters", key if key in file.table("parameters") else "slow_seconds"), what)
    return parameters
