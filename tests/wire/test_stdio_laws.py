"""Laws of what travels: every value of the ports survives being written, and the quick checks say what a validator says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mapi_tck.claims.declaration import Parameters
from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyRestriction,
    PropertyType,
    PropertyValue,
    RowSet,
)
from mapi_tck.ports import (
    Condition,
    Description,
    Direction,
    Evidence,
    FarEnd,
    GivenProfile,
    GivenTransport,
    Misuse,
    OutgoingMessage,
    Procedure,
    Profile,
    Prompt,
    PromptKind,
    Started,
    Submitted,
    Task,
    Transfer,
    Transport,
    TransportAdapter,
    TransportKind,
    Trouble,
    UnderTest,
)
from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import steady
from mapi_tck.scenario.recorder import Recorder
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.wire import codecs as c
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire import values as v
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.codecs import Codec, Json, Schema
from mapi_tck.wire.interfaces import INTERFACES

ROOT = Path(__file__).parents[2]
SCHEMA = protocol.schema()


class Things:
    """Handles that give back the very thing."""

    def __init__(self) -> None:
        self.things: dict[str, object] = {}

    def give(self, interface: str, thing: object) -> str:
        """Remember it."""
        handle = f"{interface}-{len(self.things)}"
        self.things[handle] = thing
        return handle

    def take(self, interface: str, handle: str) -> Any:
        """Answer it; of a row set the port shows only its release."""
        assert handle.startswith(f"{interface}-")
        thing = self.things[handle]
        return SimpleNamespace(release=thing.free) if isinstance(thing, RowSet) else thing


def _suiting(tag: int) -> st.SearchStrategy[PropertyValue]:
    values: dict[int, st.SearchStrategy[Any]] = {
        PropertyType.PT_LONG: st.integers(-(2**31), 2**31 - 1),
        PropertyType.PT_I8: st.integers(-(2**63), 2**63 - 1),
        PropertyType.PT_ERROR: unsigned,
        PropertyType.PT_BOOLEAN: st.booleans(),
        PropertyType.PT_STRING8: st.text(),
        PropertyType.PT_UNICODE: st.text(),
        PropertyType.PT_BINARY: st.binary(),
        PropertyType.PT_CLSID: st.binary(min_size=16, max_size=16),
        PropertyType.PT_NULL: st.none(),
    }
    return st.builds(PropertyValue, st.just(tag), values[tag & 0xFFFF])


unsigned = st.integers(0, 0xFFFFFFFF)
directions = st.sampled_from(Direction)
kinds = st.sampled_from(
    [
        getattr(PropertyType, f"PT_{name}")
        for name in ["LONG", "I8", "ERROR", "BOOLEAN", "STRING8", "UNICODE", "BINARY", "CLSID", "NULL"]
    ]
)
properties = st.builds(lambda number, kind: number << 16 | kind, st.integers(0, 0xFFFF), kinds).flatmap(_suiting)
rows = st.lists(st.lists(properties, max_size=3).map(tuple), max_size=3).map(tuple)
restrictions = st.recursive(
    st.builds(ExistRestriction, unsigned) | st.builds(PropertyRestriction, unsigned, unsigned, properties),
    lambda parts: st.builds(AndRestriction, st.lists(parts, max_size=3).map(tuple)),
    max_leaves=5,
)
transports = st.builds(Transport, st.text(), st.sampled_from(TransportKind), st.booleans(), st.booleans())
given_transports = st.builds(
    GivenTransport,
    st.text(),
    st.sampled_from(TransportKind),
    st.booleans(),
    st.booleans(),
    *[st.frozensets(directions)] * 2,
)
texts = st.lists(st.text(), max_size=4).map(tuple)
tags = st.lists(unsigned, max_size=4).map(tuple)
seconds = st.floats(0, 4294967)
long_numbers = st.integers(-(2**63), 2**63 - 1)
things = st.builds(object)
#: Objects of a client that are named by the interface which they have.
held = st.builds(SimpleNamespace, interface=st.sampled_from(["session", "table", "status_object"]))

#: A strategy for each codec that has a name …
NAMED: list[tuple[Codec, st.SearchStrategy[Any]]] = [
    (c.NOTHING, st.none()),
    (c.BOOL, st.booleans()),
    (c.TEXT, st.text()),
    (c.NUMBER, long_numbers),
    (c.UI_PARAM, st.integers(0, 2**64 - 1)),
    (c.SECONDS, seconds),
    (c.TEXTS, texts),
    (c.DIRECTION, st.sampled_from(Direction)),
    (c.TAGS, tags),
    (c.OPTIONAL_TAGS, st.none() | tags),
    (c.OPTIONAL_TEXT, st.none() | st.text()),
    (c.INTERFACE, st.none() | st.text()),
    (c.COUNTS, st.dictionaries(st.text(), unsigned, max_size=3)),
    (c.BYTES, st.binary()),
    (c.OPTIONAL_BYTES, st.none() | st.binary()),
    (v.PROPERTIES, st.lists(properties, max_size=4).map(tuple)),
    (v.ROWS, st.builds(RowSet, rows, st.none() | st.just(lambda: None))),
    (v.OPTIONAL_RESTRICTION, st.none() | restrictions),
    (
        v.DESCRIPTION,
        st.builds(
            Description,
            st.text(),
            st.text(),
            st.text(),
            st.none() | st.text(),
            st.frozensets(st.sampled_from(Evidence)),
            st.booleans(),
            st.booleans(),
            st.lists(st.builds(UnderTest, *[st.text()] * 5), max_size=2).map(tuple),
        ),
    ),
    (v.PROFILE, st.builds(Profile, st.text(), st.lists(transports, max_size=3).map(tuple))),
    (v.TROUBLE, st.sampled_from(Trouble)),
    (v.FAR_END, st.builds(FarEnd, st.sampled_from(Condition), seconds, long_numbers)),
    (
        v.TRANSFERS,
        st.lists(st.builds(Transfer, st.text(), st.sampled_from(Direction), st.text(), st.booleans()), max_size=3).map(
            tuple
        ),
    ),
    (v.TRANSPORT, transports),
    (v.GIVEN_PROFILE, st.builds(GivenProfile, st.text(), st.lists(given_transports, max_size=3).map(tuple))),
    (v.OUTGOING_MESSAGE, st.builds(OutgoingMessage, st.text())),
    (v.SUBMITTED, st.builds(Submitted, long_numbers, seconds)),
    (v.STARTED, st.builds(Started, long_numbers, seconds)),
    (
        v.TASK,
        st.builds(Task, st.sampled_from(Procedure), st.frozensets(directions), st.text(), st.booleans()),
    ),
    (v.MISUSE, st.sampled_from(Misuse)),
    (v.PROMPTS, st.lists(st.builds(Prompt, st.text(), st.sampled_from(PromptKind)), max_size=3).map(tuple)),
]


def values_of(codec: Codec) -> st.SearchStrategy[Any]:
    """… and for those that are made for a kind of flags, numbers or objects."""
    for named, strategy in NAMED:
        if codec is named:
            return strategy
    if codec.schema == c.UNSIGNED:
        return unsigned
    match codec.schema.get("required"):
        case [_, "object_type"]:
            return st.tuples(things, st.none() | unsigned)
        case [_, "flags"]:
            return st.tuples(things, unsigned)
    if codec.schema == c.optional(v.HELD, "").schema:
        return st.none() | held
    if "anyOf" in codec.schema:
        return st.none() | things
    assert len(codec.schema["required"]) == 1
    return things


#: Each codec once, with the last place that uses it.
CODECS = {
    id(codec): pytest.param(codec, id=f"{interface}.{name}.{place}")
    for interface, methods in INTERFACES.items()
    for name, method in methods.items()
    for place, codec in [*method.parameters.items(), ("answer", method.answer)]
}.values()


@pytest.mark.parametrize("codec", CODECS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_reads_the_same(codec: Codec, data: st.DataObject) -> None:
    """Any value of the ports, written as JSON text and read back, is the same value, and its JSON fits the codec's schema."""
    value = data.draw(values_of(codec))
    handles = Things()
    written = json.loads(protocol.encode_line(codec.encode(value, handles)))

    assert codec.decode(written, handles) == value
    assert Draft202012Validator({**codec.schema, "$defs": SCHEMA["$defs"]}).is_valid(written)


