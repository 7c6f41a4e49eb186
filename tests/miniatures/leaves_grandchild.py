"""It dies in a flush, and a child of its own goes on to hold all its pipes open."""

import subprocess
import sys

from well_behaved import Request, main


def die(request: Request, line: str) -> None:
    """Leave a child behind, and say which."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(f"grandchild {child.pid}", file=sys.stderr, flush=True)
    sys.exit(4)


main(on="status_object.flush_queues", do=die)
