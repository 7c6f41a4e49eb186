"""The declaration: the implementation's name, what its maker claims, and the parameters of the test.

It is reviewed before anything runs. A claim can exclude only options that the source leaves open: those of the closed list
`OPTIONS`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.ports import Procedure, Transport, TransportKind
from mapi_tck.record.lines import RecordedDeclaration
from mapi_tck.suite.review import Kind, Megabytes, Seconds, TomlFile

#: A slow far end that is faster than this hides a flush that returns too early: a call to another process takes 2 ms on a busy
#: machine (measured November 2026).
FASTEST_SLOW: Final = 0.01

#: The longest flush of a slow far end in messages, in real time: no scenario asks for more than 5, and this is twice as many.
_MESSAGES: Final = 10

#: Claims about the implementation as a whole. An option that is not claimed is excluded.
_SWITCHES: Final = ("flush-async-ok", "unicode-status-table", "restriction-on-non-column", "one-transport", "deferral")

#: Claims about what profiles there can be. An option is excluded only if it is denied.
_DENIALS: Final = ("several-transports", "synchronous-transports")

#: The words for whether a transport's status object has STATUS_FLUSH_QUEUES; the tables of feature files use them too.
_SUPPORT: Final = {"supported": True, "not supported": False}

#: Every claim, and its possible values: after the switches the claims about transports, and about a client.
_CLAIMS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys((*_SWITCHES, *_DENIALS), bool),
    "transport-kinds": [TransportKind],
    "asynchronous-transports": bool,
    "flush-support": [tuple(_SUPPORT)],
    "procedures": [Procedure],
    "transports": dict,
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of the test: they change how long it waits and how much it takes, never what it requires.

    All times are in seconds, all amounts in megabytes of a million bytes.
    """

    #: A call that takes longer has hung. A choice: no call of the reference takes a second, and a person still waits for it.
    call_limit: Seconds = 30.0
    #: How long an adapter in a process of its own may take until it answers the handshake. A choice: Python or a virtual machine
    #: starts in a second, on a busy machine in ten.
    start_limit: Seconds = 30.0
    #: How long an effect that comes later may take. A choice: a real far end on the same network needs less.
    settle_limit: Seconds = 10.0
    #: What one message takes at a far end that a scenario makes slow. A choice: five times `FASTEST_SLOW`.
    slow_seconds: Seconds = 0.05
    #: The profile with which a session logs on if the scenario has not set one up; "" is the implementation's default.
    profile: str = ""
    #: What one answer may take. A choice: the longest of the reference has 0.003 MB, a queue of 200 000 messages 3.6 MB (measured
    #: November 2026).
    answer_limit: Megabytes = 4.0
    #: What all answers of one scenario may take, those of the cases of a search included. A choice: the cases of the
    #: longest search take more than 16 MB if entry identifiers have 500 bytes (measured November 2026).
    scenario_limit: Megabytes = 64.0
    #: What the record of a run may take. A choice: it holds 100 000 scenarios, and a disk still has room.
    record_limit: Megabytes = 2000.0


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
    #: The procedures that a client walks; `None` for both.
    procedures: frozenset[Procedure] | None = None
    transports: Mapping[str, DeclaredTransport] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    path: str = ""

    def excludes(self, option: str) -> str | None:
        """Say why the option does not apply; `None` if it does."""
        if option in _SWITCHES:
            if self.claims.get(option):
                return None
            return f"{option} is not claimed" if option not in self.claims else f"{option} is claimed not to hold"
        if option in _DENIALS:
            return f"{option} is claimed not to hold" if self.claims.get(option) is False else None
        for kind in TransportKind:
            if option == f"{kind.lower()}-transport":
                absent = self.kinds is not None and kind not in self.kinds
                return f"no {kind} transport is claimed" if absent else None
        for procedure in Procedure:
            if option == f"procedure-{procedure.lower()}":
                absent = self.procedures is not None and procedure not in self.procedures
                return f"procedure {procedure} is not among the procedures that are claimed" if absent else None
        if option == "asynchronous-transport":
            absent = self.asynchronous_transports is False
        else:
            absent = self.flush_support is not None and (option == "transport-with-flush") not in self.flush_support
        return f"no {option.replace('-', ' ')} is claimed" if absent else None

    def allows(self, transport: Transport) -> bool:
        """Whether a provider with this declaration can be this transport."""
        return (
            (transport.asynchronous or not self.asynchronous_only)
            and (self.kinds is None or transport.kind in self.kinds)
            and (self.flush_support is None or transport.supports_flush in self.flush_support)
            and not (transport.asynchronous and self.asynchronous_transports is False)
        )

    def fitted(self, transport: Transport) -> Transport:
        """The transport, of another kind or asynchronous if a provider with this declaration cannot be as it is."""
        transport = replace(transport, asynchronous=transport.asynchronous or self.asynchronous_only)
        if self.kinds is None or transport.kind in self.kinds:
            return transport
        return replace(transport, kind=self.usual_transport.kind)

    @property
    def asynchronous_only(self) -> bool:
        """Whether FLUSH_FORCE alone reaches each of the transports."""
        return bool(self.excludes("synchronous-transports"))

    @property
    def usual_transport(self) -> Transport:
        """The transport that a provider with this declaration is in a scenario that allows any transport."""
        return self.possible_transports[0]

    @property
    def possible_transports(self) -> tuple[Transport, ...]:
        """What a provider with this declaration can be: each kind, with and without STATUS_FLUSH_QUEUES."""
        kinds = [kind for kind in TransportKind if self.kinds is None or kind in self.kinds]
        late = self.asynchronous_only
        every = [
            Transport("", kind, support, late) for kind in kinds or [TransportKind.LAN] for support in (True, False)
        ]
        return tuple(filter(self.allows, every)) or (Transport("", asynchronous=late),)

    @classmethod
    def from_json(cls, written: RecordedDeclaration) -> "Declaration":
        """The declaration that a run record holds."""
        claims: dict[str, Any] = {**written["claims"]}
        return cls(
            **written["implementation"],
            **_shapes(claims),
            transports={
                name: DeclaredTransport(TransportKind(item["kind"]), item["asynchronous"])
                for name, item in claims["transports"].items()
            },
            parameters=Parameters(**cast(dict[str, Any], written["parameters"])),
            path=written["path"],
        )

    def to_json(self) -> RecordedDeclaration:
        """The declaration as the run record holds it."""
        support = self.flush_support
        claims: dict[str, Any] = {
            **self.claims,
            "transport-kinds": None if self.kinds is None else sorted(self.kinds),
            "flush-support": None if support is None else [word for word, has in _SUPPORT.items() if has in support],
            "procedures": None if self.procedures is None else sorted(self.procedures),
            "asynchronous-transports": self.asynchronous_transports,
            "transports": {name: asdict(item) for name, item in self.transports.items()},
        }
        written = {
            "implementation": {"name": self.name, "version": self.version, "vendor": self.vendor},
            "claims": {key: value for key, value in claims.items() if value is not None},
            "parameters": asdict(self.parameters),
            "path": self.path,
        }
        return cast(RecordedDeclaration, written)


