"""A list of certificates that are no longer valid, signed by who issued them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from mapi_tck.attestation.envelope import check_signatures, payload_of, sealed
from mapi_tck.attestation.keys import PublicKey, SigningKey
from mapi_tck.errors import Refused, UsageError
from mapi_tck.record.writing import write_whole
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.schema_checks import Fits, compile_check

#: The type of the payload.
KIND: Final = "application/vnd.mapi-tck.revocations+json"
#: The version of the list's form.
FORM: Final = 1
_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "revocations.schema.json"


@dataclass(frozen=True, slots=True)
class Revoked:
    """One certificate that is no longer valid."""

    certificate: str
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Revocations:
    """A list of revoked certificates."""

    entries: tuple[Revoked, ...]
    signers: tuple[PublicKey, ...]

    def of(self, certificate: str) -> Revoked | None:
        """Why the certificate is revoked; `None` if it is not."""
        return next((one for one in self.entries if one.certificate == certificate), None)


def read_revocations(path: Path, keys: Sequence[PublicKey] = ()) -> Revocations:
    """Read a list. Each of the keys must have signed it. Raises `Refused`, or `UsageError` if there is no file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the list: {error.strerror}", f"--revoked {path}") from error
    told = payload_of(data, KIND, str(path))
    if not _fits()(told):
        raise Refused(f"{path} does not have the form of a list of revoked certificates")
    signers = tuple(PublicKey(one["key"]) for one in told["signers"])
    check_signatures(data, signers, str(path))
    if lacking := [key.id for key in keys if key not in signers]:
        raise Refused(*(f"{path} is not signed with the key {id}" for id in lacking))
    try:
        entries = tuple(
            Revoked(one["certificate"], date.fromisoformat(one["day"]), one["reason"]) for one in told["revoked"]
        )
    except ValueError as error:
        raise Refused(f"{path} does not have the form of a list of revoked certificates: {error}") from error
    return Revocations(entries, signers)


def revoke(path: Path, certificates: Sequence[str], reason: str, day: date, keys: Sequence[SigningKey]) -> Revocations:
    """Add certificates to the list in this file, which is made if it is not there, and sign it.

    Raises `Refused` if the list was not signed with the same keys.
    """
    public = sorted((key.public for key in keys), key=lambda key: key.id)
    entries: tuple[Revoked, ...] = ()
    if path.exists():
        earlier = read_revocations(path, public)
        if len(earlier.signers) != len(public):
            raise Refused(f"{path} is signed with more keys: name each with --key")
        entries = earlier.entries
    entries += tuple(
        Revoked(one, day, reason)
        for one in dict.fromkeys(certificates)
        if one not in {held.certificate for held in entries}
    )
    told: Json = {
        "form": FORM,
        "signers": [{"keyid": key.id, "key": key.line} for key in public],
        "revoked": [{"certificate": one.certificate, "day": str(one.day), "reason": one.reason} for one in entries],
    }
    write_whole(path, sealed(told, KIND, keys))
    return Revocations(entries, tuple(public))


@cache
def _fits() -> Fits:
    definitions = json.loads(_SCHEMA.read_text("utf-8"))["$defs"]
    return compile_check(definitions["revocations"], definitions)
