"""The connection to the adapter under test."""

from collections.abc import Callable
from contextlib import suppress

from mapi_tck.assessment import printing
from mapi_tck.errors import HandshakeError, TckError, UsageError
from mapi_tck.ports import Adapter, Description
from mapi_tck.record.lines import RecordedIdentity
from mapi_tck.settings.adapter_forms import digest_of, resolve
from mapi_tck.settings.run import RunSettings
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.values import DESCRIPTION


class Connection:
    """Holds the adapter in use. After `drop` the next use makes a new adapter."""

    def __init__(self, create: Callable[[], Adapter], form: str = "the adapter") -> None:
        self._create = create
        self._form = form
        self._adapter: Adapter | None = None
        #: Both stay after `drop`, so that a result can name the implementation without a new adapter.
        self._description: Description | None = None
        self._digest: str | None = None

    @property
    def adapter(self) -> Adapter:
        """The adapter, made on first use. Raises `HandshakeError` if its description cannot be used."""
        if self._adapter is None:
            adapter = self._create()
            try:
                description = self._shake_hands(adapter)
                digest = description.digest or digest_of(adapter)
            except BaseException:
                with suppress(Exception):  # the handshake's own error says more
                    adapter.close()
                raise
            self._adapter, self._description, self._digest = adapter, description, digest
        return self._adapter

    def _shake_hands(self, adapter: Adapter) -> Description:
        try:
            description = adapter.describe()
            DESCRIPTION.encode(description, Servant())  # a description is valid if it can be written to the record
        except TckError:
            raise
        except (Exception, SystemExit) as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise HandshakeError(f"{self._form}: bad handshake: {what}") from error
        return description

    @property
    def description(self) -> Description:
        """The adapter's description of the implementation under test. Raises `HandshakeError` if it cannot be used."""
        if self._description is None:
            _ = self.adapter
        assert self._description is not None
        return self._description

    @property
    def digest(self) -> str | None:
        """The digest of what was tested: the adapter's own, or that of its Python source."""
        _ = self.description
        return self._digest

    def leave_to(self, workers: int) -> None:
        """Close the adapter, because so many worker processes connect by themselves. Raises `UsageError` if they cannot."""
        if workers > 1 and self.description.exclusive:
            raise UsageError(f"{self.description.implementation} cannot be connected to twice at a time", "-n")
        self.drop()

    def drop(self) -> None:
        """Close the adapter. The next use makes a new one."""
        adapter, self._adapter = self._adapter, None
        if adapter is not None:
            try:
                adapter.close()
            except Exception as error:
                printing.tell(f"mapi-tck: the adapter could not be closed: {error}")


def connect(settings: RunSettings) -> Connection:
    """The connection to the adapter of a run. Raises `UsageError` if the adapter's form is wrong."""
    source = resolve(settings.adapter, settings.declaration.parameters, settings.role)
    return Connection(source.create, settings.adapter)


def describe(connection: Connection) -> RecordedIdentity:
    """The implementation's identity as the run record holds it."""
    described = connection.description
    return {
        "implementation": described.implementation,
        "version": described.version,
        "vendor": described.vendor,
        "digest": connection.digest,
        "observes": sorted(str(evidence) for evidence in described.observes),
    }
