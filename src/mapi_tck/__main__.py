"""`python -m mapi_tck` is `mapi-tck`."""

import gc
import sys
from typing import Final, NoReturn

#: The commands that enable the search for garbage themselves, or end before there is any: a run enables it when pytest has
#: collected, the others list what the kit has.
_WITHOUT_GARBAGE: Final = ("run", "adapters", "requirements", "scenarios")


def main() -> NoReturn:
    """Run the command line. Ctrl-C while it loads gives one line too."""
    gc.disable()  # what is loaded stays, and Python would look there for garbage again and again
    try:
        from mapi_tck.cli.main import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("mapi-tck: interrupted\n")
        sys.exit(3)  # as `ExitCode.UNDECIDED`, which may not be loaded
    if not set(sys.argv[1:2]).intersection(_WITHOUT_GARBAGE):
        gc.enable()
    try:
        command_line()
    finally:
        gc.freeze()  # the process ends: to look for garbage now frees nothing


if __name__ == "__main__":
    main()
