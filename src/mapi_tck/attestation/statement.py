"""What a certificate says, as an in-toto statement: all of it follows from the record, except for the terms.

The predicate is `test-result` of in-toto. Its one further field, `mapiTckCertification`, has the rest
(`schemas/certificate.schema.json`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from mapi_tck.assessment import Assessment
from mapi_tck.attestation.envelope import canonical
from mapi_tck.attestation.keys import PublicKey
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Strength, Verdict
from mapi_tck.wire.codecs import Json, Schema
from mapi_tck.wire.schema_checks import Fits, compile_check, complaint

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://in-toto.io/attestation/test-result/v0.1"
#: The field of the predicate with what this kit says of a certificate.
FIELD: Final = "mapiTckCertification"
#: The version of that field's form.
FORM: Final = 1

_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "certificate.schema.json"
#: Digits of a certificate's number. A choice: a person can read it out, and two among a million are equal in one of 500 cases.
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Renewal:
    """The earlier certificate that this one takes the place of."""

    certificate: str
    #: The digest of its attestation.
    attestation: str
    #: What differs between the two runs, each in one line.
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What does not follow from the record: who certifies, until when, and from what."""

    issuer: str
    #: The public keys that sign, in the order of their ids.
    signers: tuple[PublicKey, ...]
    issued: date
    expires: date
    #: The digest of the record as the run wrote it: the packaged one hides something.
    made_from: str
    #: The digests of further records of the same implementation that agree with it in every verdict.
    agreeing: tuple[str, ...]
    #: What the pages of the package were made with.
    pages: str
    renews: Renewal | None = None

    @classmethod
    def from_json(cls, field: Json) -> "Terms":
        """The terms that a statement holds."""
        renews = field["renews"]
        return cls(
            field["issuer"],
            tuple(PublicKey(one["key"]) for one in field["signers"]),
            date.fromisoformat(field["issued"]),
            date.fromisoformat(field["expires"]),
            field["run"]["made_from"],
            tuple(field["run"]["agreeing"]),
            field["kit"]["pages"],
            None if renews is None else Renewal(**{**renews, "changes": tuple(renews["changes"])}),
        )

    def number(self, record: Record) -> str:
        """The number of the certificate: it follows from record and terms, so that no two certificates share one."""
        told = [record.digest, self.issuer, str(self.issued), str(self.expires), *(key.id for key in self.signers)]
        return f"MT-{hashlib.sha256(canonical(told)).hexdigest()[:_DIGITS].upper()}"


def certification(record: Record, terms: Terms) -> dict[str, Any]:
    """What the certificate says, without the digests of the package's files."""
    run = Assessment(record)
    header, options, identity = run.header, run.options, record.identity
    specification = header.get("specification")
    renews = terms.renews
    return {
        "form": FORM,
        "certificate": terms.number(record),
        "issuer": terms.issuer,
        "signers": [{"keyid": key.id, "key": key.line} for key in terms.signers],
        "issued": str(terms.issued),
        "expires": str(terms.expires),
        "implementation": {
            "name": identity["implementation"],
            "version": identity["version"],
            "vendor": identity["vendor"],
            "digest": identity["digest"] or "",
        },
        "adapter": header["adapter"],
        "role": options["role"],
        "profile": options["profile"],
        "level": options["level"],
        "verdict": run.verdict,
        "totals": {
            str(strength): {str(verdict): run.count(verdict, strength) for verdict in Verdict} for strength in Strength
        },
        "excluded": [*header.get("excluded", [])],
        "kit": {**header["kit"], "pages": terms.pages},
        "specification": {} if specification is None else {**specification},
        "run": {
            "started": header["started"],
            "made_from": terms.made_from,
            "agreeing": [*terms.agreeing],
            "resumed": len(record.resumed),
            "repeat": record.repeat,
        },
        "renews": None if renews is None else {**asdict(renews), "changes": [*renews.changes]},
    }


def statement(record: Record, terms: Terms, files: Mapping[str, str]) -> Json:
    """The whole statement. `files` has the digest of each file of the package."""
    run = Assessment(record)
    identity = record.identity
    subjects: list[Json] = [
        {"name": identity["implementation"], "version": identity["version"], "digest": identity["digest"] or ""},
        *identity.get("under_test", []),
    ]

    def having(verdict: Verdict) -> list[str]:
        return [item.id for item in run.requirements if item.verdict is verdict]

    used = {"mapi-tck suite": run.header["kit"]["suite_digest"].removeprefix("sha256:")}
    used |= {name: files[name] for name in ("declaration.toml", "run.ndjson", "selftest.json")}
    warned = having(Verdict.WARNING)
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": f"{one['name']} {one['version']}".strip(), "digest": _digests(one["digest"])}
            for one in subjects
            if _digests(one["digest"])
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "result": "WARNED" if warned else "PASSED",
            "configuration": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(used.items())],
            "passedTests": having(Verdict.PASS),
            "warnedTests": warned,
            "failedTests": having(Verdict.FAIL),
            FIELD: {**certification(record, terms), "files": dict(files)},
        },
    }


def _digests(written: str) -> dict[str, str]:
    """A recorded digest as in-toto has it: the name of the algorithm and the digits."""
    algorithm, _, digits = written.rpartition(":")
    return {algorithm or "sha256": digits} if digits else {}


@cache
def _form() -> tuple[Mapping[str, Schema], Fits]:
    definitions: Mapping[str, Schema] = json.loads(_SCHEMA.read_text("utf-8"))["$defs"]
    return definitions, compile_check(definitions["statement"], definitions)


def misfit(found: Json) -> str:
    """What keeps this from being a statement of the kit, in words; "" if it is one."""
    definitions, fits = _form()
    if not fits(found):
        return complaint(found, definitions, "statement")
    field = found["predicate"][FIELD]
    try:
        Terms.from_json(field)
    except ValueError as error:
        return str(error)
    return ""
