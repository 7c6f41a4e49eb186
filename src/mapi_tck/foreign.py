"""Text that strangers wrote, made safe to show: nothing in it can steer a terminal, reverse a line or become a command.

Every text that does not come from the kit passes through `visible` before a person or a program sees it: in each report, on the
terminal and in each message. A record alone keeps it as it is.
"""

import re
import unicodedata
from typing import Final

#: Control, format (bidirectional ones among them), lone surrogate, line separator, paragraph separator.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Letters, marks and a symbol that show nothing at all: Unicode's other *default ignorable* characters, and the empty braille
#: pattern. The selectors of a variation (U+FE0F is one) are not among them: usual texts have them behind a sign.
_BLANK: Final = frozenset(
    (
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        *range(0x180B, 0x1810),
        0x2065,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0xE0000, 0xE1000),
    )
)
#: How many symbols are kept. A choice: a text in one script has some hundred characters.
_KEPT: Final = 4096

#: What continuous integration takes for a command: two colons where the text of a line begins (GitHub), or two number signs, a
#: word and a bracket anywhere (GitHub, Azure, TeamCity). Codes of styles may stand before the colons.
_COLONS: Final = re.compile(r"^((?:\s|\x1b\[[\d;]*m)*)::", re.MULTILINE)
_BRACKET: Final = re.compile(r"##(\w*)\[")


class _Symbols(dict[int, str]):
    """The symbol for each character, by its number; those seen first are kept."""

    def __missing__(self, number: int) -> str:
        symbol = _symbol(number)
        if len(self) < _KEPT:
            self[number] = symbol
        return symbol


#: The names of the control characters of ASCII, as Unicode's pictures of them show them. The pictures are too small to read.
_CONTROLS: Final = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI"),
    *("DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"),
)


def _symbol(number: int) -> str:
    if number < len(_CONTROLS):
        return f"⟨{_CONTROLS[number]}⟩"
    if number == 0x7F:
        return "⟨DEL⟩"
    noncharacter = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return f"⟨U+{number:04X}⟩" if noncharacter or invisible(chr(number)) else chr(number)


_SYMBOLS: Final = _Symbols()


def invisible(character: str) -> bool:
    """Whether a reader does not see the character, or whether it moves others. A space is none of these."""
    return unicodedata.category(character) in _UNSEEN or ord(character) in _BLANK


def unseen(text: str) -> str:
    """The characters of a line that a person does not see, or takes for a space, with their names; "" if there are none."""
    found = dict.fromkeys(
        letter
        for letter in text
        if letter not in " \t\r\n" and (invisible(letter) or unicodedata.category(letter) == "Zs")
    )
    return ", ".join(f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}" for letter in found)


def visible(text: str) -> str:
    """The text with a symbol for every character that is invisible or moves others, and for the bracket of a command.

    It can stand anywhere in a line. A line that begins with it needs `disarmed` too.
    """
    shown = text if text.isascii() and text.isprintable() else text.translate(_SYMBOLS)
    return _BRACKET.sub(r"##\1⟨[⟩", shown) if "##" in shown else shown


def disarmed(lines: str) -> str:
    """The lines without anything that continuous integration takes for a command."""
    return _COLONS.sub(r"\1⟨::⟩", _BRACKET.sub(r"##\1⟨[⟩", lines))


def message(text: str) -> str:
    """A text as one line for a terminal or a log."""
    return disarmed(visible(text))


def escaped_json(text: str) -> str:
    """JSON in ASCII without anything that continuous integration takes for a command. Its values stay the same."""
    return text.replace("##", "#\\u0023")


def shortened(text: str, limit: int) -> str:
    """The text. If it is longer than the limit, its middle is left out."""
    if len(text) <= limit:
        return text
    tail = (limit - 3) // 3
    return f"{text[: limit - 3 - tail]} … {text[len(text) - tail :]}"
