"""What providers in Python and their test beds are made of: the phases of a flush, gates before mail servers, guarded servers.

Nothing here is needed to run the kit. docs/mail-servers.md shows how the parts fit together.
"""

from .behaviour import At, Behaviour, Stage
from .far_end import MailFarEnd
from .gate import Gate
from .guard import Guard, wait_for_port
from .phases import FlushPhases

__all__ = ["At", "Behaviour", "FlushPhases", "Gate", "Guard", "MailFarEnd", "Stage", "wait_for_port"]
