"""A certification package: a few files with fixed names, in a folder or in one archive."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from mapi_tck.attestation.envelope import IN_TOTO, check_signatures, payload_of
from mapi_tck.attestation.keys import PublicKey
from mapi_tck.attestation.statement import FIELD, misfit
from mapi_tck.errors import Refused, UsageError
from mapi_tck.wire.codecs import Json

ATTESTATION: Final = "attestation.json"
CERTIFICATE: Final = "certificate.html"
PRINTED: Final = "certificate.pdf"
DECLARATION: Final = "declaration.toml"
REPORT: Final = "report.html"
RECORD: Final = "run.ndjson"
SELFTEST: Final = "selftest.json"
SUMS: Final = "SHA256SUMS"

#: The files that the statement holds the digests of.
STATED: Final = (SUMS, CERTIFICATE, PRINTED, DECLARATION, REPORT, RECORD, SELFTEST)
#: Every file of a package.
FILES: Final = (*STATED, ATTESTATION)
#: The end of the name of an archive.
ARCHIVE: Final = ".tar"

#: Bytes of a statement that a reader takes. A choice: the longest, with all requirements, has a hundredth.
_LONGEST: Final = 4_000_000


def digest_of(path: Path) -> str:
    """The digest of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(digests: Mapping[str, str]) -> bytes:
    """The digests as `sha256sum --check` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def write_sums(folder: Path) -> dict[str, str]:
    """Write the file of digests. Answers the digests of all files that a statement holds."""
    found = {name: digest_of(folder / name) for name in STATED if name != SUMS}
    (folder / SUMS).write_bytes(sums(found))
    return {**found, SUMS: digest_of(folder / SUMS)}


class _Hashing:
    """Something to write an archive to, of which only the digest is wanted."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)


def write_archive(folder: Path, target: BinaryIO | _Hashing) -> None:
    """Write the files of the package as an archive. The same files always give the same bytes."""
    with tarfile.open(fileobj=cast(BinaryIO, target), mode="w|", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(FILES):
            member = tarfile.TarInfo(name)
            member.size = (folder / name).stat().st_size
            with (folder / name).open("rb") as file:
                archive.addfile(member, file)


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder with the files of a package. Raises `Refused` if it has other files than a package has, or other bytes.

    Raises `UsageError` if there is nothing of that name.
    """
    if not path.exists():
        raise UsageError("there is no such package", str(path))
    if path.is_dir():
        yield _only_own(path)
        return
    with tempfile.TemporaryDirectory(prefix="mapi-tck-") as made:
        folder = Path(made)
        try:
            _extract(path, folder)
        except OSError as error:
            raise UsageError(f"cannot read the package: {error.strerror or error}", str(path)) from error
        yield folder


def _only_own(folder: Path) -> Path:
    found = {entry.name: entry.is_file(follow_symlinks=False) for entry in os.scandir(folder)}
    reasons = [f"the package lacks {name}" for name in FILES if not found.get(name)]
    reasons += [f"the package has a file that does not belong to it: {name}" for name in sorted({*found} - {*FILES})]
    if reasons:
        raise Refused(*reasons)
    return folder


def _extract(path: Path, folder: Path) -> None:
    """Take the files out of an archive, if its bytes are those that `write_archive` writes for them."""
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                if member.name not in FILES or not member.isreg() or (folder / member.name).exists():
                    raise Refused(f"the archive holds something that does not belong to a package: {member.name}")
                source = archive.extractfile(member)
                assert source is not None
                with (folder / member.name).open("wb") as file:
                    shutil.copyfileobj(source, file)
    except (tarfile.TarError, ValueError, EOFError, OverflowError) as error:
        raise Refused("this is not an archive of a package: it was changed, or is something else") from error
    _only_own(folder)
    again = _Hashing()
    write_archive(folder, again)
    if again.hash.hexdigest() != digest_of(path):
        raise Refused("the archive is not in its canonical form: it was changed")


def signers_of(statement: Json) -> list[PublicKey]:
    """The keys that a statement names as its signers."""
    return [PublicKey(one["key"]) for one in statement["predicate"][FIELD]["signers"]]


def unsealed(folder: Path) -> Json:
    """The statement of the package, if each of its signatures holds and each file is the one that was signed.

    Only the keys that the statement itself names are asked: who they belong to, the caller must know. Raises `Refused`.
    """
    file = folder / ATTESTATION
    if file.stat().st_size > _LONGEST:
        raise Refused(f"{ATTESTATION} is longer than {_LONGEST} bytes")
    data = file.read_bytes()
    statement = payload_of(data, IN_TOTO, ATTESTATION)
    if wrong := misfit(statement):
        raise Refused(f"{ATTESTATION} does not have the form of a certificate: {wrong}")
    check_signatures(data, signers_of(statement), ATTESTATION)
    stated = statement["predicate"][FIELD]["files"]
    changed = [name for name in STATED if digest_of(folder / name) != stated[name]]
    if not changed and (folder / SUMS).read_bytes() != sums({name: stated[name] for name in STATED if name != SUMS}):
        changed = [SUMS]
    if changed:
        raise Refused(*(f"{name} is not the file that was signed: it was changed" for name in changed))
    return statement
