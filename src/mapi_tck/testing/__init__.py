"""What providers in Python and their test beds are made of: the phases of a flush, gates before mail servers, guarded servers.

Nothing here is needed to run the kit. docs/mail-servers.md shows how the parts fit together.
"""

from mapi_tck.testing.behaviour import At, Behaviour, Stage
from mapi_tck.testing.far_end import MailFarEnd
from mapi_tck.testing.gate import Gate
from mapi_tck.testing.guard import Guard, wait_for_port
from mapi_tck.testing.phases import FlushPhases

__all__ = ["At", "Behaviour", "FlushPhases", "Gate", "Guard", "MailFarEnd", "Stage", "wait_for_port"]
