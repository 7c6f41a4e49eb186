"""Certifies a run: looks for what is against it, judges it again, and writes the package."""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import tomlkit

from mapi_tck.assessment.difference import Difference, Reason
from mapi_tck.attestation.envelope import IN_TOTO, sealed
from mapi_tck.attestation.grounds import (
    against_selftest,
    against_suite,
    disagreements,
    find_selftest,
    grounds_against,
)
from mapi_tck.attestation.keys import SigningKey
from mapi_tck.attestation.package import (
    ARCHIVE,
    ATTESTATION,
    DECLARATION,
    RECORD,
    SELFTEST,
    digest_of,
    opened,
    unsealed,
    write_archive,
    write_sums,
)
from mapi_tck.attestation.packaged_record import write_packaged, write_rejudged
from mapi_tck.attestation.pages import pages_digest, write_pages
from mapi_tck.attestation.statement import FIELD, Renewal, Terms, statement
from mapi_tck.certification.rejudging import rejudged
from mapi_tck.errors import Refused, UsageError
from mapi_tck.record.lines import RecordedDeclaration, RecordedProof
from mapi_tck.record.run_record import Record, open_record
from mapi_tck.wire.codecs import Json

#: What makes a new certificate of a renewal: what differs → the fields, or all where there are none.
_NOT_RENEWED: Final[Mapping[str, tuple[str, ...]]] = {"suite": (), "options": ("profile", "level")}
#: The fields of a declaration that may differ: they name the implementation.
_NAMING: Final = ("name", "version", "vendor")


@dataclass(frozen=True, slots=True)
class Order:
    """What a certificate is asked for."""

    #: The records: the first is certified, the others must agree with it.
    runs: tuple[tuple[Path, Record], ...]
    target: Path
    issuer: str
    keys: tuple[SigningKey, ...]
    issued: date
    expires: date
    selftest: Path | None = None
    redact: bool = True
    patterns: tuple[re.Pattern[str], ...] = ()
    #: The package that the new one takes the place of.
    renews: Path | None = None


def issue(order: Order) -> Json:
    """Write the package, and answer its statement. Raises `Refused` with every reason against it, or `UsageError`."""
    (path, record), *others = order.runs
    if order.target.exists():
        raise UsageError("there is something of that name", f"-o {order.target}", "a package is never written over")
    if order.expires < order.issued:
        raise UsageError(f"{order.expires} is past: the certificate would never be valid", "--expires")
    result = find_selftest(order.selftest)
    reasons = grounds_against(record)
    for other_path, other in others:
        reasons += [f"{other_path}: {reason}" for reason in grounds_against(other)]
    reasons += disagreements(record, {str(other_path): other for other_path, other in others})
    reasons += against_suite(record) or against_selftest(result, record.header["kit"]["suite_digest"])
    renews, more = _renewal(order.renews, record)
    if reasons + more:
        raise Refused(*reasons, *more)
    terms = _terms(order, renews)
    order.target.parent.mkdir(parents=True, exist_ok=True)
    # In the folder of the target, so that the last step is one renaming.
    with tempfile.TemporaryDirectory(prefix=".mapi-tck-", dir=order.target.parent) as made:
        folder = Path(made) / "package"
        folder.mkdir()
        told = _fill(folder, path, result, terms, order)
        if order.target.suffix == ARCHIVE:
            archive = Path(made) / "archive"
            with archive.open("xb") as file:
                write_archive(folder, file)
            archive.rename(order.target)
        else:
            folder.rename(order.target)
    return told


def _terms(order: Order, renews: Renewal | None) -> Terms:
    public = sorted((key.public for key in order.keys), key=lambda key: key.id)
    return Terms(
        order.issuer,
        tuple(public),
        order.issued,
        order.expires,
        order.runs[0][1].digest,
        tuple(other.digest for _, other in order.runs[1:]),
        pages_digest(),
        renews,
    )


def _fill(folder: Path, path: Path, result: Json, terms: Terms, order: Order) -> Json:
    """Write all files of the package. Answers its statement."""
    record = order.runs[0][1]
    packaged = folder / RECORD
    proof = proof_of(result, record.header["options"]["role"])
    write_packaged(path, packaged, proof, redact=order.redact, patterns=order.patterns)
    _judge_again(path, packaged, folder.parent / "judged", redact=order.redact)
    if grounds := grounds_against(packaged_record := open_record(packaged)):
        raise Refused(*grounds)
    (folder / SELFTEST).write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / DECLARATION).write_text(declaration_text(record.header["declaration"]), "utf-8")
    write_pages(packaged_record, terms, folder)
    told = statement(packaged_record, terms, write_sums(folder))
    (folder / ATTESTATION).write_bytes(sealed(told, IN_TOTO, order.keys))
    return told


def _judge_again(path: Path, packaged: Path, judged: Path, *, redact: bool) -> None:
    """Judge the packaged record again. If calls have changed because something is hidden, what follows from them does too.

    Raises `Refused` if it cannot be judged again with the same verdicts.
    """
    if not (against := rejudged(packaged, judged)):
        return
    if redact and not rejudged(path):
        write_rejudged(packaged, open_record(judged), packaged)
        ended, again = (
            {id: one["verdict"] for id, one in open_record(file).ended.items()} for file in (path, packaged)
        )
        if ended == again and not (against := rejudged(packaged)):
            return
        what = "what must be hidden is part of the calls: without it they give other verdicts"
        against = [f"{what} (--no-redact packages the record as it is)", *against]
    raise Refused(*against)


def proof_of(result: Json, role: str) -> RecordedProof:
    """Which wrong implementations prove each requirement in the role, by this self-test."""
    return {"tried": result["ended"], "proven": result["roles"][role]["proven"]}


def declaration_text(recorded: RecordedDeclaration) -> str:
    """The declaration as a file that the kit reads again."""
    tables: dict[str, Any] = {
        "implementation": {name: held for name, held in recorded["implementation"].items() if held},
        "claims": {name: held for name, held in recorded["claims"].items() if held != {}},
        "parameters": dict(recorded["parameters"]),
    }
    return tomlkit.dumps({name: held for name, held in tables.items() if held})


def _renewal(package: Path | None, record: Record) -> tuple[Renewal | None, list[str]]:
    """What the certificate renews, and what keeps it from being a renewal."""
    if package is None:
        return None, []
    with opened(package) as folder:
        old = unsealed(folder)
        difference = Difference(open_record(folder / RECORD), record)
        number = old["predicate"][FIELD]["certificate"]
        other = dict.fromkeys(_named(reason) for reason in difference.reasons if _makes_new(reason))
        reasons = [f"this is no renewal: since {number} the {what} has changed" for what in other]
        if difference.old.record.identity["implementation"] != difference.new.record.identity["implementation"]:
            reasons.append("this is no renewal: the implementation has another name")
        changes = [
            f"{reason.what} {reason.field}: {reason.old or 'none'} → {reason.new or 'none'}"
            for reason in difference.reasons
            if reason.what in ("implementation", "options")
        ]
        attestation = f"sha256:{digest_of(folder / ATTESTATION)}"
    return Renewal(number, attestation, tuple(changes)), reasons


def _makes_new(reason: Reason) -> bool:
    """Whether a difference makes it a new certificate: then the two runs did not ask for the same."""
    if reason.what == "declaration":
        return reason.field not in _NAMING
    return reason.what in _NOT_RENEWED and reason.field in (_NOT_RENEWED[reason.what] or (reason.field,))


def _named(reason: Reason) -> str:
    return reason.what if reason.what == "suite" else f"{reason.what} ({reason.field})"
