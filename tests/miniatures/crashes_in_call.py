"""It is killed by the operating system in the middle of a flush."""

import os
import signal

from well_behaved import main

main(on="status_object.flush_queues", do=lambda request, line: os.kill(os.getpid(), signal.SIGSEGV))
