"""Reads the files that people write, and says what is wrong in them: file, line, key, the mistake, and what to do.

Every error is a `UsageError` about the first mistake. A byte order mark, which some editors write at the start of a file, is
skipped.
"""

import json
import re
import reprlib
import sys
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import EnumType
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_args

from mapi_tck.errors import UsageError, did_you_mean, unseen_hint
from mapi_tck.wire.codecs import Json

T = TypeVar("T")

#: The path of a key: its tables from the outside in; for a table of an array, `[[…]]`, its number stands behind the array's key.
Keys = tuple[str | int, ...]

#: What a value may be: a type, the words of an enumeration or tuple, or, in a list of one, what the items of a list may be.
Kind = Any

#: A number of seconds.
Seconds = Annotated[float, "seconds"]
#: A number of megabytes, each of a million bytes.
Megabytes = Annotated[float, "megabytes"]

_NAMES: Final[Mapping[Kind, str]] = {
    str: "a text",
    bool: "true or false",
    Seconds: "a number of seconds above 0",
    Megabytes: "a number of megabytes above 0",
    date: "a day, for example 2027-01-31, without quotes",
    list: "a list",
    dict: "a table",
}

#: A message lists all words that are possible if they are no more than these. A choice: so many fit into one line.
_FEW: Final = 8

#: Kinds of numbers with a unit.
_AMOUNTS: Final = (Seconds, Megabytes)
#: The largest number with a unit. A choice: thirty years, a petabyte. Beyond 2 to the power of 53 a number is not kept exactly.
_MOST: Final = 1_000_000_000

_NAME: Final = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_HEADER: Final = re.compile(rf"\s*(\[\[?\s*{_NAME}(?:\s*\.\s*{_NAME})*\s*\]\]?)\s*(?:#.*)?")
_KEY: Final = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


def read_text(path: Path, what: str, if_missing: str = "") -> str:
    """The text of a file, which messages call `what`; `if_missing` is the hint where there is no such file."""
    try:
        # Bytes: Python takes a lone carriage return for the end of a line, and TOML does not. What others cannot read is refused.
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"the {what} is not UTF-8 text", str(path), "save it with the encoding UTF-8") from error
    except OSError as error:
        hint = if_missing if isinstance(error, FileNotFoundError) else ""
        raise UsageError(f"cannot read the {what}: {error.strerror}", str(path), hint) from error


def read_json(text: str, path: Path, what: str) -> Json:
    """What the text of a JSON file holds."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        hint = _unseen_at(text, error.lineno)
        raise UsageError(f"the {what} is not JSON: {error.msg}", f"{path}:{error.lineno}", hint) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"cannot read the {what}: {error}", str(path)) from error


def _unseen_at(text: str, line: int) -> str:
    """The hint about characters of a line that cannot be seen; "" if it has none."""
    return unseen_hint(*text.split("\n")[line - 1 : line])


def lines_of(text: str) -> dict[Keys, int]:
    """The line of each table and key of a TOML text, by its path: tomllib keeps none."""
    found: dict[Keys, int] = {(): 1}
    last: dict[Keys, int] = {}  # array of tables → the number of its last one
    table: Keys = ()
    within = False  # a text of several lines
    for number, line in enumerate(text.split("\n"), 1):
        skipped = within
        within ^= bool((line.count('"""') + line.count("'''")) % 2)
        if skipped:
            continue
        if header := _HEADER.fullmatch(line.rstrip("\r")):
            table = ()
            names = _names(header[1])
            for place, name in enumerate(names, 1):
                table = (*table, name)
                if place == len(names) and header[1].startswith("[["):
                    last[table] = last.get(table, -1) + 1
                if table in last:
                    table = (*table, last[table])
                found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = table
            for name in _names(f"{key[1]}=0"):
                path = (*path, name)
                found.setdefault(path, number)
    return found


def _names(line: str) -> list[str]:
    """The names in a header, or in a dotted key with a value."""
    try:
        inner: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return []
    names = []
    while isinstance(inner, dict) and inner:
        ((name, inner),) = inner.items()
        names.append(name)
        inner = inner[0] if isinstance(inner, list) else inner
    return names


