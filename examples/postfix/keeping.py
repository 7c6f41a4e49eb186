"""A Postfix that keeps all mail until it is asked to deliver it, and then hands it on to a gate."""

from collections.abc import Sequence

from mail_servers.post_office import DOMAIN, PostOffice
from mail_servers.postfix import Postfix

from mapi_tck.adapters.testing import Guard

#: Timeouts of 600 s are usual; a test waits for each of them.
_SETTINGS = """\
defer_transports = smtp
transport_maps = hash:{folder}/conf/transports
header_checks = regexp:{folder}/conf/noted
smtp_connect_timeout = 1s
smtp_helo_timeout = 1s
smtp_mail_timeout = 1s
smtp_rcpt_timeout = 1s
smtp_data_init_timeout = 1s
smtp_data_xfer_timeout = 1s
smtp_data_done_timeout = 1s
smtp_quit_timeout = 1s
smtp_connection_cache_on_demand = no
"""


class KeepingPostfix(Postfix):
    """Keeps mail for the domain of a number, and hands it on to the port with that number. Reports to senders leave at once.

    Postfix learns of a domain some time after it is added to a table. So all domains are there from the start.
    """

    def __init__(self, guard: Guard, office: PostOffice, ports: Sequence[int]) -> None:
        lines = [f"{DOMAIN} direct:[127.0.0.1]:{office.postfix.port}"]
        lines += [f"{self.domain(number)} smtp:[127.0.0.1]:{port}" for number, port in enumerate(ports)]
        tables = {"noted": "/^Subject: / INFO\n", "transports": "\n".join([*lines, ""])}
        super().__init__(guard, "near", _SETTINGS, tables, services="direct unix - - n - - smtp\n")

    @staticmethod
    def domain(number: int) -> str:
        """The domain of that number."""
        return f"n{number}.{DOMAIN}"
