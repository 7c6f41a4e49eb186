"""A package is sealed: whatever byte of it changes, a reader finds it, without judging anything."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from packages import Made, miniature, sign, statement_of, write_key

from mapi_tck.attestation.keys import PublicKey, read_private, read_public
from mapi_tck.attestation.package import ATTESTATION, FILES, opened, unsealed, write_archive
from mapi_tck.attestation.statement import FIELD
from mapi_tck.errors import Refused, UsageError


def accepted(path: Path) -> bool:
    """Whether the seal of the package holds."""
    try:
        with opened(path) as folder:
            unsealed(folder)
    except Refused:
        return False
    return True


def unnoticed(package: Path, file: Path, places: Iterable[int], step: int = 1) -> list[int]:
    """The places of the file at which another byte is not noticed."""
    whole = file.read_bytes()
    found = []
    for place in places:
        changed = bytearray(whole)
        changed[place] = (changed[place] + step) % 256
        file.write_bytes(changed)
        if accepted(package):
            found.append(place)
    file.write_bytes(whole)
    assert accepted(package)
    return found


def test_every_byte_of_a_small_package_counts(made: Made, tmp_path: Path) -> None:
    """Each byte of each file is changed once."""
    small = miniature(made, tmp_path / "small")

    assert {name: unnoticed(small, small / name, range((small / name).stat().st_size)) for name in FILES} == {
        name: [] for name in FILES
    }


def test_every_byte_of_an_archive_counts(made: Made, tmp_path: Path) -> None:
    """Also those of its headers and of its padding. Here each 41st; `make damage` changes each of a small package."""
    archive = tmp_path / "small.tar"
    with archive.open("xb") as file:
        write_archive(miniature(made, tmp_path / "small"), file)

    assert unnoticed(archive, archive, range(0, archive.stat().st_size, 41)) == []


def test_bytes_of_a_real_package_count(made: Made, tmp_path: Path) -> None:
    """A fixed sample; `make damage` changes ten thousand bytes of a package of a whole run."""
    copy, random = made.copy(tmp_path), Random(16)

    for name in FILES:
        size = (copy / name).stat().st_size
        assert unnoticed(copy, copy / name, sorted(random.sample(range(size), 12)), random.randrange(1, 256)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "more").write_text(""), "does not belong to it: more"),
        (lambda folder: (folder / "report.html").unlink(), "lacks report.html"),
        (lambda folder: (folder / "folder").mkdir(), "does not belong to it: folder"),
        (lambda folder: (folder / "run.ndjson").write_bytes(b""), "run.ndjson is not the file that was signed"),
    ],
)
def test_the_files_are_those_of_a_package(made: Made, tmp_path: Path, change: object, said: str) -> None:
    """A file more, a file less and an emptied file are found."""
    copy = made.copy(tmp_path)
    change(copy)  # type: ignore[operator] # each is a function of the folder

    with pytest.raises(Refused, match=said), opened(copy) as folder:
        unsealed(folder)


def test_a_link_is_no_file_of_a_package(made: Made, tmp_path: Path) -> None:
    """What it leads to may change later."""
    copy = made.copy(tmp_path)
    elsewhere = shutil.move(copy / "report.html", tmp_path / "elsewhere.html")
    (copy / "report.html").symlink_to(elsewhere)

    assert not accepted(copy)


def test_a_second_spelling_of_an_envelope_is_refused(made: Made, tmp_path: Path) -> None:
    """DSSE would accept it: the same JSON with a space, with the keys in another order, and without the line end."""
    copy = made.copy(tmp_path)
    whole = (copy / ATTESTATION).read_bytes()
    for other in (whole.replace(b'","', b'", "', 1), whole[:-1], whole + b"\n", b" " + whole):
        (copy / ATTESTATION).write_bytes(other)

        assert not accepted(copy)


def test_a_key_id_must_be_that_of_the_key(made: Made, tmp_path: Path) -> None:
    """A statement that gives its key another id is refused by `verify`, which derives the id; the seal alone takes the key."""
    copy = made.copy(tmp_path)
    told = statement_of(copy)
    other = read_public(Path(f"{write_key(tmp_path / 'other')}.pub"))
    told["predicate"][FIELD]["signers"] = [{"keyid": other.id, "key": other.line}]
    sign(copy, told, made.key)

    assert not accepted(copy)


def test_the_statement_is_one_of_in_toto(made: Made, checkout: Path) -> None:
    """in-toto's own library accepts it, and the published schema describes it."""
    told = statement_of(made.package)
    schema = json.loads((checkout / "src/mapi_tck/schemas/certificate.schema.json").read_text("utf-8"))

    library: Any = statement_pb2  # its classes are made when it is imported
    Statement.copy_from_pb(ParseDict(told, library.Statement())).validate()
    Draft202012Validator(schema).validate(told)
    assert told["predicate"]["result"] == "PASSED"
    assert told["predicate"]["failedTests"] == []


def test_key_files_of_both_kinds_sign_and_have_the_id_of_openssh(tmp_path: Path) -> None:
    """An id is what `ssh-keygen -l` prints, so that a reader can compare it."""
    for name, pem in (("ssh", False), ("pem", True)):
        key = write_key(tmp_path / name, pem=pem)
        public = read_public(Path(f"{key}.pub"))

        assert read_private(key).public == public
        if shutil.which("ssh-keygen"):
            line = tmp_path / f"{name}.line"
            line.write_text(public.line)
            told = subprocess.run(["ssh-keygen", "-l", "-f", line], capture_output=True, text=True, check=True)
            assert public.id in told.stdout


@pytest.mark.parametrize("read", [read_private, read_public])
def test_what_is_no_key_is_one_line(tmp_path: Path, read: object) -> None:
    """A text, nothing, and the other half of a pair."""
    key = write_key(tmp_path / "key")
    wrong = tmp_path / "wrong"
    wrong.write_text("hello")
    half = Path(f"{key}.pub") if read is read_private else key
    for path in (wrong, half, tmp_path / "missing"):
        with pytest.raises(UsageError, match="key"):
            read(path)  # type: ignore[operator] # one of the two functions above


def test_a_key_has_one_spelling(tmp_path: Path) -> None:
    """The line of a key with bits in its last letter that no byte has, and a line of no key."""
    public = read_public(Path(f"{write_key(tmp_path / 'key')}.pub"))
    for line in (f"{public.line} comment", "ssh-ed25519 AAAA"):
        with pytest.raises(ValueError, match="OpenSSH|Invalid"):
            PublicKey(line).loaded()
