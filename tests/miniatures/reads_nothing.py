"""After a first flush it stops reading, so that a large request fills the pipe."""

import time

from well_behaved import Request, main, say


def stop(request: Request, line: str) -> None:
    """Answer, and read no more."""
    say(line)
    time.sleep(600)


main(on="status_object.flush_queues", do=stop)
