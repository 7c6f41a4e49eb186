"""Its answers arrive in pieces, cut in the middle of a character."""

import sys
import time

from well_behaved import Request, main


def answer(request: Request, line: str) -> None:
    """Write a few bytes at a time."""
    data = line.replace("first", "für dich").encode()
    for start in range(0, len(data), 7):
        sys.stdout.buffer.write(data[start : start + 7])
        sys.stdout.buffer.flush()
        time.sleep(0.005)


main(on="test_bed.queue", do=answer)
