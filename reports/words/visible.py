"""Text from records, made safe to show: nothing in it can steer a terminal, reverse a line or break XML."""

import json
import unicodedata
from functools import lru_cache
from typing import Final

from mapi_tck.wire.codecs import Json

#: Control, format (bidirectional ones among them), lone surrogate, line separator, paragraph separator.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@lru_cache(maxsize=4096)
def _symbol(character: str) -> str:
    number = ord(character)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "␡"
    noncharacter = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return f"⟨U+{number:04X}⟩" if noncharacter or unicodedata.category(character) in _UNSEEN else character


def visible(text: str) -> str:
    """The text with a symbol for every character that is invisible or moves others."""
    return text if text.isascii() and text.isprintable() else "".join(map(_symbol, text))


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
