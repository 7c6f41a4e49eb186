"""Certification packages for tests: a small run of the reference, certified with keys of their own."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from kit import Run, lines_of, mapi_tck, run, write_lines
from made_selftest import write_selftest

from mapi_tck.attestation.envelope import IN_TOTO, sealed
from mapi_tck.attestation.keys import read_private
from mapi_tck.attestation.package import ATTESTATION, RECORD, digest_of, write_sums
from mapi_tck.attestation.pages import write_pages
from mapi_tck.attestation.statement import FIELD, Terms, statement
from mapi_tck.record.run_record import open_record
from mapi_tck.wire.codecs import Json

#: The arguments of the shortest run that can be certified.
SHORT = ("--profile", "topic", "--level", "calls", "--examples", "1")


@dataclass(frozen=True)
class Made:
    """A certified run, and what it was certified with."""

    run: Path
    package: Path
    key: Path
    selftest: Path
    said: str

    @property
    def public(self) -> str:
        """The file of the public key."""
        return f"{self.key}.pub"

    def certify(self, run: Path, target: Path, *more: str) -> Run:
        """Certify a run with the same key."""
        given = ("--key", str(self.key), "--selftest", str(self.selftest), "--issuer", "A laboratory")
        return mapi_tck("certify", str(run), "-o", str(target), *given, *more, cwd=target.parent)

    def copy(self, folder: Path) -> Path:
        """A copy of the package."""
        return shutil.copytree(self.package, folder / "copy")


def write_key(path: Path, *, pem: bool = False) -> Path:
    """Write a pair of keys as OpenSSH or OpenSSL does, and answer the file of the private one."""
    key = Ed25519PrivateKey.generate()
    private, public = (
        (PrivateFormat.PKCS8, PublicFormat.SubjectPublicKeyInfo)
        if pem
        else (PrivateFormat.OpenSSH, PublicFormat.OpenSSH)
    )
    path.write_bytes(key.private_bytes(Encoding.PEM, private, NoEncryption()))
    written = key.public_key().public_bytes(Encoding.PEM if pem else Encoding.OpenSSH, public)
    path.with_name(f"{path.name}.pub").write_bytes(written)
    return path


def make_package(folder: Path) -> Made:
    """Run the reference and certify the run."""
    key, selftest = write_key(folder / "key"), write_selftest(folder / "selftest.json")
    tested = run("reference", *SHORT, out=folder / "run")
    made = Made(tested.out, folder / "package", key, selftest, "")
    done = made.certify(tested.out, made.package)

    assert done.code == 0, done.stderr
    return Made(made.run, made.package, key, selftest, done.stdout)


def edited(record: Path, target: Path, change: Callable[[list[Json]], object]) -> Path:
    """A copy of the record whose lines were changed."""
    lines = lines_of(record)
    change(lines)
    return write_lines(target, lines)


def forge(package: Path, key: Path, change: Callable[[list[Json]], object], **stated: Any) -> None:
    """Change the record of a package, and make all other files say the same; then sign it with another key."""
    edited(package / RECORD, package / RECORD, change)
    record = open_record(package / RECORD)
    old = json.loads((package / ATTESTATION).read_bytes())
    signing = read_private(key)
    terms = Terms.from_json({**_payload(old)["predicate"][FIELD], "signers": [{"key": signing.public.line}], **stated})
    write_pages(record, terms, package, printed=False)
    sign(package, statement(record, terms, write_sums(package)), key)


def sign(package: Path, told: Json, key: Path) -> None:
    """Write a statement into the package, signed with the key that it names."""
    (package / ATTESTATION).write_bytes(sealed(told, IN_TOTO, [read_private(key)]))


def statement_of(package: Path) -> Json:
    """What the package says, unverified."""
    return _payload(json.loads((package / ATTESTATION).read_bytes()))


def _payload(envelope: Json) -> Json:
    import base64

    return json.loads(base64.b64decode(envelope["payload"]))


def miniature(made: Made, folder: Path) -> Path:
    """A package of few bytes: as sealed as a real one, though its files say nothing."""
    folder.mkdir()
    told = statement_of(made.package)
    for name in told["predicate"][FIELD]["files"]:
        (folder / name).write_text(f"{name}\n", "utf-8")
    told["predicate"] |= {"passedTests": ["A1a"], "configuration": []}
    told["predicate"][FIELD] |= {"files": write_sums(folder), "specification": {}, "totals": {}, "verdict": "Conforms"}
    sign(folder, told, made.key)
    assert digest_of(folder / ATTESTATION)
    return folder
