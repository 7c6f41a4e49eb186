"""`python -m mapi_tck` is `mapi-tck`."""

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C while it loads gives one line too."""
    gc.disable()  # what is loaded stays, and Python would look there for garbage again and again
    try:
        from mapi_tck.cli.main import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("mapi-tck: interrupted\n")
        sys.exit(3)  # as `ExitCode.UNDECIDED`, which may not be loaded
    if sys.argv[1:2] != ["run"]:  # a run loads more, and enables it when pytest has collected
        gc.enable()
    try:
        command_line()
    finally:
        gc.freeze()  # the process ends: to look for garbage now frees nothing


if __name__ == "__main__":
    main()
