"""Messages as mail has them: the kit's tokens become subjects, and are found again."""

import email
import email.policy
import email.utils
from email.message import EmailMessage
from typing import cast

_POLICY = email.policy.SMTP.clone(max_line_length=900)


def compose(token: str, sender: str, recipient: str) -> bytes:
    """A new message, with an identity of its own: its Message-ID."""
    mail = EmailMessage(_POLICY)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = email.utils.make_msgid(domain=sender.partition("@")[2])
    mail["Subject"] = token
    mail.set_content("This message was sent by a test.\n")
    return mail.as_bytes()


def parse(mail: bytes) -> EmailMessage:
    """Read a message."""
    return email.message_from_bytes(mail, policy=_POLICY)


def recipient_of(mail: bytes) -> str:
    """The address that a message goes to."""
    return str(parse(mail)["To"])


def token_of(mail: EmailMessage) -> str:
    """The subject; of a report about a message that came back, the subject of that message."""
    if mail.get_content_type() == "multipart/report":
        for part in mail.walk():
            if part.get_content_type() == "message/rfc822":
                return str(cast(EmailMessage, part.get_payload(0))["Subject"])
            if part.get_content_type() == "text/rfc822-headers":
                return str(parse(cast(bytes, part.get_payload(decode=True)))["Subject"])
    return str(mail["Subject"])