CALLBACKS = {
    name.partition(".")[2]: method for name, method in protocol.CALLBACKS[Role.TRANSPORT].items() if "support." in name
}


def _called(name: str, codecs: Mapping[str, Codec]) -> st.SearchStrategy[Json]:
    """A call back by its name and arguments, as the wire has them."""
    values = st.fixed_dictionaries({place: values_of(codec) for place, codec in codecs.items()})
    return values.map(lambda given: [name, {place: codecs[place].encode(given[place], Servant()) for place in codecs}])


callbacks = st.one_of(*(_called(name, method.parameters) for name, method in CALLBACKS.items()))


class Refusing:
    """The kit's end: answers as the flags that it is given ask for."""

    def _answer(self, *values: Any) -> Any:
        flags = next(value for value in values if isinstance(value, int))
        if flags & 1:
            raise MapiError(0x80000000 | flags)
        return flags & 0x7FFFFFFF

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Refuse an odd number."""
        self._answer(flags)

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Refuse an odd number."""
        self._answer(flags)

    def spooler_yield(self, flags: int) -> int:
        """Refuse an odd number, answer another as it is."""
        return int(self._answer(flags))


@pytest.fixture(scope="module")
def puppets() -> Iterator[tuple[TransportAdapter, TransportAdapter]]:
    """A provider in this process, and the same one in a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tests" / "miniatures"))
        form, parameters = "python_provider:Puppet", Parameters()
        inside, outside = (
            cast(Any, resolve(name, parameters, Role.TRANSPORT).create()) for name in (form, f"isolated:{form}")
        )
        yield inside, outside
        outside.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=st.lists(callbacks, max_size=4))
def test_what_is_called_back_from_another_process_is_recorded_the_same(
    puppets: tuple[TransportAdapter, TransportAdapter], told: list[Json]
) -> None:
    """With any callbacks, the trace, the nesting, and the answers to the provider are the same as in process."""
    traces = []
    for adapter in puppets:
        recorder = Recorder(adapter)
        logon, _ = recorder.provider.transport_logon(Refusing(), Transport(json.dumps(told)), 0)
        heard = logon.address_types(0)
        traces.append([steady(entry.to_json()) for entry in recorder.entries])

        assert len(heard) == len(told)
    inside, outside = traces

    assert outside == inside
    assert [entry["method"] for entry in inside[2:]] == [name for name, _ in told]
    assert {entry["within"] for entry in inside[2:]} <= {2}


anything: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False).filter(lambda number: not number.is_integer())
    | st.sampled_from(["", "00ff", "0", "slow", "LAN"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["tag", "value", "rows"]), inner),
    max_leaves=4,
)


def nearly(schema: Schema) -> st.SearchStrategy[Json]:
    """JSON values that fit the schema, or miss it in a place."""
    return st.one_of(*[_fitting(schema)] * 9, anything)


def _fitting(schema: Schema) -> st.SearchStrategy[Json]:
    if "$ref" in schema:
        return st.deferred(lambda: nearly(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]))
    if "anyOf" in schema:
        return st.one_of(*map(nearly, schema["anyOf"]))
    if "const" in schema:
        return st.sampled_from([schema["const"], True])
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) if schema["enum"] else anything
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of(*(nearly({"type": one}) for one in kind))
    if kind == "array":
        return st.lists(nearly(schema["items"]), max_size=3)
    if kind == "object":
        own = schema.get("properties", {})
        optional = {key: nearly(own[key]) for key in own if key not in schema.get("required", [])}
        full = st.fixed_dictionaries({key: nearly(own[key]) for key in schema.get("required", [])}, optional=optional)
        return st.one_of(full, full, full, st.builds(lambda one, other: {**one, "more": other}, full, anything))
    simple: dict[Any, st.SearchStrategy[Json]] = {
        "string": st.sampled_from(["", "00ff", "0F", "name"]),
        "integer": st.integers(-1, 0x1_0000_0000) | st.sampled_from([0, 0x7FFFFFFF, 0x80000000]),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple.get(kind, anything)


#: The parts of the schema that are alike, by the first of them.
ALIKE: dict[str, list[str]] = {}
for _part in sorted(name for name in SCHEMA["$defs"] if "." in name):
    _first = next((name for name in ALIKE if SCHEMA["$defs"][name] == SCHEMA["$defs"][_part]), _part)
    ALIKE.setdefault(_first, []).append(_part)


@pytest.mark.parametrize("part", ALIKE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_the_quick_checks_agree_with_jsonschema(part: str, data: st.DataObject) -> None:
    """The check made for every call says what a validator of the published schema says, for every call with this schema."""
    value = data.draw(nearly(SCHEMA["$defs"][part]))
    valid = _validator(part).is_valid(value)

    for alike in ALIKE[part]:
        method, _, side = alike.rpartition(".")
        complaint = protocol.params_complaint if side == "params" else protocol.result_complaint
        assert (complaint(method, value) is None) == valid, alike


@cache
def _validator(part: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": SCHEMA["$defs"]})
