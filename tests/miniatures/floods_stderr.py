"""It writes megabytes to its error output before it answers."""

import sys

from well_behaved import Request, main, say


def answer(request: Request, line: str) -> None:
    """Chatter, then answer."""
    for number in range(50_000):
        print(f"debug {number}: nothing of interest happened", file=sys.stderr)
    print("last of the chatter", file=sys.stderr, flush=True)
    say(line)


main(on="status_object.flush_queues", do=answer)
