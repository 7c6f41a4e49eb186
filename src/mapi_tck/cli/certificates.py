"""The commands about certificates: certify, verify, revoke."""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import named_record, redacting, well_formed, writing
from mapi_tck.errors import UsageError

if TYPE_CHECKING:
    from mapi_tck.attestation.verifying import Verified

#: Days that a certificate is valid, if the command line names no day. A choice: a year.
LIFETIME: Final = 365

_RUN = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])

_ISSUED: Final = """
\b
Exit codes:
  2  called wrongly, or there is no record, no key or no self-test
  1  refused: each reason is one line
  4  an error of the kit
  0  the package is written
"""
_VERIFIED: Final = """
\b
Exit codes, the first that applies:
  2  called wrongly, or there is no package
  1  refused: something was changed, or does not follow from the record
  4  an error of the kit
  3  another kit has judged: this one cannot judge the calls again
  7  expired, revoked, or not yet valid
  6  everything holds, but the origin is not proven: no --key
  0  everything holds, and the key signed it
"""


def today() -> date:
    """The day on which a certificate is issued: that of SOURCE_DATE_EPOCH if it is set, so that a package can be made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdigit()):
        raise UsageError(f"{epoch!r} is no number of seconds", "SOURCE_DATE_EPOCH")
    try:
        return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
    except (OverflowError, ValueError, OSError) as error:
        raise UsageError(f"{epoch!r} is no time", "SOURCE_DATE_EPOCH") from error


def _day(given: datetime | None, otherwise: date) -> date:
    return otherwise if given is None else given.date()


@click.command(epilog=_ISSUED)
@click.argument("runs", nargs=-1, required=True, type=_RUN, metavar="RUN...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.tar",
    required=True,
    help="The package to write: a folder, or an archive if the name ends with .tar.",
)
@click.option(
    "--key",
    "keys",
    type=_FILE,
    multiple=True,
    required=True,
    metavar="FILE",
    help="A private Ed25519 key that signs, in a file of OpenSSH or in PEM. May be given again.",
)
@click.option("--issuer", required=True, metavar="NAME", help="Who certifies.")
@click.option(
    "--selftest",
    type=_RUN,
    metavar="FILE|DIR",
    help="The result of a self-test of the same suite.  [default: the one that this machine keeps, or mapi-tck-selftest]",
)
@click.option("--expires", type=_DAY, metavar="DAY", help=f"The last valid day.  [default: in {LIFETIME} days]")
@click.option("--renews", type=_RUN, metavar="PACKAGE", help="The package that the new one takes the place of.")
@redacting
def certify(
    runs: tuple[Path, ...],
    output: Path,
    keys: tuple[Path, ...],
    issuer: str,
    selftest: Path | None,
    expires: datetime | None,
    renews: Path | None,
    redact: bool,
    patterns: tuple[str, ...],
) -> NoReturn:
    """Write a signed certification package of a run.

    RUN is a run record or its folder. Further RUNs must be of the same implementation, and must have the same verdicts. The
    command judges the recorded calls again, and refuses a run that does not conform, is undecided, unstable, a selection or a
    what-if, or has a baseline. docs/certificates.md describes the package.
    """
    from mapi_tck.attestation.issuing import Order, issue
    from mapi_tck.attestation.keys import read_private
    from mapi_tck.attestation.statement import FIELD
    from mapi_tck.record.redacted import read_patterns

    if not issuer.strip():
        raise UsageError("who certifies must have a name", "--issuer")
    signing = {key.public: key for key in map(read_private, keys)}
    read = tuple(named_record(run) for run in runs)
    issued = today()
    order = Order(
        read,
        output,
        issuer.strip(),
        tuple(signing.values()),
        issued,
        _day(expires, issued + timedelta(LIFETIME)),
        selftest,
        redact,
        read_patterns(patterns),
        renews,
    )
    with well_formed(*(path for path, _ in read)), writing(f"-o {output}"):
        field = issue(order)["predicate"][FIELD]
    printing.show(
        f"certificate {field['certificate']}, valid to {field['expires']}",
        field["verdict"],
        *(f"signed with {one['keyid']}" for one in field["signers"]),
        str(output),
    )
    sys.exit(0)


@click.command(epilog=_VERIFIED)
@click.argument("package", type=_RUN)
@click.option(
    "--key",
    "keys",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="A public key that you trust, and that must have signed the package. May be given again: then each must have.",
)
@click.option("--revoked", type=_FILE, metavar="FILE", help="A list of revoked certificates (mapi-tck revoke).")
@click.option("--on", type=_DAY, metavar="DAY", help="Say whether it is valid on this day.  [default: today]")
def verify(package: Path, keys: tuple[Path, ...], revoked: Path | None, on: datetime | None) -> NoReturn:
    """Verify a certification package, without a network.

    PACKAGE is a folder or an archive that `mapi-tck certify` has written. The command checks the signatures and each file, judges
    the recorded calls again, and compares everything that the package says with the result. It says what that proves.
    """
    from mapi_tck.attestation.keys import needs_extra, read_public
    from mapi_tck.attestation.revocation import read_revocations
    from mapi_tck.attestation.verifying import verify as verified

    needs_extra()
    trusted = tuple(dict.fromkeys(map(read_public, keys)))
    revocations = None if revoked is None else read_revocations(revoked, trusted)
    found = verified(package, trusted, _day(on, today()), revocations)
    printing.show(*_told(found, revoked))
    sys.exit(found.exit_code)


def _told(found: "Verified", revoked: Path | None) -> list[str]:
    field = found.field
    who = f"{field['implementation']['name']} {field['implementation']['version']}"
    lines = [f"certificate {field['certificate']}: {who}, role {field['role']}: {field['verdict']}"]
    signed = "signed with the key that you named" if found.trusted else "signed with"
    lines += [f"  proven      {signed}: {key.id}" for key in found.trusted]
    lines += [] if found.trusted else [f"  holds       {signed} {one['keyid']}" for one in field["signers"]]
    lines += ["  proven      no file of the package has changed since it was signed"]
    if found.not_judged:
        lines.append(f"  not proven  that the verdicts follow from the calls: {found.not_judged}")
    else:
        lines.append("  proven      the recorded calls give these verdicts, lines and checks: they were judged again")
    pages = "proven      certificate.html and report.html are what this kit makes of the record"
    lines.append(
        f"  {pages if found.pages else 'not proven  that the pages say what the record says: another kit made them'}"
    )
    if not found.trusted:
        lines.append("  not proven  the origin: anyone can make a key (name the issuer's with --key)")
    lines.append("  not proven  that the implementation with this digest answered the calls: the signer says so")
    lines.append("  not proven  that the self-test was run: mapi-tck selftest runs it again")
    if revoked is None:
        lines.append("  not asked   whether it was revoked (--revoked)")
    lines.append(f"not valid: {found.invalid}" if found.invalid else f"valid to {field['expires']}")
    return lines


@click.command(
    epilog="""