def _shapes(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a declaration that follow from claims as a file has them; the transports come on top."""
    kinds, support, procedures = (claims.get(key) for key in ("transport-kinds", "flush-support", "procedures"))
    return {
        "claims": {key: claims[key] for key in (*_SWITCHES, *_DENIALS) if key in claims},
        "kinds": None if kinds is None else frozenset(map(TransportKind, kinds)),
        "asynchronous_transports": claims.get("asynchronous-transports"),
        "flush_support": None if support is None else frozenset(_SUPPORT[word] for word in support),
        "procedures": None if procedures is None else frozenset(map(Procedure, procedures)),
    }


def read_declaration(path: Path) -> Declaration:
    """Read and review a declaration. Raises `UsageError` for the first mistake in it."""
    file = TomlFile(path, "declaration")
    file.table(known=("implementation", "claims", "parameters"))
    identity = file.values(dict.fromkeys(("name", "version", "vendor"), str), "implementation")
    claims = file.values(_CLAIMS, "claims")
    names = file.table("claims", "transports")
    transports = {name: file.made(DeclaredTransport, "claims", "transports", name) for name in names}
    declared = Declaration(
        **identity, **_shapes(claims), transports=transports, parameters=_parameters(file), path=str(path)
    )
    if declared.flush_support == frozenset():
        what = "must not be empty: a transport's status object has STATUS_FLUSH_QUEUES, or lacks it"
        raise file.wrong(("claims", "flush-support"), what)
    if declared.procedures == frozenset():
        raise file.wrong(("claims", "procedures"), "must not be empty: a client walks procedure A, B or both")
    if declared.claims.get("one-transport") and declared.excludes("procedure-b"):
        what = "one transport alone is flushed by procedure B, which is not among the procedures that are claimed"
        raise file.wrong(("claims", "one-transport"), what)
    if declared.asynchronous_only and declared.asynchronous_transports is False:
        what = "false contradicts claims.asynchronous-transports = false: there would be no transport"
        raise file.wrong(("claims", "synchronous-transports"), what)
    for name, item in transports.items():
        keys = ("claims", "transports", name)
        if declared.kinds is not None and item.kind not in declared.kinds:
            raise file.wrong((*keys, "kind"), f"{item.kind} contradicts claims.transport-kinds, which lacks it")
        if item.asynchronous and declared.asynchronous_transports is False:
            raise file.wrong((*keys, "asynchronous"), "true contradicts claims.asynchronous-transports = false")
        if declared.asynchronous_only and not item.asynchronous:
            raise file.wrong(
                (*keys, "kind"), "without asynchronous = true, claims.synchronous-transports = false is wrong"
            )
    if transports and declared.kinds is None:
        declared = replace(declared, kinds=frozenset(item.kind for item in transports.values()))
    if transports and declared.asynchronous_transports is None:
        declared = replace(declared, asynchronous_transports=any(item.asynchronous for item in transports.values()))
    return declared


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
    limits = ("answer_limit", "scenario_limit", "record_limit")
    for less, more in pairwise(limits):
        if getattr(parameters, less) > getattr(parameters, more):
            key = less if less in file.table("parameters") else more
            raise file.wrong(("parameters", key), f"contradiction: {less} is more than {more}")
    return parameters
