"""The programs of the servers, and ports for them."""

import os
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil

PACKAGES = "postfix dovecot-imapd dovecot-pop3d dovecot-lmtpd"
#: How long killed processes may take to end, in seconds. A choice: it is a matter of milliseconds.
_END = 10.0


def missing() -> str:
    """Why the servers cannot be started here, with what to do about it; empty if they can."""
    for program in ("/usr/sbin/postfix", *(f"/usr/lib/dovecot/{name}" for name in ("imap", "pop3", "lmtp"))):
        if not Path(program).exists():
            name = Path(program).name
            return f"{name} is missing (apt-get install --no-install-recommends {PACKAGES})"
    if os.geteuid():
        return "Postfix starts as root only"
    return ""


def kill_with_children(process: int) -> None:
    """Kill a server with all its processes, as a machine does that loses its power. Raises `TimeoutError` if one stays."""
    master = psutil.Process(process)
    # A process that it starts meanwhile would stay, and keep the port.
    master.suspend()
    doomed = [master, *master.children(recursive=True)]
    for one in doomed:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    # While one of them is there, the server that is started next respects the locks that it has left.
    _, left = psutil.wait_procs(doomed, timeout=_END)
    if left:
        raise TimeoutError(f"processes {[one.pid for one in left]} do not end")


def free_ports(number: int) -> list[int]:
    """So many different ports of the loopback interface that are free now."""
    with ExitStack() as held:
        found = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in found]
