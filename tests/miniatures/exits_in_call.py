"""It ends in the middle of a flush."""

import sys

from well_behaved import Request, main


def end(request: Request, line: str) -> None:
    """Say why, then end."""
    print("cannot reach the spooler", file=sys.stderr)
    sys.exit(3)


main(on="status_object.flush_queues", do=end)
