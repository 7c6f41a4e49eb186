"""Its answer is not UTF-8."""

import sys

from well_behaved import Request, main


def answer(request: Request, line: str) -> None:
    """Write a letter that is no UTF-8 by itself."""
    sys.stdout.buffer.write(line.replace("first", "f\xfcrst").encode("latin-1"))
    sys.stdout.buffer.flush()


main(on="test_bed.queue", do=answer)
