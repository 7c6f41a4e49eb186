"""Arguments and answer of a call, decoded by name and as recorded: numbers and bytes in hexadecimal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapi_tck.foreign import shortened
from mapi_tck.mapi import PropertyType, prop_type, result_text, tag_name
from mapi_tck.record.lines import RecordedCall
from mapi_tck.wire.codecs import Json

from ..diagram.call_sequence import decoded

#: Bytes that a dump shows, 32 rows of 16, and characters of any other recorded value. A choice: about a screen.
BYTES_SHOWN: Final = 512
RECORDED: Final = 1000
_ROW: Final = 16


@dataclass(frozen=True, slots=True)
class Raw:
    """One argument, or a part of the answer."""

    name: str
    #: In words; "" where the recorded value needs none.
    decoded: str
    recorded: str
    is_dump: bool = False


#: The arguments that are bytes, by MAPI's names: the content of a text must not decide how a page shows it.
_BYTES: Final = frozenset({"entry_id", "first", "second", "target", "data"})


def arguments(entry: RecordedCall) -> tuple[Raw, ...]:
    """The arguments of a recorded call, in MAPI's order."""
    words = dict(decoded(entry))
    return tuple(_argument(name, value, words.get(name, "")) for name, value in entry["arguments"].items())


def dumps(entry: RecordedCall) -> tuple[Raw, ...]:
    """Only the bytes of arguments and answer."""
    given = (_argument(name, value, "") for name, value in entry["arguments"].items() if name in _BYTES)
    return (*(part for part in given if part.is_dump), *_binaries(entry["value"]))


def answers(entry: RecordedCall) -> tuple[Raw, ...]:
    """The return code, and the bytes of the answer."""
    code = entry["code"]
    return (
        *([] if code is None else [Raw("return code", result_text(code), f"0x{code:08X}")]),
        *_binaries(entry["value"]),
    )


def _argument(name: str, value: Json, words: str) -> Raw:
    if name in _BYTES and isinstance(value, str):
        return Raw(name, f"{len(value) // 2} bytes", dump(value), is_dump=True)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Raw(name, words, f"0x{value:08X}")
    return Raw(name, words, shortened(json.dumps(value, ensure_ascii=False), RECORDED))


def _binaries(value: Json) -> Iterator[Raw]:
    rows = value.get("rows") if isinstance(value, dict) else None
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        for slot in row if isinstance(row, list) else []:
            tag, held = (slot.get("tag"), slot.get("value")) if isinstance(slot, dict) else (None, None)
            if isinstance(tag, int) and isinstance(held, str) and prop_type(tag) == PropertyType.PT_BINARY:
                yield Raw(f"row {number}, {tag_name(tag)}", f"{len(held) // 2} bytes", dump(held))


def dump(digits: str) -> str:
    """Bytes as a dump: offset, hexadecimal digits, and their ASCII characters."""
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        return shortened(digits, RECORDED)
    lines = [
        f"{place:04x}  {row.hex(' '):<{3 * _ROW - 1}}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}"
        for place in range(0, min(len(data), BYTES_SHOWN), _ROW)
        if (row := data[place : min(place + _ROW, BYTES_SHOWN)])
    ]
    left = len(data) - BYTES_SHOWN
    return "\n".join([*lines, *([f"and {left} more bytes"] if left > 0 else [])])
