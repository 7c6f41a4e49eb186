"""What can go wrong with a mail server, by what it means for the message."""


class Trouble(Exception):
    """The server has not done what it was asked to do. The text is the server's, or Python's."""


class Unreachable(Trouble):
    """It cannot be reached, or refuses the login. The message that was to be sent has not been sent."""


class InDoubt(Trouble):
    """It was given the whole message and has not answered. It may have taken the message or not."""


class Refused(Trouble):
    """It answers, and does not take or give this message."""
