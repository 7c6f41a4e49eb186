"""Writes files that no reader ever sees half-written."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put the file there at once: written beside it under another name, then renamed.

    A reader of the file sees the old one or the whole new one. A link, or what is no file, say a pipe, is written to.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(data)
        return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # What mkstemp makes is private; a report is as readable as any other file of its writer.
        mask = os.umask(0)
        os.umask(mask)
        made.chmod(0o666 & ~mask)
        made.replace(path)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
