"""Wine, which runs programs for Windows on other systems."""

import os
import shutil
from typing import Final

#: Debian does not put the program on the path.
_PROGRAMS: Final = ("wine64", "/usr/lib/wine/wine64", "wine")
#: Wine reports what it lacks; a program that asks for it is no news to the user.
_QUIET: Final = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}


def found_wine() -> str | None:
    """The path of Wine; `None` if it is not on this machine."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def wine_environment() -> dict[str, str]:
    """The environment of a program that Wine runs."""
    return {**_QUIET, **os.environ}
