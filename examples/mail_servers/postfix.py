"""A private Postfix: an instance of its own, with folders, ports and log of its own."""

import os
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from mapi_tck.adapters.testing import Guard, wait_for_port

from .programs import free_ports, kill_with_children

#: How long Postfix may take to deliver what it has taken, in seconds. It takes 0.1 s (measured); a choice for busy machines.
_DELIVERY = 10.0
_DAEMONS = Path("/usr/lib/postfix/sbin")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = {name}.test
mydestination =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_sasl_authenticated, permit_mynetworks, reject
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
enable_long_queue_ids = yes
in_flow_delay = 0
"""

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """One instance. `settings` are lines for its main.cf; the text `{folder}` in them is the folder of the instance.

    `tables` are lookup tables: files in `{folder}/conf`, and their text. `services` are lines for its master.cf.
    """

    def __init__(
        self, guard: Guard, name: str, settings: str, tables: Mapping[str, str] | None = None, services: str = ""
    ) -> None:
        self.folder = guard.folder / name
        self.port = free_ports(1)[0]
        self.configuration = self.folder / "conf"
        for folder in ("conf", "queue", "data"):
            (self.folder / folder).mkdir(mode=0o755, parents=True)
        shutil.chown(self.folder / "data", "postfix")
        main = _MAIN.format(folder=self.folder, name=name, daemons=_DAEMONS)
        (self.configuration / "main.cf").write_text(main + settings.replace("{folder}", str(self.folder)), "utf-8")
        (self.configuration / "master.cf").write_text(_MASTER.format(port=self.port) + services, "utf-8")
        for table, text in (tables or {}).items():
            (self.configuration / table).write_text(text, "utf-8")
        for table in re.findall(r"hash:(\S+)", (self.configuration / "main.cf").read_text("utf-8")):
            self.run("postmap", f"hash:{table}")
        self.run("postfix", "check")
        self._guard = guard
        self.start()

    def start(self) -> None:
        """Start it. `postfix start` would leave it to itself; this is what `postfix start` starts."""
        self._master = self._guard.start(["env", f"MAIL_CONFIG={self.configuration}", str(_DAEMONS / "master"), "-s"])
        wait_for_port(self.port)

    def kill(self) -> None:
        """Kill all its processes. The guard takes care of what is left of them."""
        kill_with_children(self._master)

    @property
    def log(self) -> str:
        """What the instance has logged."""
        file = self.folder / "log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def run(self, program: str, *words: str) -> str:
        """Run a program of Postfix for this instance, and answer its output. Its exit code is not looked at."""
        command = [f"/usr/sbin/{program}", "-c", str(self.configuration), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout

    def is_idle(self) -> bool:
        """Whether no message is on its way. Deferred messages wait, and are not on their way."""
        return not self._has("maildrop", "incoming", "active")

    def has_mail(self) -> bool:
        """Whether any message is in its queue."""
        return self._has("maildrop", "incoming", "active", "deferred")

    def deliver_deferred(self) -> None:
        """Have deferred messages delivered, and wait until none is left. Raises `TimeoutError`."""
        end = time.monotonic() + _DELIVERY
        while self.has_mail():
            if time.monotonic() > end:
                raise TimeoutError("Postfix keeps messages; its log is in the folder of the servers")
            # A message that Postfix puts aside after this is not in this flush.
            self.run("postqueue", "-f")
            time.sleep(0.1)

    def _has(self, *queues: str) -> bool:
        folders = [self.folder / "queue" / one for one in queues]
        return any(_is_complete(Path(at, name)) for one in folders for at, _, names in os.walk(one) for name in names)


def _is_complete(file: Path) -> bool:
    """Whether Postfix has taken this message. One that it has not taken, say because it was killed, may lie there for a day."""
    try:
        return bool(file.stat().st_mode & stat.S_IXUSR)
    except FileNotFoundError:
        return False
