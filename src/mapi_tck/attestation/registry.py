"""A static site of certified implementations, made from packages. Each package is verified, and only what verifies is listed."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from mapi_tck.assessment.outputs import reader
from mapi_tck.attestation.keys import PublicKey
from mapi_tck.attestation.package import (
    ARCHIVE,
    ATTESTATION,
    CERTIFICATE,
    PRINTED,
    REPORT,
    opened,
    signers_of,
    write_archive,
)
from mapi_tck.attestation.revocation import Revocations
from mapi_tck.attestation.verifying import verify
from mapi_tck.errors import Refused, UsageError
from mapi_tck.wire.codecs import Json

#: The name of a package on the site.
PACKAGE: Final = "package.tar"
#: Files that are copied from a package, so that a browser shows them.
_SHOWN: Final = (CERTIFICATE, PRINTED, REPORT, ATTESTATION)


@dataclass(slots=True)
class Built:
    """What is on the site, and what is not."""

    #: What the page of each certificate is made from, the latest first.
    listed: list[Json] = field(default_factory=list)
    #: Name of a package that is left out → why, one line each.
    left_out: dict[str, list[str]] = field(default_factory=dict)


def build(
    folder: Path, target: Path, keys: Sequence[PublicKey], on: date, revocations: Revocations | None = None
) -> Built:
    """Write the site of all packages in the folder, as of that day. One of the keys must have signed each, and the list.

    Raises `UsageError` if there is no package or something of the target's name, and `Refused` if no key signed the list.
    """
    packages = _packages(folder)
    if target.exists():
        raise UsageError("there is something of that name", f"-o {target}", "name a new folder")
    if revocations is not None and not set(keys) & set(revocations.signers):
        raise Refused("the list of revoked certificates is not signed with a key that is named")
    built = Built()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mapi-tck-", dir=target.parent) as made:
        site = Path(made) / "site"
        site.mkdir()
        for path in packages:
            try:
                built.listed.append(_added(path, site, keys, on, revocations))
            except Refused as error:
                built.left_out[path.name] = error.reasons
        built.listed.sort(key=lambda one: (one["issued"], one["certificate"]), reverse=True)
        pages: dict[str, str] = reader("registry")(built.listed, str(on))
        for name, text in pages.items():
            (site / name).write_text(text, "utf-8")
        site.rename(target)
    return built


def _packages(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UsageError("there is no such folder", str(folder))
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix == ARCHIVE or (path.is_dir() and (path / ATTESTATION).exists())
    ]
    if not found:
        raise UsageError("there is no package in this folder", str(folder), "mapi-tck certify makes one")
    return found


def _added(path: Path, site: Path, keys: Sequence[PublicKey], on: date, revocations: Revocations | None) -> Json:
    """Verify the package, and copy it to the site. Answers what its page is made from."""
    verified = verify(path, (), on, revocations, among=keys)
    trusted = [key.id for key in signers_of(verified.statement) if key in keys]
    if verified.not_judged:
        raise Refused(verified.not_judged)
    place = site / verified.field["certificate"]
    if place.exists():
        raise Refused(f"{verified.field['certificate']} is there twice")
    place.mkdir()
    with opened(path) as folder:
        for name in _SHOWN:
            shutil.copyfile(folder / name, place / name)
        with (place / PACKAGE).open("xb") as file:
            write_archive(folder, file)
    told: dict[str, Any] = {name: held for name, held in verified.field.items() if name != "files"}
    return {**told, "invalid": verified.invalid, "trusted": trusted, "attestation": verified.attestation}