class TomlFile:
    """A TOML file under review. Messages call it `what`."""

    def __init__(self, path: Path, what: str, if_missing: str = "") -> None:
        self.path = path
        self.text = read_text(path, what, if_missing)
        try:
            self.content = tomllib.loads(self.text)
        except (ValueError, RecursionError) as error:
            message, _, place = str(error).partition(" (at ")
            line = re.match(r"line (\d+)", place)
            where, hint = (f"{path}:{line[1]}", _unseen_at(self.text, int(line[1]))) if line else (str(path), "")
            raise UsageError(message, where, hint) from error

    def wrong(self, keys: Keys, what: str, hint: str = "") -> UsageError:
        """The error about a key, or about the table or file in which there is no such key."""
        start = next((place for place in range(len(keys), 0, -1) if isinstance(keys[place - 1], int)), 0)
        name = ".".join(map(str, keys[start:]))
        lines = lines_of(self.text)
        while keys not in lines:
            keys = keys[:-1]
        return UsageError(f"{name}: {what}" if name else what, f"{self.path}:{lines[keys]}", hint)

    def table(self, *keys: str | int, known: Iterable[str] | None = None) -> dict[str, Any]:
        """A table, empty if it is not there; the keys in it must be known ones."""
        found: Any = self.content
        for depth, key in enumerate(keys, 1):
            inner: Any = found[key] if isinstance(key, int) else found.get(key, {})
            if not isinstance(inner, list if isinstance((*keys, "")[depth], int) else dict):
                raise self.wrong(keys[:depth], "must be a table")
            found = inner
        names = list(found if known is None else known)
        stray = next((key for key in found if key not in names), None)
        if stray is not None:
            hint = did_you_mean(stray, names, f"known keys: {', '.join(names)}")
            raise self.wrong((*keys, stray), "unknown key", hint)
        return dict(found)

    def tables(self, key: str) -> list[Keys]:
        """The paths of the tables `[[key]]`; the file must hold nothing else."""
        found = self.table(known=(key,)).get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.wrong((key,), f"must be written [[{key}]], once for each entry")
        return [(key, number) for number in range(len(found))]

    def values(self, kinds: Mapping[str, Kind], *keys: str | int, needed: Collection[str] = ()) -> dict[str, Any]:
        """The values of a table that may have these keys, each of its kind."""
        table = self.table(*keys, known=kinds)
        lacking = next((key for key in kinds if key in needed and key not in table), None)
        if lacking is not None:
            raise self.wrong(keys, f"this entry lacks {lacking}: {_name(kinds[lacking])}")
        return {key: self.value((*keys, key), value, kinds[key]) for key, value in table.items()}

    def made(self, cls: type[T], *keys: str | int, kinds: Mapping[str, Kind] | None = None, **given: Any) -> T:
        """An object of the dataclass, its fields as the table says; those without a default are needed.

        What a field may be follows from its type, unless `kinds` says more.
        """
        items = [item for item in fields(cls) if item.name not in given]  # type: ignore[arg-type]
        needed = {item.name for item in items if item.default is MISSING and item.default_factory is MISSING}
        each = {item.name: _kind(item.type) for item in items} | dict(kinds or {})
        return cls(**given, **self.values(each, *keys, needed=needed))

    def value(self, keys: Keys, value: Any, kind: Kind) -> Any:
        """The value as one of this kind."""
        if isinstance(kind, list):
            return tuple(self.value(keys, item, kind[0]) for item in self.value(keys, value, list))
        if words := _words(kind):
            if not isinstance(value, str) or value not in words:
                known = "" if len(words) <= _FEW else f"known words: {', '.join(words)}"
                hint = did_you_mean(str(value), words, known)
                raise self.wrong(keys, f"must be {_name(kind)}, not {reprlib.repr(value)}", hint)
            return words[value]
        if kind in _AMOUNTS and type(value) in (int, float) and 0 < value <= sys.float_info.max:
            if value > _MOST:
                raise self.wrong(keys, f"must be {_name(kind)} and at most {_MOST}, not {reprlib.repr(value)}")
            return float(value)
        if type(value) is not kind:
            raise self.wrong(keys, f"must be {_name(kind)}, not {reprlib.repr(value)}")
        return value


def _kind(annotation: Any) -> Kind:
    """The kind of a field: `tuple[X, ...]` is a list of X, and `X | None` is X."""
    first, *others = get_args(annotation) or (annotation,)
    if annotation in _AMOUNTS or not others:
        return annotation
    return [first] if Ellipsis in others else first


def _words(kind: Kind) -> dict[str, Any]:
    """Word → the value that it stands for; nothing for a type."""
    if isinstance(kind, EnumType):
        return {str(member): member for member in list[Any](kind)}
    return {word: word for word in kind} if isinstance(kind, tuple) else {}


def _name(kind: Kind) -> str:
    words = list(_words(kind))
    if not words:
        return _NAMES.get(kind, "a value")
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) <= _FEW else "a known word"
