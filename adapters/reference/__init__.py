"""The reference: a MAPI subsystem that sends and receives on demand as the specification asks.

It proves that the kit's features can be met, it hosts transport providers under test, and the wrong and unusual adapters are
variants of it. It is written to be read. No mail moves: messages are words, the far end is a list.

**The story.** Usually mail moves when the MAPI spooler finds it convenient. A client that wants it moved *now* uses four
objects, each of which is a module here:

1. The client logs on to a profile and gets a session (`session`). The profile (`subsystem`) names the transports, in transport
   order. They carry mail to their far ends (`far_end`) and back to the message store (`message_store`).
2. The session gives the client a view of the status table (`status_table`). The table has one row each (`status_rows`) for the
   subsystem, the spooler, the address book and every transport. Columns and a restriction say what the client wants of them
   (`restricting`).
3. Each row has an entry identifier (`entry_ids`). With it the session opens the row's status object (`status_objects`,
   `transport_status`).
4. The status object has FlushQueues. That of the spooler (`spooler`) flushes every transport in order, or a given one
   (procedure A, and the fallback of procedure B). That of a transport, if its methods include STATUS_FLUSH_QUEUES, asks the
   spooler to flush this transport when convenient (procedure B).

In both cases the spooler carries out the flush (`flush`), in a fixed conversation with the transport's logon object
(`transport`; `mapi_tck.ports` defines the conversation): outgoing messages first, then incoming ones. During a phase the
transport's status row shows it in PR_STATUS_CODE.

**Time.** There are no threads. An asynchronous flush goes on with every call of a client or the test bed, as far as the time
that has passed allows (`subsystem`). A synchronous one sleeps while a slow far end makes it wait.

**Variants.** `parts` lists all classes. To make a subsystem that is wrong in exactly one way, replace one of them, or only one
of its methods (`variants`).
"""

from .adapter import ReferenceAdapter, host, reference
from .client import ReferenceClient
from .parts import Parts
from .provider import ReferenceProvider

__all__ = ["Parts", "ReferenceAdapter", "ReferenceClient", "ReferenceProvider", "host", "reference"]
