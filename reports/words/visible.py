"""Text from records, made safe to show: nothing in it can steer a terminal, reverse a line or break XML."""

import json
import unicodedata
from typing import Final

from mapi_tck.wire.codecs import Json

#: Control, format (bidirectional ones among them), lone surrogate, line separator, paragraph separator.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: How many symbols are kept. A choice: a text in one script has some hundred characters.
_KEPT: Final = 4096


class _Symbols(dict[int, str]):
    """The symbol for each character, by its number; those seen first are kept."""

    def __missing__(self, number: int) -> str:
        symbol = _symbol(number)
        if len(self) < _KEPT:
            self[number] = symbol
        return symbol


def _symbol(number: int) -> str:
    character = chr(number)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "␡"
    noncharacter = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return f"⟨U+{number:04X}⟩" if noncharacter or unicodedata.category(character) in _UNSEEN else character


_SYMBOLS: Final = _Symbols()


def visible(text: str) -> str:
    """The text with a symbol for every character that is invisible or moves others."""
    return text if text.isprintable() else text.translate(_SYMBOLS)


def shortened(text: str, limit: int) -> str:
    """The text. If it is longer than the limit, its middle is left out."""
    if len(text) <= limit:
        return text
    tail = (limit - 3) // 3
    return f"{text[: limit - 3 - tail]} … {text[len(text) - tail :]}"


def bounded(value: Json, limit: int) -> Json:
    """The value with every text in it shortened."""
    if isinstance(value, dict):
        return {shortened(str(key), limit): bounded(item, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [bounded(item, limit) for item in value]
    return shortened(value, limit) if isinstance(value, str) else value


def compact(value: Json) -> str:
    """A value of the record on one line: a text as it is, any other value as JSON."""
    if isinstance(value, str) and value.strip():
        return visible(value)
    return visible(json.dumps(value, ensure_ascii=False))
