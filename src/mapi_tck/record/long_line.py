"""Decodes a line of JSON while it is read. The header of a long run takes more memory as one text than as decoded values."""

import codecs
import json
from collections.abc import Iterator
from sys import intern
from typing import Final

from mapi_tck.wire.codecs import Json

_SPACE: Final = " \t\r\n"
#: Characters that can follow a value.
_BEHIND: Final = frozenset(f"{_SPACE},:]}}")


class LongLine:
    """Decodes the JSON object of a line. A list that is a member of the object is decoded item by item.

    Equal texts become one Python object, and so do equal lists of texts in the inner JSON objects: that saves memory, because ids
    are in several lists, and most other words in many scenarios. Raises `ValueError` if the line is not JSON, or not UTF-8.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._scan = json.JSONDecoder(object_pairs_hook=self._object).raw_decode
        self._lists: dict[tuple[str, ...], list[str]] = {}
        self._text = ""
        self._at = 0
        self._over = False

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        return {intern(name): self._shared(value) for name, value in pairs}

    def _shared(self, value: Json) -> Json:
        """The one object for all values that are equal to this one, if it is a text or a list of texts; else the value itself."""
        if type(value) is str:
            return intern(value)
        if type(value) is list and all(type(item) is str for item in value):
            return self._lists.setdefault(tuple(value), [*map(intern, value)])
        return value

    def decoded(self) -> Json:
        """The value of the whole line."""
        value = self._members() if self._next() == "{" else self._value()
        if self._next():
            raise ValueError("there is more than one value in this line")
        return value

    def _members(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        self._at += 1
        if self._next() == "}":
            self._at += 1
            return found
        while True:
            if self._next() != '"':
                raise ValueError("there is no name of a member")
            name = self._value()
            self._take(":")
            found[name] = self._items() if self._next() == "[" else self._value()
            if self._take(",}") == "}":
                return found

    def _items(self) -> list[Json]:
        found: list[Json] = []
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return found
        while True:
            found.append(self._shared(self._value()))
            if self._take(",]") == "]":
                return found

    def _value(self) -> Json:
        self._next()
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except json.JSONDecodeError:
                if self._over:
                    raise
            else:
                # The next piece may go on with a number: "1" may become "1.5".
                if self._over or self._text[end : end + 1] in _BEHIND:
                    self._at = end
                    return value
            # Read until there is twice as much text, so that a long value is not tried many times.
            wanted = 2 * (len(self._text) - self._at)
            self._read()
            while len(self._text) - self._at < wanted and self._read():
                pass

    def _take(self, allowed: str) -> str:
        sign = self._next()
        if not sign or sign not in allowed:
            raise ValueError(f"there is no {' or '.join(allowed)}")
        self._at += 1
        return sign

    def _next(self) -> str:
        """The next character that is no space; "" at the end. It stays the next one."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._over:
                return ""
            self._read()

    def _read(self) -> bool:
        """Read another piece. Answer whether there was one."""
        piece = next(self._pieces, b"")
        self._over = not piece
        self._text = self._text[self._at :] + self._decode(piece, final=self._over)
        self._at = 0
        return not self._over
