"""Verifies a package: derives everything that it says again, and says what that proves. It asks no network."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

from mapi_tck.attestation.grounds import against_selftest, against_suite, grounds_against
from mapi_tck.attestation.issuing import declaration_text, proof_of
from mapi_tck.attestation.keys import PublicKey
from mapi_tck.attestation.package import ATTESTATION, DECLARATION, RECORD, SELFTEST, digest_of, opened, unsealed
from mapi_tck.attestation.pages import against_pages, pages_digest
from mapi_tck.attestation.revocation import Revocations
from mapi_tck.attestation.statement import FIELD, Terms, statement
from mapi_tck.certification.rejudging import rejudged
from mapi_tck.errors import Refused, UsageError
from mapi_tck.record.run_record import Record, open_record
from mapi_tck.wire.codecs import Json


class VerifyCode(IntEnum):
    """The exit codes of `mapi-tck verify`; `docs/certificates.md` says what each means."""

    VERIFIED = 0
    REFUSED = 1
    OTHER_KIT = 3
    ORIGIN_NOT_PROVEN = 6
    NOT_VALID = 7


@dataclass(frozen=True, slots=True)
class Verified:
    """A package in which everything holds that could be checked."""

    statement: Json
    #: The digest of its attestation.
    attestation: str
    #: The keys that the reader trusts and that have signed it.
    trusted: tuple[PublicKey, ...]
    #: Why the recorded calls were not judged again; "" if they were, with the same verdicts.
    not_judged: str
    #: Whether the pages were made again, with the same bytes.
    pages: bool
    #: Why it is no longer valid; "" if it is.
    invalid: str

    @property
    def field(self) -> Json:
        """What the kit's own field of the statement says."""
        return self.statement["predicate"][FIELD]

    @property
    def exit_code(self) -> VerifyCode:
        """The first that applies."""
        if self.not_judged:
            return VerifyCode.OTHER_KIT
        if self.invalid:
            return VerifyCode.NOT_VALID
        return VerifyCode.VERIFIED if self.trusted else VerifyCode.ORIGIN_NOT_PROVEN


def verify(
    path: Path,
    keys: Sequence[PublicKey],
    on: date,
    revocations: Revocations | None = None,
    among: Sequence[PublicKey] | None = None,
) -> Verified:
    """Verify the package as of that day. Each of the keys must have signed it, and one of those in `among`, if it is given.

    Raises `Refused` with what is wrong, and `UsageError` if there is no package.
    """
    with opened(path) as folder:
        told = unsealed(folder)
        terms = Terms.from_json(told["predicate"][FIELD])
        lacking = [key.id for key in keys if key not in terms.signers]
        if lacking:
            signed = " and ".join(key.id for key in terms.signers)
            raise Refused(*(f"it is not signed with the key {id}, but with {signed}" for id in lacking))
        if among is not None and not set(among) & set(terms.signers):
            raise Refused("none of the named keys signed it")
        record = _record(folder)
        if reasons := _against(folder, record, terms, told):
            raise Refused(*reasons)
        same_kit = against_suite(record)
        if not same_kit and (reasons := rejudged(folder / RECORD)):
            raise Refused(*reasons)
        same_pages = not same_kit and terms.pages == pages_digest()
        if same_pages:
            with tempfile.TemporaryDirectory(prefix="mapi-tck-") as again:
                if reasons := [*against_pages(record, terms, folder, Path(again))]:
                    raise Refused(*reasons)
        attestation = f"sha256:{digest_of(folder / ATTESTATION)}"
    invalid = "" if on <= terms.expires else f"it expired on {terms.expires}"
    if on < terms.issued:
        invalid = f"it is issued on {terms.issued}, which is later"
    if revocations is not None and (revoked := revocations.of(told["predicate"][FIELD]["certificate"])):
        invalid = f"it was revoked on {revoked.day}: {revoked.reason}"
    return Verified(told, attestation, tuple(keys), " ".join(same_kit), same_pages, invalid)


def _record(folder: Path) -> Record:
    try:
        return open_record(folder / RECORD)
    except UsageError as error:
        raise Refused(f"{RECORD}: {error.what}") from error


def _against(folder: Path, record: Record, terms: Terms, told: Json) -> list[str]:
    """What in the package contradicts its record, without any calls."""
    files = told["predicate"][FIELD]["files"]
    try:
        derived = statement(record, terms, files)
        reasons = [f"the record cannot be certified: {reason}" for reason in grounds_against(record)]
        result = json.loads((folder / SELFTEST).read_text("utf-8"))
        reasons += against_selftest(result, record.header["kit"]["suite_digest"])
        declared = declaration_text(record.header["declaration"])
        role = record.header["options"]["role"]
        if not reasons and record.header["proof"] != proof_of(result, role):
            reasons.append("the proofs in the record are not those of the self-test")
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Refused(f"the package does not have the form of one: {type(error).__name__}: {error}") from error
    if derived != told:
        reasons.append(f"{ATTESTATION} does not say what the record says: {_difference(derived, told)}")
    if (folder / DECLARATION).read_text("utf-8") != declared:
        reasons.append(f"{DECLARATION} does not say what the record says")
    return reasons


def _difference(derived: Json, told: Json, place: str = "") -> str:
    """The first place where two statements differ."""
    if isinstance(derived, dict) and isinstance(told, dict):
        for name in sorted({*derived, *told}):
            if derived.get(name) != told.get(name):
                return _difference(derived.get(name), told.get(name), f"{place}.{name}".lstrip("."))
    return place
