"""A Postfix that keeps all mail until it is asked to deliver it, and then hands it on to a gate."""

from mail_servers.post_office import DOMAIN, PostOffice
from mail_servers.postfix import Postfix

from mapi_tck.testing import Guard

#: Timeouts of 600 s are usual; a test waits for each of them.
_SETTINGS = """\
defer_transports = smtp
transport_maps = hash:{folder}/conf/transports
header_checks = regexp:{folder}/conf/noted
smtp_connect_timeout = 2s
smtp_helo_timeout = 2s
smtp_mail_timeout = 2s
smtp_rcpt_timeout = 2s
smtp_data_init_timeout = 2s
smtp_data_xfer_timeout = 2s
smtp_data_done_timeout = 2s
smtp_quit_timeout = 2s
smtp_connection_cache_on_demand = no
"""


class KeepingPostfix(Postfix):
    """Keeps mail for a domain that `hand_on` has made. Reports to senders go to the post office at once."""

    def __init__(self, guard: Guard, office: PostOffice) -> None:
        tables = {"noted": "/^Subject: / INFO\n", "transports": f"{DOMAIN} direct:[127.0.0.1]:{office.postfix.port}\n"}
        super().__init__(guard, "near", _SETTINGS, tables, services="direct unix - - n - - smtp\n")

    def hand_on(self, port: int) -> str:
        """The domain whose mail is handed on to this port."""
        domain = f"p{port}.{DOMAIN}"
        table = self.configuration / "transports"
        table.write_text(f"{table.read_text('utf-8')}{domain} smtp:[127.0.0.1]:{port}\n", "utf-8")
        self.index_tables()
        return domain
