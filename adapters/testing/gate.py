"""A gate: a TCP proxy between a provider and a real server, which makes the server slow, refusing, silent, cut off or dead."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import closing, suppress

from .behaviour import Script

#: Closes a connection with a reset, as a machine does that has no such connection any more.
_RESET = struct.pack("ii", 1, 0)


#: How long the server may be silent, in seconds. A choice: longer than the providers' own patience.
_PATIENCE = 30


class Gone(Exception):
    """One side of the conversation has ended."""


class Line:
    """One side of a conversation, read by lines or by numbers of bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        # Answers pass line by line. Without this each line waits for the receipt of the one before.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = connection.makefile("rb")

    def line(self) -> bytes:
        """The next line with its end. Raises `Gone` at the end of the conversation."""
        try:
            read = self._file.readline()
        except (OSError, ValueError) as error:
            raise Gone from error
        if not read.endswith(b"\n"):
            raise Gone
        return read

    def exactly(self, number: int) -> bytes:
        """The next bytes. Raises `Gone` if there are fewer."""
        try:
            read = self._file.read(number)
        except (OSError, ValueError) as error:
            raise Gone from error
        if len(read) < number:
            raise Gone
        return read

    def send(self, data: bytes) -> None:
        """Send. Raises `Gone` if the other side has ended."""
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Gone from error

    def close(self) -> None:
        """Close the connection: the other side sees its end now."""
        with suppress(OSError):
            # Closing alone would do that only when the file, too, is closed.
            self.connection.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self.connection.close()

    @property
    def is_open(self) -> bool:
        """Whether the other side has not closed the connection."""
        try:
            # It waits for nothing. Data that are not read yet are left there.
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False


#: Carries one conversation from its first line to its last.
Conversation = Callable[[Line, Line, "Pause"], None]


class Pause:
    """What a conversation knows of its gate: the script, and a wait that ends early if the conversation is cut."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._cut = threading.Event()

    def command(self, client: Line) -> bytes:
        """The client's next line. Raises `Gone` if the far end is dead by then."""
        line = client.line()
        if self.script.is_dead:
            raise Gone
        return line

    def wait(self) -> None:
        """Wait as long as a message takes. Raises `Gone` if the conversation is cut meanwhile."""
        if self._cut.wait(self.script.behaviour.seconds) or self.script.is_dead:
            raise Gone

    def be_silent(self, client: Line) -> None:
        """Answer nothing until the client gives up or the conversation is cut. Raises `Gone` then."""
        # The client may send more, for example NOOP. It is read and ignored.
        while not self._cut.is_set():
            client.line()
        raise Gone

    def cut(self) -> None:
        """End all waiting."""
        self._cut.set()


class Gate:
    """Listens at a port of its own, and carries each connection to the server at `server`, as its script wants.

    A dead server accepts a connection and resets it at once. A gate that is not closed ends with its process.
    """

    def __init__(self, server: tuple[str, int], conversation: Conversation, script: Script | None = None) -> None:
        self.server = server
        self.script = script or Script()
        self._conversation = conversation
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._lines: dict[Line, Pause] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, name=f"gate {self.port}", daemon=True).start()

    @property
    def port(self) -> int:
        """The port to connect to, on the loopback interface."""
        return int(self._listener.getsockname()[1])

    def open_lines(self) -> int:
        """How many connections clients hold. A client that has closed its connection is not counted."""
        with self._lock:
            return sum(line.is_open for line in self._lines)

    def cut(self) -> None:
        """Cut all connections with a reset."""
        with self._lock:
            lines = dict(self._lines)
        for line, pause in lines.items():
            pause.cut()
            _reset(line.connection)

    def close(self) -> None:
        """Cut all connections, and listen no more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self.script.is_dead:
                _reset(connection)
                connection.close()
                continue
            line, pause = Line(connection), Pause(self.script)
            with self._lock:
                self._lines[line] = pause
            threading.Thread(target=self._carry, args=(line, pause), daemon=True).start()

    def _carry(self, client: Line, pause: Pause) -> None:
        try:
            with closing(Line(socket.create_connection(self.server, timeout=_PATIENCE))) as server:
                self._conversation(client, server, pause)
        except (OSError, Gone):
            pass  # closing the connection is the answer
        finally:
            client.close()
            with self._lock:
                del self._lines[client]


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        # A thread that waits for this connection goes on, and closes it.
        connection.shutdown(socket.SHUT_RDWR)
