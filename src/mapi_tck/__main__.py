"""`python -m mapi_tck` is `mapi-tck`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C while it loads gives one line too."""
    try:
        from mapi_tck.cli.main import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("mapi-tck: interrupted\n")
        sys.exit(3)  # as `ExitCode.UNDECIDED`, which may not be loaded
    command_line()


if __name__ == "__main__":
    main()
