"""A private Dovecot: every name is an account, and all have one password."""

import shutil

from mapi_tck.adapters.testing import Guard, wait_for_port

from .programs import free_ports, kill_with_children

#: The servers listen on the loopback interface only, and hold nothing but tests.
PASSWORD = "sesame"  # noqa: S105

_CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%n/Maildir
mail_fsync = never
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%n
}}
service auth {{
  unix_listener auth-clients {{
    mode = 0666
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service imap-login {{
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  process_min_avail = 1
  service_count = 0
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service imap {{
  process_min_avail = 1
}}
"""


class Dovecot:
    """One instance. `mail` holds a folder for each account, and in it the folder `Maildir`."""

    def __init__(self, guard: Guard) -> None:
        folder = guard.folder / "dovecot"
        self.mail = folder / "mail"
        for made in (folder, self.mail, folder / "run", folder / "state"):
            made.mkdir(mode=0o755)
        shutil.chown(self.mail, "nobody", "nogroup")
        self.imap_port, self.pop3_port = free_ports(2)
        #: Where another server asks whether a password is right.
        self.auth_socket = folder / "run" / "auth-clients"
        #: Where another server delivers mail.
        self.lmtp_socket = folder / "run" / "lmtp"
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(folder=folder, password=PASSWORD, imap=self.imap_port, pop3=self.pop3_port), "utf-8"
        )
        self._guard, self._configuration = guard, configuration
        self.start()

    def kill(self) -> None:
        """Kill all its processes."""
        kill_with_children(self._master)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._master = self._guard.start(["/usr/sbin/dovecot", "-F", "-c", str(self._configuration)])
        wait_for_port(self.imap_port)
        wait_for_port(self.pop3_port)
