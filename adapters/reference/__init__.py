"""The reference: a MAPI subsystem that sends and receives on demand as the specification asks.

It is the kit's own proof that its features can be met, the host for transport providers under test, the stock from
which deliberately wrong adapters are cut, and written to be read. No mail moves: messages are words, the far end is a
list.

**The story.** Usually mail moves when the MAPI spooler finds it convenient. A client that wants it moved *now* goes
through four objects, each of which is a module here:

1. It logs on to a profile and gets a session (`session`). The profile (`profile`) names the transports, in transport
   order, which carry mail to their far ends (`far_end`) and back to the message store (`message_store`).
2. The session gives it a view of the status table (`status_table`). There is one row each (`status_rows`) for the
   subsystem, the spooler, the address book and every transport. What it wants of them it says by columns and a
   restriction (`restricting`).
3. Each row has an entry identifier (`entry_ids`), with which the session opens the status object behind it
   (`status_objects`, `transport_status`).
4. The status object has FlushQueues. That of the spooler (`spooler`) flushes every transport in order, or a given one
   (procedure A, and procedure B's way out). That of a transport, if it has STATUS_FLUSH_QUEUES among its methods,
   asks the spooler to flush this transport when convenient (procedure B).

Either way it is the spooler that carries out a flush (`flush`), in a fixed conversation with the transport's logon
object (`transport`, and `mapi_tck.ports` for the conversation itself): outgoing messages first, then
incoming ones. While a phase lasts, the transport's status row shows it in PR_STATUS_CODE.

**Time.** There are no threads. An asynchronous flush goes on whenever somebody calls anything, as far as the time
that has passed allows (`subsystem`); a synchronous one sleeps while a slow far end makes it wait.

**Being different.** All classes are gathered in `parts`. Replace one, override one method, and you have a subsystem
that is wrong in exactly one way.
"""

from .adapter import ReferenceAdapter, host, reference
from .parts import Parts
from .provider import ReferenceProvider

__all__ = ["Parts", "ReferenceAdapter", "ReferenceProvider", "host", "reference"]
