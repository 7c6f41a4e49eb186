"""The life of a certificate: given, verified, tampered with, forged, expired, revoked, renewed."""

import shutil
from pathlib import Path

import pytest
from kit import Run, lines_of, mapi_tck, run
from packages import SHORT, Made, edited, forge, statement_of, write_key

from mapi_tck.attestation.package import FILES, RECORD
from mapi_tck.attestation.statement import FIELD
from mapi_tck.wire.codecs import Json


def verify(package: Path, *more: str) -> Run:
    """Verify the package, from another folder."""
    return mapi_tck("verify", str(package), *more, cwd=package.parent)


def test_a_certificate_is_verified_with_the_key_of_its_issuer(made: Made, tmp_path: Path) -> None:
    """In another folder, from the package alone. The certificate has two pages."""
    done = verify(made.copy(tmp_path), "--key", made.public)

    assert done.code == 0, done.stderr
    assert "judged again" in done.stdout
    assert "origin" not in done.stdout
    assert sorted(path.name for path in made.package.iterdir()) == sorted(FILES)
    assert made.said.startswith(
        f"certificate {statement_of(made.package)['predicate'][FIELD]['certificate']}, valid to"
    )
    assert (made.package / "certificate.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("role", ["transport", "client"])
def test_each_role_can_be_certified(made: Made, tmp_path: Path, role: str) -> None:
    """A provider below a host and a client are certified and verified as a subsystem is."""
    tested = run("reference", "--role", role, *SHORT, out=tmp_path / "run")
    certified = made.certify(tested.out, tmp_path / "package")
    done = verify(tmp_path / "package", "--key", made.public)

    assert certified.code == 0, certified.stderr
    assert done.code == 0, done.stderr
    assert f"role {role}" in done.stdout


def test_without_a_key_the_origin_is_not_proven(made: Made) -> None:
    """Everything else holds, and the exit code is one of its own."""
    done = verify(made.package)

    assert done.code == 6
    assert "not proven  the origin" in done.stdout


def test_a_changed_byte_is_refused_before_anything_is_judged(made: Made, tmp_path: Path) -> None:
    """The line names the file."""
    copy = made.copy(tmp_path)
    data = bytearray((copy / RECORD).read_bytes())
    data[-20] ^= 1
    (copy / RECORD).write_bytes(data)
    done = verify(copy)

    assert (done.code, done.stderr) == (
        1,
        "mapi-tck: refused: run.ndjson is not the file that was signed: it was changed\n",
    )


def claim_a_pass(lines: list[Json]) -> None:
    """Turn the scenario that fails into one that passes: verdict, checks, lines and totals. Its calls stay."""
    for line in lines:
        if line["type"] == "scenario ended" and line["verdict"] == "fail":
            line.update(verdict="pass", cause="", reason="")
            for check in line["checks"]:
                check.update(holds="holds", cause="", observed=check["expected"])
            for one in line["lines"]:
                one.update(outcome="passed", reason="")
    totals = lines[-1]["totals"]
    totals["pass"] = totals.get("pass", 0) + totals.pop("fail")


def test_a_forged_verdict_is_refused(made: Made, tmp_path: Path) -> None:
    """All files of the package agree, and a key signs them. Only the calls do not."""
    failed = run("wrong:rows-keep-own-column-order", *SHORT, out=tmp_path / "run")
    key = write_key(tmp_path / "forger")
    forged = edited(failed.out / RECORD, tmp_path / "forged.ndjson", claim_a_pass)
    asked = made.certify(forged, tmp_path / "asked")
    package = made.copy(tmp_path)
    shutil.copyfile(forged, package / RECORD)
    proof = lines_of(made.package / RECORD)[0]["proof"]
    forge(package, key, lambda lines: lines[0].update(proof=proof))
    done = verify(package)

    assert failed.code == 1
    assert asked.code == 1
    assert "another verdict than the record claims" in asked.stderr
    assert not (tmp_path / "asked").exists()
    assert done.code == 1
    assert "give another verdict than the record claims" in done.stderr


def test_calls_edited_by_a_stranger_are_refused_with_the_key(made: Made, tmp_path: Path) -> None:
    """Without the key such a package verifies: calls can be invented. With it, it is not the issuer's."""
    package, key = made.copy(tmp_path), write_key(tmp_path / "stranger")

    def other_vendor(lines: list[Json]) -> None:
        lines[0]["implementation"]["vendor"] = "Another vendor"

    forge(package, key, other_vendor)

    assert verify(package).code == 6
    done = verify(package, "--key", made.public)
    assert done.code == 1
    assert "not signed with the key" in done.stderr


def fewer_duties(lines: list[Json]) -> None:
    """Make a MUST a MAY."""
    next(item for item in lines[0]["requirements"] if item["strength"] == "MUST")["strength"] = "MAY"


def fewer_scenarios(lines: list[Json]) -> None:
    """Take a scenario out of everything."""
    gone = lines[0]["plan"][0]
    lines[0]["plan"].remove(gone)
    lines[0]["asked"].remove(gone)
    verdict = next(line["verdict"] for line in lines if line["type"] == "scenario ended" and line["scenario"] == gone)
    lines[:] = [line for line in lines if line.get("scenario") != gone]
    lines[-1]["planned"] -= 1
    lines[-1]["ended_scenarios"] -= 1
    lines[-1]["totals"][verdict] -= 1


@pytest.mark.parametrize("change", [fewer_duties, fewer_scenarios])
def test_a_header_that_asks_for_less_is_refused(made: Made, tmp_path: Path, change: object) -> None:
    """The record says itself what was asked. A reader compares that with what the kit asks."""
    package = made.copy(tmp_path)
    forge(package, write_key(tmp_path / "forger"), change)  # type: ignore[arg-type] # one of the functions above
    done = verify(package)

    assert done.code == 1
    assert "the header of the record is not what this kit writes" in done.stderr


def test_a_certificate_ends(made: Made, tmp_path: Path) -> None:
    """After its last day, and when its issuer revokes it. The list is signed too."""
    number = statement_of(made.package)["predicate"][FIELD]["certificate"]
    listed = ("--list", str(tmp_path / "revoked.json"), "--key", str(made.key), "--because", "A wrong adapter")
    expired = verify(made.package, "--key", made.public, "--on", "2999-01-01")
    revoked = mapi_tck("revoke", number, *listed, cwd=tmp_path)
    given = ("--key", made.public, "--revoked", str(tmp_path / "revoked.json"))
    found = verify(made.package, *given)
    (tmp_path / "revoked.json").write_bytes((tmp_path / "revoked.json").read_bytes().replace(b'"sig":"', b'"sig":"A'))
    changed = verify(made.package, *given)

    assert expired.code == 7
    assert "not valid: it expired on" in expired.stdout
    assert revoked.code == 0, revoked.stderr
    assert found.code == 7
    assert "A wrong adapter" in found.stdout
    assert changed.code == 1


def test_a_certificate_is_renewed(made: Made, tmp_path: Path) -> None:
    """The new one says what has changed since the old one. With another declaration it is no renewal."""

    def next_version(lines: list[Json]) -> None:
        lines[0]["implementation"]["version"] = "9.1"

    def other_claims(lines: list[Json]) -> None:
        lines[0]["options"]["level"] = "full"

    old = statement_of(made.package)["predicate"][FIELD]
    renewed = edited(made.run / RECORD, tmp_path / "renewed.ndjson", next_version)
    another = edited(made.run / RECORD, tmp_path / "another.ndjson", other_claims)
    done = made.certify(renewed, tmp_path / "new", "--renews", str(made.package))
    refused = made.certify(another, tmp_path / "no", "--renews", str(made.package))
    renews = statement_of(tmp_path / "new")["predicate"][FIELD]["renews"]

    assert done.code == 0, done.stderr
    assert renews["certificate"] == old["certificate"]
    assert renews["changes"] == [f"implementation version: {old['implementation']['version']} → 9.1"]
    assert old["certificate"] in (tmp_path / "new" / "certificate.html").read_text("utf-8")
    assert refused.code == 1
    assert "this is no renewal" in refused.stderr


def test_an_archive_hides_what_a_stranger_must_not_read(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is issued on the day of SOURCE_DATE_EPOCH, and verifies all the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    def confide(lines: list[Json]) -> None:
        lines[0]["command"] = ["mapi-tck", "run", "/srv/ann/secret-project/adapter.py"]

    told = edited(made.run / RECORD, tmp_path / "told.ndjson", confide)
    archive = tmp_path / "package.tar"
    certified = made.certify(told, archive)
    done = verify(archive, "--key", made.public, "--on", "2023-11-14")

    assert certified.code == 0, certified.stderr
    assert b"secret-project" in told.read_bytes()
    assert b"secret-project" not in archive.read_bytes()
    assert done.code == 0, done.stderr
