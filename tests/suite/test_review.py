"""The files that people write: each mistake is one line with its place, and a byte order mark is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import write_lines
from made_records import a_record, record_lines

from mapi_tck.assessment import baseline_update
from mapi_tck.claims.baseline import read_baseline
from mapi_tck.claims.declaration import read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.lint.paths import lint_paths
from mapi_tck.ports import TransportKind
from mapi_tck.record.run_record import read_record
from mapi_tck.search.store import read_store
from mapi_tck.suite.catalogue import read_catalogue
from mapi_tck.suite.review import Seconds, TomlFile, lines_of
from mutation import survivors

MARK = b"\xef\xbb\xbf"
LAW = "no message is lost"

DECLARATION = "[claims]\nflush-async-ok = true\n"
BASELINE = (
    "[[deviation]]\nrequirement = 'A6a'\ncause = 'topic-letter-direction'\nexpires = 2099-01-01\n"
    "reason = 'r'\nowner = 'o'\n"
)
REQUIREMENT = "[A1a]\nstep = 'A1'\nstatement = 'S.'\nrole = 'subsystem'\nstrength = 'MUST'\nsource = 'p'\n"
STORE = f'{{"{LAW}": [["When client 1 logs on", "Then in this case {LAW}"]]}}'
SURVIVORS = "[[survivors]]\nmodule = 'flush'\nclass = 'equivalent'\nreason = 'R.'\nmutants = ['a']\n"


def catalogue(path: Path) -> object:
    """Read the file as the only one of a catalogue."""
    (path.parent / "catalogue").mkdir(exist_ok=True)
    (path.parent / "catalogue" / "a.toml").write_bytes(path.read_bytes())
    (path.parent / "rulings.toml").write_bytes(MARK)
    return read_catalogue(path.parent)


def record(path: Path) -> object:
    """Read a run record; of the file only what stands at its start matters."""
    mark = MARK if path.read_bytes().startswith(MARK) else b""
    write_lines(path, record_lines(a_record()))
    path.write_bytes(mark + path.read_bytes())
    return read_record(path)


def updated(path: Path) -> object:
    """Update a baseline by a record that shows its deviation, and three others."""
    baseline_update.update(path, a_record(), date(2026, 11, 20), expires=date(2099, 1, 1))
    return [item.key for item in read_baseline(path).deviations]


#: Reads a file → a text of such a file.
READERS: list[tuple[Callable[[Path], object], str]] = [
    (read_declaration, DECLARATION),
    (read_baseline, BASELINE),
    (updated, BASELINE),
    (lambda path: lint_paths([path]), BASELINE),
    (lambda path: lint_paths([path]), DECLARATION),
    (catalogue, REQUIREMENT),
    (lambda path: read_store(path), STORE),
    (survivors.load, SURVIVORS),
    (record, ""),
]


@pytest.mark.parametrize(("read", "text"), READERS)
def test_a_byte_order_mark_changes_nothing(read: Callable[[Path], object], text: str, tmp_path: Path) -> None:
    """Editors on Windows write one, and end lines in two characters: the file says the same."""
    path = tmp_path / "written.toml"
    path.write_text(text, "utf-8")
    plain = read(path)
    path.write_bytes(MARK + text.replace("\n", "\r\n").encode())

    assert read(path) == plain


READ_TOML: list[Callable[[Path], object]] = [read_declaration, read_baseline, catalogue, survivors.load]


@pytest.mark.parametrize("read", READ_TOML)
@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 3000,
        f"a = {'9' * 5000}",
        "a = 'x",
        "\ufeff\ufeffa = 1",
        "[a",
        "[a]\n[a]\n",
        "a = 1\na = 2\n",
        "\r",
    ],
    ids=range(8),
)
def test_what_is_no_toml_is_one_line(read: Callable[[Path], object], text: str, tmp_path: Path) -> None:
    """Also what Python itself does not take: numbers of thousands of digits, lists within thousands of lists.

    A lone carriage return ends no line of TOML.
    """
    path = tmp_path / "written.toml"
    path.write_bytes(text.encode())

    with pytest.raises(UsageError) as raised:
        read(path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_named(encoding: str, tmp_path: Path) -> None:
    """PowerShell writes UTF-16 where nothing else is asked for."""
    path = tmp_path / "written.toml"
    path.write_bytes("name = 'Ä'\n".encode(encoding))

    with pytest.raises(UsageError, match="the declaration is not UTF-8 text .save it with the encoding UTF-8."):
        read_declaration(path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{\n,", "example store is not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "cannot read the example store: maximum recursion depth exceeded"),
        ("[]", "an example store holds lists of examples, by law"),
    ],
)
def test_what_is_no_example_store_is_one_line(text: str, what: str, tmp_path: Path) -> None:
    """With the line of the mistake where JSON knows it."""
    path = tmp_path / "store.json"
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match=what):
        read_store(path)


# -- values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """An entry with a field of every kind."""

    name: str
    day: date
    kind: TransportKind
    wait: Seconds = 1.0
    names: tuple[str, ...] = ()
    why: str | None = None
    on: bool = False


GOOD = "name = 'n'\nday = 2026-11-20\nkind = 'LAN'\nwait = 2\nnames = ['a', 'b']\nwhy = 'w'\non = true\n"

#: A change to the good entry → what the error says.
BAD = {
    ("name = 'n'\n", ""): "1: this entry lacks name: a text",
    ("'n'", "7"): "2: name: must be a text, not 7",
    ("2026-11-20", "'2026-11-20'"): "3: day: must be a day, for example 2027-01-31, without quotes, not '2026-11-20'",
    (
        "2026-11-20",
        "2026-11-20T10:00:00",
    ): "3: day: must be a day, for example 2027-01-31, without quotes, not datetime.",
    ("'LAN'", "'lan'"): "4: kind: must be LAN, modem or RAS, not 'lan'",
    ("'LAN'", "['LAN']"): "4: kind: must be LAN, modem or RAS, not ['LAN']",
    ("= 2\n", "= 0\n"): "5: wait: must be a number of seconds above 0, not 0",
    ("= 2\n", "= true\n"): "5: wait: must be a number of seconds above 0, not True",
    ("= 2\n", f"= 1{'0' * 400}\n"): "5: wait: must be a number of seconds above 0, not 10000",
    ("= 2\n", "= nan\n"): "5: wait: must be a number of seconds above 0, not nan",
    ("['a', 'b']", "'a'"): "6: names: must be a list, not 'a'",
    ("['a', 'b']", "['a', 2]"): "6: names: must be a text, not 2",
    ("'w'", "false"): "7: why: must be a text, not False",
    ("true", "1"): "8: on: must be true or false, not 1",
    ("why", "who"): "7: who: unknown key (did you mean why?)",
    ("why", "reason"): "7: reason: unknown key (known keys: name, day, kind, wait, names, why, on)",
}


def entry(folder: Path, text: str) -> Entry:
    """The only entry of a file."""
    path = folder / "entries.toml"
    path.write_text(f"[[entry]]\n{text}", "utf-8")
    file = TomlFile(path, "list")
    (keys,) = file.tables("entry")
    return file.made(Entry, *keys)


def test_an_entry_becomes_an_object(tmp_path: Path) -> None:
    """Each value has the type of its field."""
    made = entry(tmp_path, GOOD)

    assert made == Entry("n", date(2026, 11, 20), TransportKind.LAN, 2.0, ("a", "b"), "w", on=True)
    assert isinstance(made.wait, float)


@pytest.mark.parametrize("change", BAD)
def test_a_wrong_value_is_named_with_its_place(change: tuple[str, str], tmp_path: Path) -> None:
    """Line, key, what it must be, what it is."""
    text = GOOD.replace(*change)
    assert text != GOOD

    with pytest.raises(UsageError) as raised:
        entry(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'entries.toml'}:{BAD[change]}")


# -- places -----------------------------------------------------------------------------------------------------------

PLACES = '''\
top = 1
a.b = 2

[table]  # a comment
key = """
[not.a.table]
not_a_key = 1
"""
"quoted key" = 3

[ outer . "in.ner" ]
x = 1
[[list]]
x = 1
[[list]]
x = 2
[list.inner]
y = 3
'''


def test_every_table_and_key_has_its_line() -> None:
    """Dotted and quoted keys, spaces, lists of tables and what is within them."""
    found = lines_of(PLACES)

    expected = {
        ("top",): 1,
        ("a", "b"): 2,
        ("table",): 4,
        ("table", "key"): 5,
        ("table", "quoted key"): 9,
        ("outer", "in.ner"): 11,
        ("outer", "in.ner", "x"): 12,
        ("list", 0): 13,
        ("list", 0, "x"): 14,
        ("list", 1, "x"): 16,
        ("list", 1, "inner", "y"): 18,
    }
    assert {keys: found.get(keys) for keys in expected} == expected


@given(st.text(alphabet="[]a.'\"=# \n\r\\{,\x85", max_size=40))
def test_places_of_any_text(text: str) -> None:
    """In any text, TOML or not, each place is one of its lines."""
    assert set(lines_of(text).values()) <= set(range(1, text.count("\n") + 2))
