"""The connection to an adapter: how often it makes an adapter, and when it closes one."""

import pytest

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.engine.connection import Connection, describe
from mapi_tck.errors import HandshakeError
from mapi_tck.ports import Description


class Adapter(ReferenceAdapter):
    """The reference without a digest of its own, or with an error or nonsense in place of a description."""

    def __init__(self, description: object = None) -> None:
        super().__init__()
        self.description = description
        self.closed = 0

    def describe(self) -> Description:
        """As it was made."""
        if isinstance(self.description, BaseException):
            raise self.description
        return self.description or Description("Mine", "1")  # type: ignore[return-value]

    def close(self) -> None:
        """Count."""
        self.closed += 1


def test_a_dropped_adapter_can_be_named() -> None:
    """To name the implementation that has run no new adapter is made: perhaps none can be made."""
    made = [Adapter()]
    connection = Connection(made.pop)
    identity = describe(connection)
    connection.drop()

    assert describe(connection) == identity
    assert str(identity["digest"]).startswith("sha256:")


@pytest.mark.parametrize(
    ("description", "error"),
    [
        (OSError("no such profile"), HandshakeError),
        ("a text", HandshakeError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_handshake_that_fails_closes_the_adapter(description: object, error: type[BaseException]) -> None:
    """No later call would close it, and it may hold a process or a session."""
    adapter = Adapter(description)

    with pytest.raises(error):
        describe(Connection(lambda: adapter))
    assert adapter.closed == 1
