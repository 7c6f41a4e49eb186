"""Keys that sign certificates: Ed25519, in the files of OpenSSH or in PEM.

The id of a key is the fingerprint that `ssh-keygen -l -f FILE` prints, for both kinds of files.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapi_tck.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: How the line of a public key begins, as OpenSSH writes it.
_LINE: Final = "ssh-ed25519 "
_HINT: Final = "ssh-keygen -t ed25519 -f FILE makes a pair of keys"
#: The most bytes of a file with a key. A choice: the longest has less than a thousand.
_LONGEST: Final = 16_384


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key."""

    #: `ssh-ed25519 …`, without a comment.
    line: str

    @property
    def id(self) -> str:
        """Its fingerprint, `SHA256:…`."""
        blob = base64.b64decode(self.line.removeprefix(_LINE))
        return f"SHA256:{base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip('=')}"

    def loaded(self) -> "Ed25519PublicKey":
        """The key as the library has it. Raises `ValueError` if the line is not that of a key."""
        from cryptography.hazmat.primitives.serialization import load_ssh_public_key

        key: Any = load_ssh_public_key(self.line.encode())
        if PublicKey(_line(key)) != self:
            raise ValueError("not written as OpenSSH writes it")
        return key  # type: ignore[no-any-return] # the line began with the name of this kind


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, and its public part."""

    private: "Ed25519PrivateKey"
    public: PublicKey


def needs_extra() -> None:
    """Raise `UsageError` if the libraries that sign and verify are not installed."""
    try:
        import cryptography
        import securesystemslib

        del cryptography, securesystemslib
    except ImportError as error:
        raise missing(error) from error


def missing(error: ImportError) -> UsageError:
    """What to tell a user whose installation lacks a library."""
    return UsageError(f"certificates need {error.name}", hint="pip install 'mapi-tck[certificate]'")


def read_private(path: Path) -> SigningKey:
    """Read a private key that is not encrypted. Raises `UsageError`."""
    needs_extra()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    data = _read(path)
    load: Callable[..., Any] = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        key = load(data, None)
    except TypeError as error:
        raise UsageError("the key is encrypted: this command asks for no passphrase", f"--key {path}") from error
    except Exception as error:
        hint = "name the private key, not the .pub file" if data.startswith(_LINE.encode()) else _HINT
        if "encrypted" in str(error) or "bcrypt" in str(error):
            raise UsageError("the key is encrypted: this command asks for no passphrase", f"--key {path}") from error
        raise UsageError("this is no private key", f"--key {path}", hint) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("this key is not an Ed25519 key", f"--key {path}", _HINT)
    return SigningKey(key, PublicKey(_line(key.public_key())))


def read_public(path: Path) -> PublicKey:
    """Read a public key. Raises `UsageError`."""
    needs_extra()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key

    data = _read(path)
    load: Callable[..., Any] = load_pem_public_key if data.startswith(b"-----BEGIN") else load_ssh_public_key
    try:
        key = load(data.strip())
    except Exception as error:
        hint = "name the .pub file" if b"PRIVATE KEY" in data else _HINT
        raise UsageError("this is no public key", f"--key {path}", hint) from error
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("this key is not an Ed25519 key", f"--key {path}", _HINT)
    return PublicKey(_line(key))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError as error:
        raise UsageError(f"cannot read the key: {error.strerror}", f"--key {path}") from error


def _line(key: "Ed25519PublicKey") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
