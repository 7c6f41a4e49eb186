"""The declaration: who made the implementation, what its maker claims, and the parameters of the test, apart from claims.

It is reviewed before anything runs. A claim can exclude only what the source leaves open; `OPTIONS` is that closed list.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.ports import Transport, TransportKind
from mapi_tck.record.lines import RecordedDeclaration

#: A slow far end that is faster than this hides a flush that returns too early.
FASTEST_SLOW: Final = 0.01

#: Claims about what is under test as a whole. Not claimed means: excluded.
_SWITCHES: Final = ("flush-async-ok", "unicode-status-table", "restriction-on-non-column", "deferral")

#: The words for whether a transport's status object has STATUS_FLUSH_QUEUES, as a feature's tables have them too.
_SUPPORT: Final[Mapping[str, bool]] = {"supported": True, "not supported": False}


#: The other claims: how the transports are made.
_SHAPES: Final = ("transport-kinds", "asynchronous-transports", "flush-support", "transports")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of the test: they change how long it waits, never what it demands. All times in seconds."""

    #: A call that takes longer has hung.
    call_limit: float = 30.0
    #: How long an effect that comes later may take.
    settle_limit: float = 10.0
    #: What one message takes at a far end that a scenario makes slow.
    slow_seconds: float = 0.05
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
    def from_json(cls, written: RecordedDeclaration) -> "Declaration":
        """The declaration that a run record holds."""
        claims: dict[str, Any] = {**written["claims"]}
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
            parameters=Parameters(**cast(dict[str, Any], written["parameters"])),
            path=written["path"],
        )

    def to_json(self) -> RecordedDeclaration:
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


