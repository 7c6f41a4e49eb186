"""It answers everything, and then ignores both the end of its input and being asked to end."""

import signal
import time

from well_behaved import main

signal.signal(signal.SIGTERM, signal.SIG_IGN)
main()
time.sleep(600)
