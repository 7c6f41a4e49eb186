"""The declaration: its review, what it excludes, and the way through a run record and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.claims.declaration import Declaration, Parameters, read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.ports import Transport, TransportKind
from mapi_tck.suite.catalogue import OPTIONS

WHOLE = """
[implementation]
name = "Mine"
version = "2.1"
vendor = "Me"

[claims]
flush-async-ok = true
unicode-status-table = false
transport-kinds = ["LAN", "modem"]
asynchronous-transports = true

[claims.transports."Office LAN"]
kind = "LAN"

[claims.transports.Fax]
kind = "modem"
asynchronous = true

[parameters]
call_limit = 5
start_limit = 60
settle_limit = 2.5
slow_seconds = 0.1
profile = "Test"
"""

#: What is wrong with a declaration → what the error says, its line first.
WRONG = {
    "[claims\n": "1: ",
    "a = 1\nb =\n": "2: ",
    "[implementation]\nnmae = 'x'\n": "2: implementation.nmae: unknown key (did you mean name?)",
    "[other]\n": "1: other: unknown key",
    "implementation = 3\n": "1: implementation: must be a table",
    "[implementation]\nname = true\n": "2: implementation.name: must be a text, not True",
    "[claims]\nlan-transport = true\n": "2: claims.lan-transport: unknown key",
    "[claims]\nflush-async-ok = 1\n": "2: claims.flush-async-ok: must be true or false, not 1",
    "[claims]\ntransport-kinds = 'LAN'\n": "2: claims.transport-kinds: must be a list",
    "[claims]\ntransport-kinds = ['lan']\n": "2: claims.transport-kinds: must be LAN, modem or RAS, not 'lan'",
    "[claims.transports.Fax]\n": ("1: claims.transports.Fax: this entry lacks kind: LAN, modem or RAS"),
    "[claims.transports]\nFax = 3\n": "2: claims.transports.Fax: must be a table",
    "[claims.transports.Fax]\nkind = 'modem'\nspeed = 9600\n": "3: claims.transports.Fax.speed: unknown key",
    "[claims]\nasynchronous-transports = false\n[claims.transports.Fax]\nkind = 'RAS'\nasynchronous = true\n": (
        "5: claims.transports.Fax.asynchronous: true contradicts claims.asynchronous-transports"
    ),
    "[claims]\nsynchronous-transports = false\nasynchronous-transports = false\n": (
        "2: claims.synchronous-transports: false contradicts claims.asynchronous-transports = false"
    ),
    "[claims]\nsynchronous-transports = false\n[claims.transports.Fax]\nkind = 'RAS'\n": (
        "4: claims.transports.Fax.kind: without asynchronous = true"
    ),
    "[claims]\nprocedures = ['A']\none-transport = true\n": "3: claims.one-transport: one transport alone is flushed by",
    "[parameters]\ncall_limit = true\n": "2: parameters.call_limit: must be a number of seconds above 0, not True",
    "[parameters]\nsettle_limit = 0\n": "2: parameters.settle_limit: must be a number of seconds above 0, not 0",
    "[parameters]\nsettle_limit = nan\n": "2: parameters.settle_limit: must be a number of seconds above 0, not nan",
    "[parameters]\nrecord_limit = 999999999999999999999999999999500\n": (
        "2: parameters.record_limit: must be a number of megabytes above 0 and at most 1000000000, not 9999"
    ),
    "[parameters]\ncall_limit = inf\n": "2: parameters.call_limit: must be a number of seconds above 0, not inf",
    "[parameters]\nprofile = 3\n": "2: parameters.profile: must be a text, not 3",
    "[parameters]\n\nslow_seconds = 1.0\n": "3: parameters.slow_seconds: contradiction: ",
}


def write(tmp_path: Path, text: str) -> Path:
    """Write a declaration."""
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return path


def test_everything_that_it_may_say(tmp_path: Path) -> None:
    """A declaration with every key is read as it is written."""
    declared = read_declaration(write(tmp_path, WHOLE))

    assert (declared.name, declared.version, declared.vendor) == ("Mine", "2.1", "Me")
    assert declared.claims == {"flush-async-ok": True, "unicode-status-table": False}
    assert declared.kinds == frozenset({TransportKind.LAN, TransportKind.MODEM})
    assert declared.transports["Fax"].asynchronous is True
    assert declared.parameters == Parameters(5.0, 60.0, 2.5, 0.1, "Test")


def test_an_empty_one_says_nothing(tmp_path: Path) -> None:
    """Every key may be left out."""
    assert read_declaration(write(tmp_path, "")) == Declaration(path=str(tmp_path / "mine.toml"))


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_found(tmp_path: Path, text: str) -> None:
    """The error names the file, the line and the key, in one line."""
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as raised:
        read_declaration(path)

    assert str(raised.value).startswith(f"{path}:{WRONG[text]}")
    assert "\n" not in str(raised.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file that is not UTF-8 is told as such, and so is one that is not there."""
    (tmp_path / "latin.toml").write_bytes(b"[implementation]\nname = '\xe4'\n")

    with pytest.raises(UsageError, match="is not UTF-8 text"):
        read_declaration(tmp_path / "latin.toml")
    with pytest.raises(UsageError, match="No such file or directory"):
        read_declaration(tmp_path / "nowhere.toml")
    with pytest.raises(UsageError, match="Is a directory"):
        read_declaration(tmp_path)


