"""The settings of one account."""

from dataclasses import dataclass


@dataclass
class Account:
    """Where the mail of one user goes and comes from. `timeout` is how long a server may be silent, in seconds."""

    address: str
    user: str
    password: str
    smtp: tuple[str, int]
    mailbox: tuple[str, int]
    timeout: float = 60.0
