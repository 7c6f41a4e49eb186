"""The registry lists what verifies, and nothing else."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from kit import mapi_tck
from packages import Made, forge, statement_of, write_key

from mapi_tck.attestation.statement import FIELD
from mapi_tck.reports import registry

ATOM = "{http://www.w3.org/2005/Atom}"


def test_only_what_verifies_is_listed(made: Made, tmp_path: Path) -> None:
    """Of four packages two are listed. One that was changed, and one that another key signed, are left out."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for name in ("valid", "changed", "stranger"):
        made.copy(tmp_path).rename(packages / name)
    page = packages / "changed" / "report.html"
    page.write_text(page.read_text("utf-8").replace("Conforms", "Excels"), "utf-8")
    forge(packages / "stranger", write_key(tmp_path / "other"), lambda _: None)
    ordered = ("registry", str(packages), "-o", "site", "--key", made.public)
    longer = made.certify(made.run, packages / "longer", "--expires", "2999-12-31")
    done = mapi_tck(*ordered, "--on", "2999-01-01", cwd=tmp_path)
    again = mapi_tck(*ordered, cwd=tmp_path)
    number, other = (
        statement_of(package)["predicate"][FIELD]["certificate"] for package in (made.package, packages / "longer")
    )
    index = (tmp_path / "site" / "index.html").read_text("utf-8")
    linked = {link for link in re.findall(r'href="([^"#]+)"', index) if not link.startswith("#")}

    assert longer.code == 0, longer.stderr
    assert done.code == 1
    assert "2 listed, 2 left out" in done.stdout
    assert "<h1>1 certified implementation</h1>" in index  # the other certificate has expired
    assert done.stderr.splitlines() == [
        "mapi-tck: changed is left out: report.html is not the file that was signed: it was changed",
        "mapi-tck: stranger is left out: none of the named keys signed it",
    ]
    assert linked == {"feed.xml", f"{number}/index.html", f"{other}/index.html"}
    assert "It expired on" in index
    feed = ET.parse(tmp_path / "site" / "feed.xml").getroot()
    assert {link.get("href") for link in feed.iter(f"{ATOM}link")} == linked - {"feed.xml"}
    own = (tmp_path / "site" / number / "index.html").read_text("utf-8")
    assert all((tmp_path / "site" / number / link).exists() for link in re.findall(r'href="([^"#]+)"', own))
    assert mapi_tck("verify", f"site/{number}/package.tar", "--key", made.public, cwd=tmp_path).code == 0
    assert again.code == 2  # the site is there


def test_foreign_names_are_text_on_every_page(made: Made) -> None:
    """Names of an implementation and an issuer never become markup, in pages, badge and feed."""
    field = {**statement_of(made.package)["predicate"][FIELD], "invalid": "", "trusted": [], "attestation": "sha256:0"}
    bad = "<script>alert(1)</script>\x1b[31m\u202e]]>"
    field |= {"issuer": bad, "implementation": {"name": bad, "version": bad, "vendor": bad, "digest": bad}}
    files = registry.pages([json.loads(json.dumps(field))], "2026-01-01")

    for text in files.values():
        assert "<script>alert" not in text
        assert "\x1b" not in text
        assert "\u202e" not in text
    for name in (f"{field['certificate']}/badge.svg", "feed.xml"):
        ET.fromstring(files[name])


@pytest.mark.parametrize(("invalid", "words"), [("", "✓ valid to"), ("it was revoked", "certificate ended")])
def test_the_badge_is_narrow_and_says_whether_it_is_valid(made: Made, invalid: str, words: str) -> None:
    """At most 300 pixels, for a README."""
    field = {**statement_of(made.package)["predicate"][FIELD], "invalid": invalid}
    root = ET.fromstring(registry.badge(field))

    assert float(root.get("width") or "999") <= 300
    assert words in "".join(root.itertext())