@given(text=st.text(max_size=60) | st.sampled_from(sorted(WRONG)))
def test_no_text_is_too_strange(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Any text is read as a declaration, or refused with one line."""
    path = tmp_path_factory.mktemp("strange") / "mine.toml"
    path.write_text(text, "utf-8", "replace")
    said = str(path)
    try:
        read_declaration(path)
    except UsageError as error:
        said = str(error)

    assert said.startswith(str(path))
    assert "\n" not in said


SWITCHES = ("flush-async-ok", "unicode-status-table", "restriction-on-non-column")


@pytest.mark.parametrize("option", SWITCHES)
def test_an_option_that_is_not_claimed_is_excluded(option: str) -> None:
    """Only an option that is claimed is judged; the reason tells silence from denial."""
    assert Declaration(claims={option: True}).excludes(option) is None
    assert Declaration().excludes(option) == f"{option} is not claimed"
    assert Declaration(claims={option: False}).excludes(option) == f"{option} is claimed not to hold"


@pytest.mark.parametrize(
    "option",
    ["lan-transport", "modem-transport", "ras-transport", "asynchronous-transport", "several-transports"],
)
def test_transports_are_there_unless_denied(option: str) -> None:
    """What transports there may be is excluded only by a claim that there are none such."""
    denied = Declaration(claims={"several-transports": False}, kinds=frozenset(), asynchronous_transports=False)

    assert Declaration().excludes(option) is None
    assert denied.excludes(option)


def test_every_option_can_be_excluded() -> None:
    """The closed list of options is what a declaration can exclude: all of it."""
    nothing = Declaration(
        claims={"several-transports": False, "synchronous-transports": False},
        kinds=frozenset(),
        asynchronous_transports=False,
        flush_support=frozenset(),
        procedures=frozenset(),
    )

    assert all(nothing.excludes(option) for option in OPTIONS)


def test_declared_transports_say_what_kinds_there_are(tmp_path: Path) -> None:
    """A list of transports stands for the claims that it implies."""
    declared = read_declaration(write(tmp_path, "[claims.transports.Fax]\nkind = 'modem'\n"))

    assert declared.excludes("modem-transport") is None
    assert declared.excludes("lan-transport") == "no LAN transport is claimed"
    assert declared.excludes("asynchronous-transport") == "no asynchronous transport is claimed"


def test_a_provider_is_asked_to_be_what_it_can_be() -> None:
    """Each kind with and without FlushQueues, as far as the declaration allows; the usual one is the first of them."""
    modem = Declaration(kinds=frozenset({TransportKind.MODEM}), flush_support=frozenset({False}))

    assert len(Declaration().possible_transports) == 6
    assert Declaration().usual_transport == Transport("")
    assert modem.possible_transports == (Transport("", TransportKind.MODEM, supports_flush=False),)
    assert Declaration(kinds=frozenset(), flush_support=frozenset()).possible_transports == (Transport(""),)


@pytest.mark.parametrize("text", ["", WHOLE, "[claims.transports.Fax]\nkind = 'RAS'\n"])
def test_it_goes_through_a_record_and_back(tmp_path: Path, text: str) -> None:
    """A replay judges by the declaration that the record holds."""
    declared = read_declaration(write(tmp_path, text))
    again = Declaration.from_json(declared.to_json())

    assert again.to_json() == declared.to_json()
    assert all(again.excludes(option) == declared.excludes(option) for option in OPTIONS)
