"""The pages of a package, made from its record, and the digest that says whether another kit would make the same."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from mapi_tck import __version__
from mapi_tck.assessment.outputs import USUALLY_SHOWN, reader, write_report
from mapi_tck.attestation.package import CERTIFICATE, PRINTED, REPORT
from mapi_tck.attestation.statement import Terms, certification
from mapi_tck.errors import Refused
from mapi_tck.record.run_record import Record
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.kept_forms import files_below


@cache
def pages_digest() -> str:
    """The SHA-256 of everything that a page depends on besides its record: suite, judging code and reports."""
    digest = hashlib.sha256(f"{__version__}\0{suite_digest()}\0".encode())
    folder = features_root().parent / "reports"
    for path in files_below(folder, (".py", ".j2", ".css", ".js")):
        digest.update(path[len(f"{folder}/") :].encode() + b"\0" + Path(path).read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def write_pages(record: Record, terms: Terms, folder: Path, *, printed: bool = True) -> None:
    """Write certificate and report of the record into the folder; `printed` asks for the certificate as PDF too."""
    page = certificate_page(record, terms)
    (folder / CERTIFICATE).write_text(page, "utf-8")
    if printed:
        (folder / PRINTED).write_bytes(reader("certificate_pdf")(page))
    write_report("html", USUALLY_SHOWN.of(record), folder / REPORT)


def certificate_page(record: Record, terms: Terms) -> str:
    """The certificate as HTML."""
    made: Any = reader("certificate")(USUALLY_SHOWN.of(record), certification(record, terms))
    return str(made)


def against_pages(record: Record, terms: Terms, folder: Path, again: Path) -> Iterator[str]:
    """Which pages in the folder are not what this kit makes of the record. `again` is a folder to make them in."""
    try:
        write_pages(record, terms, again, printed=False)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(f"the record does not have the form of one: {type(error).__name__}: {error}") from error
    for name in (CERTIFICATE, REPORT):
        if (folder / name).read_bytes() != (again / name).read_bytes():
            yield f"{name} does not say what the record says"
