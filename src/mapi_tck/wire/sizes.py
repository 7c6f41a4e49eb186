"""How much a value of JSON takes, about as many bytes as its text has.

The kit asks this of every answer, so it has to be quick. `marshal` writes a value in a fraction of a microsecond, but an object
that is in the value many times only once. So a value that is long as `marshal` writes it is counted part by part.
"""

import marshal
import sys
from typing import Final

from mapi_tck.wire.codecs import Json

#: Bytes of a megabyte, as the parameters of a test count them.
MEGABYTE: Final = 1_000_000

#: A value that `marshal` writes in so many bytes is small, even if all of them were its longest text again and again: 819
#: references of 5 bytes to a text of 4096 are 3.4 MB.
_SMALL: Final = 4096
#: What a number, or the separators of a member, take.
_PLAIN: Final = 8


def size_of(value: Json, limit: float = sys.maxsize) -> int:
    """About how many bytes the value takes as JSON. Beyond the limit the count stops, and is only more than the limit."""
    if value is None:
        return 0
    try:
        size = len(marshal.dumps(value))
    except ValueError:  # members of an enumeration, which JSON writes as numbers and words
        size = sys.maxsize
    return size if size <= _SMALL else _counted(value, limit)


def _counted(value: Json, limit: float) -> int:
    size, left = 0, [value]
    while left and size <= limit:
        item = left.pop()
        size += _PLAIN
        if isinstance(item, str):
            size += len(item)
        elif isinstance(item, dict):
            left.extend(item.values())
            size += sum(map(len, item))
        elif isinstance(item, list):
            # A list that is too long is not walked through.
            size += _PLAIN * len(item)
            if size <= limit:
                left.extend(item)
    return size
