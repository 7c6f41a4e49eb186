"""It writes and writes, and never ends the line."""

from well_behaved import Request, main, say


def pour(request: Request, line: str) -> None:
    """Write what has no end."""
    while True:
        say("x" * 65536)


main(on="status_object.flush_queues", do=pour)