\b
Exit codes:
  2  called wrongly
  1  refused: the list was changed, or is signed with other keys
  0  the list is written
"""
)
@click.argument("certificates", nargs=-1, required=True, metavar="NUMBER...")
@click.option(
    "--list", "file", type=_FILE, required=True, metavar="FILE", help="The list. It is made if it is not there."
)
@click.option("--because", required=True, metavar="WORDS", help="Why they are no longer valid.")
@click.option(
    "--key", "keys", type=_FILE, multiple=True, required=True, metavar="FILE", help="A private key that signs."
)
def revoke(certificates: tuple[str, ...], file: Path, because: str, keys: tuple[Path, ...]) -> None:
    """Add certificates to a signed list of revoked ones.

    NUMBER is the number of a certificate, say MT-0123456789AB.
    """
    import re

    from mapi_tck.attestation.keys import read_private
    from mapi_tck.attestation.revocation import revoke as revoked

    if wrong := [one for one in certificates if not re.fullmatch("MT-[0-9A-F]{12}", one)]:
        raise UsageError("this is not the number of a certificate", wrong[0], "its package and its page have it")
    signing: dict[Any, Any] = {key.public: key for key in map(read_private, keys)}
    with writing(f"--list {file}"):
        made = revoked(file, certificates, because, today(), tuple(signing.values()))
    printing.show(*(f"{one.certificate} revoked on {one.day}: {one.reason}" for one in made.entries), str(file))


@click.command()
@click.argument("run", type=_RUN)
@click.option("--requirement", required=True, metavar="ID", help="The requirement whose test is thought to be wrong.")
@click.option("--because", required=True, metavar="WORDS", help="Why it is wrong, with the place in the specification.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write.  [default: challenge-ID]",
)
@redacting
def challenge(
    run: Path, requirement: str, because: str, output: Path | None, redact: bool, patterns: tuple[str, ...]
) -> None:
    """Bundle what shows that a test of the kit may be wrong.

    Writes challenge.md and the part of the record that is about the requirement. The maintainers of the kit can judge its calls
    again (docs/certificates.md).
    """
    from mapi_tck.attestation.challenge import write_challenge
    from mapi_tck.record.redacted import read_patterns

    if not because.strip():
        raise UsageError("a challenge needs a reason", "--because")
    target = output or Path(f"challenge-{requirement}")
    path, record = named_record(run)
    with well_formed(path), writing(f"-o {target}"):
        written = write_challenge(
            path, record, requirement, because.strip(), target, redact=redact, patterns=read_patterns(patterns)
        )
    printing.show(*map(str, written))


@click.command(
    epilog="""
\b
Exit codes:
  2  called wrongly, or there is no package
  1  a package is left out: it does not verify, or none of the keys signed it
  0  every package is listed
"""
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="SITE", help="The folder to write."
)
@click.option(
    "--key",
    "keys",
    type=_FILE,
    multiple=True,
    required=True,
    metavar="FILE",
    help="A public key of an issuer. May be given again: one of them must have signed each package.",
)
@click.option(
    "--revoked", type=_FILE, metavar="FILE", help="A list of revoked certificates, signed with one of the keys."
)
@click.option("--on", type=_DAY, metavar="DAY", help="Say what is valid on this day.  [default: today]")
def registry(folder: Path, output: Path, keys: tuple[Path, ...], revoked: Path | None, on: datetime | None) -> NoReturn:
    """Write a site of certified implementations.

    DIR has packages, as folders or archives. Each is verified while the site is built, and only what verifies is listed. The site
    is static: a page with all certificates, a page and a badge for each, a feed, and the packages themselves.
    """
    from mapi_tck.attestation.keys import read_public
    from mapi_tck.attestation.registry import build
    from mapi_tck.attestation.revocation import read_revocations

    trusted = tuple(dict.fromkeys(map(read_public, keys)))
    revocations = None if revoked is None else read_revocations(revoked)
    with writing(f"-o {output}"):
        built = build(folder, output, trusted, _day(on, today()), revocations)
    for name, reasons in built.left_out.items():
        for reason in reasons:
            printing.tell(f"mapi-tck: {name} is left out: {reason}")
    printing.show(f"{len(built.listed)} listed, {len(built.left_out)} left out", str(output / "index.html"))
    sys.exit(1 if built.left_out else 0)


#: The commands of this module.
COMMANDS: Final = (certify, verify, revoke, challenge, registry)
