"""The certificate as people see it: two pages, whatever it has to say; and what a user without the libraries is told."""

import logging
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import weasyprint
from packages import Made

from mapi_tck.attestation.keys import needs_extra, read_public
from mapi_tck.attestation.pages import certificate_page
from mapi_tck.attestation.statement import Renewal, Terms
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record
from mapi_tck.reports import certificate

DIGEST = f"sha256:{'0' * 64}"


def test_a_certificate_has_two_pages(made: Made) -> None:
    """Also with long names, several keys, a renewal and excluded tests."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    record = read_record(made.package / "run.ndjson")
    key = read_public(Path(made.public))
    terms = Terms("A laboratory", (key,), date(2026, 1, 1), date(2027, 1, 1), DIGEST, (), DIGEST)
    usual = certificate_page(record, terms)
    identity = record.header["implementation"]
    assert identity is not None
    identity |= {"implementation": "A long name " * 20, "version": "1.2.3+" * 20, "vendor": "A vendor " * 30}
    identity["under_test"] = [{"name": f"library-{n}.so", "version": "1.0", "digest": DIGEST} for n in range(5)]
    why = {"since": "2026-01-01", "challenge": "https://example.org/7", "reason": "It asks too much. " * 20}
    record.header["excluded"] = [{"test": f"A{n}", **why, "scenarios": []} for n in range(5)]  # type: ignore[typeddict-item]
    renews = Renewal("MT-0123456789AB", DIGEST, (f"implementation digest: {DIGEST} → {DIGEST}", "x" * 300))
    full = certificate_page(record, replace(terms, issuer="A laboratory " * 30, signers=(key,) * 3, renews=renews))

    assert [len(weasyprint.HTML(string=page).render().pages) for page in (usual, full)] == [2, 2]
    assert "5 exclusions of challenged tests" in full
    assert "Renews" not in usual


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, with the command that installs it."""
    for name in ("securesystemslib", "weasyprint"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=r"certificates need securesystemslib .*mapi-tck\[certificate\]"):
        needs_extra()
    with pytest.raises(UsageError, match=r"certificates need weasyprint"):
        certificate.pdf("<p>")
