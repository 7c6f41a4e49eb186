"""The connection to the adapter under test."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mapi_tck.assessment import printing
from mapi_tck.errors import AdapterChanged, HandshakeError, TckError, UsageError
from mapi_tck.ports import Adapter, Description, UnderTest
from mapi_tck.record.lines import RecordedIdentity
from mapi_tck.settings.adapter_forms import digest_of, resolve
from mapi_tck.settings.run import RunSettings
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.under_test import combined, resolved
from mapi_tck.wire.values import DESCRIPTION


class Known(NamedTuple):
    """What a connection knows of the implementation."""

    identity: RecordedIdentity
    #: Path → size, kind and digest of each file that the identity's digest was made from; empty if the adapter names none.
    files: Mapping[str, str]


class Connection:
    """Holds the adapter in use. After `drop` the next use makes a new adapter.

    Every adapter that it makes must be of the same implementation: of `expected`, or else of the first one.
    """

    def __init__(self, create: Callable[[], Adapter], form: str = "the adapter", expected: Known | None = None) -> None:
        self._create = create
        self._form = form
        self._adapter: Adapter | None = None
        #: Both stay after `drop`, so that a result can name the implementation without a new adapter.
        self._description: Description | None = None
        #: The implementation, as it was first described.
        self.known = expected

    @property
    def adapter(self) -> Adapter:
        """The adapter, made on first use.

        Raises `HandshakeError` if its description cannot be used, and `AdapterChanged` if the implementation is another one.
        """
        if self._adapter is not None and (why := _spent(self._adapter)):
            printing.tell(f"mapi-tck: {self._form}: between two scenarios {why}; a new process serves the next")
            self.drop()
        if self._adapter is None:
            adapter = self._create()
            try:
                description = self._shake_hands(adapter)
                self._recognize(adapter, description)
            except BaseException:
                with suppress(Exception):  # the handshake's own error says more
                    adapter.close()
                raise
            self._adapter, self._description = adapter, description
        return self._adapter

    def _recognize(self, adapter: Adapter, described: Description) -> None:
        found = Known(self._identity(adapter, described), getattr(adapter, "files", {}))
        if self.known is None:
            self.known = found
        elif changed := changes(*self.known, *found):
            raise AdapterChanged(changed)

    def _identity(self, adapter: Adapter, described: Description) -> RecordedIdentity:
        digest, under_test = described.digest or digest_of(adapter), described.under_test
        if not callable(getattr(adapter, "root", None)):  # a replayed record has the digest of all
            under_test = self._resolved(described)
            digest = combined(digest, under_test)
        identity: RecordedIdentity = {
            "implementation": described.implementation,
            "version": described.version,
            "vendor": described.vendor,
            "digest": digest,
            "observes": sorted(str(evidence) for evidence in described.observes),
        }
        if not described.quiet:
            identity["quiet"] = False
        if under_test:
            identity["under_test"] = [
                {"name": item.name, "version": item.version, "digest": item.digest} for item in under_test
            ]
        if launcher := getattr(adapter, "launcher", ""):
            identity["launcher"] = launcher
        return identity

    def _resolved(self, description: Description) -> tuple[UnderTest, ...]:
        try:
            return resolved(description.under_test)
        except ValueError as error:
            raise HandshakeError(f"{self._form}: bad handshake: {error}") from error

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

    def refuse_sharing(self) -> None:
        """Raise `UsageError` if several worker processes cannot be connected at a time."""
        if self.description.exclusive:
            raise UsageError(f"{self.description.implementation} cannot be connected to twice at a time", "-n")

    def recorded_attempts(self, scenario: str) -> int:
        """How many attempts of the scenario a replayed record holds; 0 if an implementation answers."""
        recorded: Callable[[str], int] | None = getattr(self._adapter, "recorded_attempts", None)
        return 0 if recorded is None else recorded(scenario)

    @property
    def limits_calls(self) -> bool:
        """Whether the adapter in use ends calls that take too long by itself."""
        return bool(getattr(self._adapter, "limits_calls", False))

    def settle(self) -> None:
        """Find out whether the adapter has done too much for the scenario. Raises `AdapterBroke` if it has."""
        settle: Callable[[], None] | None = getattr(self._adapter, "settle", None)
        if settle is not None:
            settle()

    def drop(self) -> None:
        """Close the adapter. The next use makes a new one."""
        adapter, self._adapter = self._adapter, None
        if adapter is not None:
            try:
                adapter.close()
            except Exception as error:
                printing.tell(f"mapi-tck: the adapter could not be closed: {error}")


def connect(settings: RunSettings, expected: Known | None = None) -> Connection:
    """The connection to the adapter of a run. Raises `UsageError` if the adapter's form is wrong."""
    source = resolve(settings.adapter, settings.declaration.parameters, settings.role)
    return Connection(source.create, settings.adapter, expected)


def describe(connection: Connection) -> RecordedIdentity:
    """The implementation's identity as the run record holds it."""
    _ = connection.description
    assert connection.known is not None
    return connection.known.identity


def _spent(adapter: Adapter) -> str:
    """Why the adapter cannot serve another scenario; "" if it can. Only an adapter in another process says so."""
    spent: Callable[[], str] | None = getattr(adapter, "spent", None)
    return "" if spent is None else spent()


def changes(
    before: RecordedIdentity, files_before: Mapping[str, str], after: RecordedIdentity, files_after: Mapping[str, str]
) -> str:
    """What differs between two descriptions of the implementation, in words; "" if nothing does.

    A file that only grew is no difference if the program can have written to it: a log, say.
    """
    words = [
        f"{field} was {before[field]}, now {after[field]}"
        for field in ("implementation", "version", "vendor", "observes")
        if before[field] != after[field]
    ]
    named, now = ({item["name"]: item for item in identity.get("under_test", ())} for identity in (before, after))
    words += [
        f"{name}, which is under test, is another one" for name in named if name in now and named[name] != now[name]
    ]
    if before["digest"] != after["digest"] and not words:
        every = dict.fromkeys((*files_before, *files_after))
        differing = [path for path in every if files_before.get(path) != files_after.get(path)]
        edited = [path for path in differing if not _only_grew(path, files_before.get(path, ""))]
        if edited:
            words.append(f"digest, because of {' and '.join(edited)}")
        elif not differing:
            words.append(f"digest was {before['digest']}, now {after['digest']}")
    return "; ".join(words)


def _only_grew(path: str, before: str) -> bool:
    size, _, digest = before.partition(" ")
    if not digest.startswith("data "):
        return not before  # a file that the program has made
    try:
        with Path(path).open("rb") as file:
            return hashlib.sha256(file.read(int(size))).hexdigest() == digest.removeprefix("data ")
    except OSError:
        return False
