"""How much a reader takes of a record that a stranger may have made."""

import os
from typing import Final

from mapi_tck.errors import UsageError
from mapi_tck.wire.sizes import MEGABYTE

#: The variable of the environment with another limit, in megabytes.
VARIABLE: Final = "MAPI_TCK_READ_LIMIT"
#: Megabytes of a line, and of the calls that are packed in it. A choice: the longest line that a run with the usual limits of a
#: declaration can write is shorter.
USUAL: Final = 64

#: What to do where a record has more.
LIMIT_HINT: Final = f"to read it all the same, set {VARIABLE} to more megabytes"


def read_limit() -> int:
    """How many bytes a line of a record, or the calls packed in it, may have. Raises `UsageError` where no number is set."""
    word = os.environ.get(VARIABLE) or str(USUAL)
    if not word.isascii() or not word.isdigit() or not int(word):
        raise UsageError(f"{word!r} is no number of megabytes", VARIABLE)
    return int(word) * MEGABYTE
