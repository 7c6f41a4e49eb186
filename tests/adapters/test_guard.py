"""The guard: servers end with the process that has started them, however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from kit import environment
from processes import gone

from mapi_tck.adapters.testing import Guard

#: Starts a server with a child, and waits. The server ignores the polite signals.
STARTER = """
import time
from mapi_tck.adapters.testing import Guard
guard = Guard()
server = guard.start(["sh", "-c", "trap '' TERM HUP INT; sleep 1000 & wait; wait"])
print(guard.folder, server, flush=True)
time.sleep(1000)
"""


@pytest.mark.parametrize("killed", ["starter", "server"])
def test_nothing_is_left_when_something_is_killed(killed: str) -> None:
    """Killed without warning: the starter, or first the server and then the starter."""
    command = [sys.executable, "-c", STARTER]
    starter = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
    assert starter.stdout is not None
    folder, _, server = starter.stdout.readline().strip().partition(" ")
    processes = [int(server)]
    while len(processes) < 2:
        processes += [child.pid for child in psutil.Process(int(server)).children()]
        time.sleep(0.01)
    if killed == "server":
        psutil.Process(int(server)).kill()
    starter.kill()
    starter.communicate()

    assert gone(processes)
    deadline = time.monotonic() + 10
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(folder).exists()


def test_closing_ends_all() -> None:
    """Afterwards servers and folder are gone, and a second call does nothing."""
    guard = Guard()
    server = guard.start(["sleep", "1000"])
    guard.close()
    guard.close()

    assert gone([server])
    assert not guard.folder.exists()


def test_a_killed_server_is_gone_at_once() -> None:
    """It does not stay as a zombie, and the guard has not made it ignore signals."""
    guard = Guard()
    servers = [guard.start(["sleep", "1000"]) for _ in range(2)]
    for server, deadly in zip(servers, (signal.SIGKILL, signal.SIGTERM), strict=True):
        os.kill(server, deadly)
    deadline = time.monotonic() + 10
    while any(map(psutil.pid_exists, servers)) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert not any(map(psutil.pid_exists, servers))
    guard.close()


def test_a_program_that_is_missing_is_named() -> None:
    """The guard goes on: it can start others."""
    guard = Guard()
    with pytest.raises(OSError, match="no-such-server"):
        guard.start(["no-such-server"])
    assert guard.start(["sleep", "1000"])
    guard.close()