class _Review:
    """Reads one declaration, and says where something in it is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text("utf-8")
        except OSError as error:
            raise UsageError(f"cannot read the declaration: {error.strerror}", str(path)) from error
        except UnicodeDecodeError as error:
            raise UsageError("the declaration is not UTF-8 text", str(path)) from error
        try:
            self.table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
            where = f"{path}:{place[1]}" if place else str(path)
            raise UsageError(re.sub(r" \(at .*\)$", "", str(error)), where) from error

    def wrong(self, keys: tuple[str, ...], what: str, hint: str = "") -> UsageError:
        """The error for a key, with the line on which the key stands."""
        return UsageError(f"{'.'.join(keys)}: {what}", f"{self.path}:{self._line(keys)}", hint)

    def _line(self, keys: tuple[str, ...]) -> int:
        # tomllib keeps no positions: find the table's header, then the key below it.
        lines = self.text.splitlines()
        start = 0
        *tables, last = keys
        if tables:
            header = re.compile(r"^\s*\[\s*" + r"\s*\.\s*".join(rf'"?{re.escape(k)}"?' for k in tables) + r"\s*[\].]")
            start = next((number for number, line in enumerate(lines) if header.match(line)), 0)
        key = re.compile(rf'^\s*(\[.*)?"?{re.escape(last)}"?\s*[\]=.]')
        return next((number for number, line in enumerate(lines) if number >= start and key.match(line)), start) + 1

    def section(self, *keys: str, known: tuple[str, ...] | None) -> dict[str, Any]:
        """A table, its keys checked against the known ones."""
        table: Any = self.table
        for depth, key in enumerate(keys):
            table = table.get(key, {})
            if not isinstance(table, dict):
                raise self.wrong(keys[: depth + 1], "must be a table")
        if known is not None:
            for key in table:
                if key not in known:
                    close = difflib.get_close_matches(key, known, 1)
                    hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"
                    raise self.wrong((*keys, key), "unknown key", hint)
        return dict(table)

    def typed(self, keys: tuple[str, ...], value: Any, kind: type, what: str) -> Any:
        """The value, if it has the type."""
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise self.wrong(keys, f"must be {what}, not {value!r}")
        return value


def read_declaration(path: Path) -> Declaration:
    """Read and review a declaration. Raises `UsageError` for the first thing that is wrong in it."""
    review = _Review(path)
    review.section(known=("implementation", "claims", "parameters"))
    made = review.section("implementation", known=("name", "version", "vendor"))
    identity = {key: review.typed(("implementation", key), value, str, "a text") for key, value in made.items()}
    claims = review.section("claims", known=(*_SWITCHES, *_SHAPES))
    switches: dict[str, bool] = {
        key: review.typed(("claims", key), claims[key], bool, "true or false") for key in _SWITCHES if key in claims
    }
    asynchronous = claims.get("asynchronous-transports")
    if asynchronous is not None:
        review.typed(("claims", "asynchronous-transports"), asynchronous, bool, "true or false")
    kinds = _kinds(review, claims)
    transports = _transports(review, kinds, asynchronous)
    if transports:
        kinds = frozenset(item.kind for item in transports.values()) if kinds is None else kinds
        if asynchronous is None:
            asynchronous = any(item.asynchronous for item in transports.values())
    return Declaration(
        **identity,
        claims=switches,
        kinds=kinds,
        asynchronous_transports=asynchronous,
        flush_support=_flush_support(review, claims),
        transports=transports,
        parameters=_parameters(review),
        path=str(path),
    )


def _kind(review: _Review, keys: tuple[str, ...], value: Any) -> TransportKind:
    try:
        return TransportKind(review.typed(keys, value, str, "LAN, modem or RAS"))
    except ValueError as error:
        raise review.wrong(keys, f"must be LAN, modem or RAS, not {value!r}") from error


def _flush_support(review: _Review, claims: dict[str, Any]) -> frozenset[bool] | None:
    if "flush-support" not in claims:
        return None
    keys = ("claims", "flush-support")
    words = review.typed(keys, claims["flush-support"], list, "a list")
    for word in words:
        if not isinstance(word, str) or word not in _SUPPORT:
            raise review.wrong(keys, f"must be a list of {' and '.join(map(repr, _SUPPORT))}, not of {word!r}")
    if not words:
        raise review.wrong(keys, "must not be empty: a transport's status object has STATUS_FLUSH_QUEUES, or lacks it")
    return frozenset(_SUPPORT[word] for word in words)


def _kinds(review: _Review, claims: dict[str, Any]) -> frozenset[TransportKind] | None:
    if "transport-kinds" not in claims:
        return None
    keys = ("claims", "transport-kinds")
    return frozenset(
        _kind(review, keys, kind) for kind in review.typed(keys, claims["transport-kinds"], list, "a list")
    )


def _transports(
    review: _Review, kinds: frozenset[TransportKind] | None, asynchronous: bool | None
) -> dict[str, DeclaredTransport]:
    declared: dict[str, DeclaredTransport] = {}
    for name in review.section("claims", "transports", known=None):
        keys = ("claims", "transports", name)
        table = review.section(*keys, known=("kind", "asynchronous"))
        if "kind" not in table:
            raise review.wrong(keys, "needs a kind: LAN, modem or RAS")
        kind = _kind(review, (*keys, "kind"), table["kind"])
        if kinds is not None and kind not in kinds:
            raise review.wrong((*keys, "kind"), f"{kind} contradicts claims.transport-kinds, which lacks it")
        late = review.typed((*keys, "asynchronous"), table.get("asynchronous", False), bool, "true or false")
        if late and asynchronous is False:
            raise review.wrong((*keys, "asynchronous"), "true contradicts claims.asynchronous-transports = false")
        declared[name] = DeclaredTransport(kind, late)
    return declared


def _parameters(review: _Review) -> Parameters:
    known = tuple(item.name for item in fields(Parameters))
    given = review.section("parameters", known=known)
    values: dict[str, Any] = {}
    for key, value in given.items():
        keys = ("parameters", key)
        if key == "profile":
            values[key] = review.typed(keys, value, str, "a text")
            continue
        values[key] = review.typed(keys, value, float, "a number of seconds")
        if not 0 < values[key] < float("inf"):
            raise review.wrong(keys, f"must be more than 0 seconds, not {value}")
    parameters = Parameters(**values)
    if parameters.slow_seconds < FASTEST_SLOW:
        keys = ("parameters", "slow_seconds")
        raise review.wrong(
            keys, f"must be at least {FASTEST_SLOW:g}, or a flush that returns too early could not be seen"
        )
    # The longest flush of a slow far end that a scenario asks for is a handful of messages.
    longest = parameters.slow_seconds * 10
    for key in ("call_limit", "settle_limit"):
        if longest >= getattr(parameters, key):
            raise review.wrong(
                ("parameters", key if key in given else "slow_seconds"),
                f"contradiction: a flush at a slow far end takes up to {longest:g} s, longer than {key}",
            )
    return parameters
