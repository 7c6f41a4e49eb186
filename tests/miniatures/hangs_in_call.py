"""A flush never returns, and asking the program to end does not help."""

import signal
import sys
import time

from well_behaved import Request, main

signal.signal(signal.SIGTERM, signal.SIG_IGN)


def hang(request: Request, line: str) -> None:
    """Stay here."""
    print("waiting for the modem", file=sys.stderr, flush=True)
    time.sleep(600)


main(on="status_object.flush_queues", do=hang)
