"""The bundle of a challenge: what a maintainer needs to decide whether a test is wrong, from the record of a run."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.assessment.outputs import USUALLY_SHOWN, reader
from mapi_tck.attestation.package import digest_of
from mapi_tck.attestation.packaged_record import write_packaged
from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.record.lines import Footer, Header, RecordLine
from mapi_tck.record.reading import RecordFile
from mapi_tck.record.run_record import Record, open_record, settled_verdict
from mapi_tck.record.writing import write_whole, written_pieces

#: The files of the bundle.
CHALLENGE: Final = "challenge.md"
RECORD: Final = "run.ndjson"


def write_challenge(
    path: Path,
    record: Record,
    requirement: str,
    because: str,
    target: Path,
    *,
    redact: bool = True,
    patterns: Sequence[re.Pattern[str]] = (),
) -> list[Path]:
    """Write the bundle about one requirement into the folder. Answers its files.

    Raises `UsageError` if the record has no results of the requirement.
    """
    scenarios = _scenarios(record, requirement)
    if target.exists():
        raise UsageError("there is something of that name", f"-o {target}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mapi-tck-", dir=target.parent) as made:
        whole, folder = Path(made) / "whole", Path(made) / "challenge"
        folder.mkdir()
        write_packaged(path, whole, record.header["proof"], redact=redact, patterns=patterns)
        write_whole(folder / RECORD, _part(whole, requirement, frozenset(scenarios)))
        part = open_record(folder / RECORD)
        digest = f"sha256:{digest_of(folder / RECORD)}"
        shown = USUALLY_SHOWN.of(part) if redact else part
        text: Any = reader("challenge")(shown, requirement, because, digest, str(target))
        (folder / CHALLENGE).write_text(text, "utf-8")
        folder.rename(target)
    return [target / CHALLENGE, target / RECORD]


def _scenarios(record: Record, requirement: str) -> list[str]:
    known = [item["id"] for item in record.header["requirements"]]
    if requirement not in known:
        hint = did_you_mean(requirement, known)
        raise UsageError(f"the record has no requirement {requirement}", "--requirement", hint)
    found = [id for id, one in record.ended.items() if one["requirement"] == requirement]
    if not found:
        raise UsageError(
            f"{requirement} has no result in this record", "--requirement", "challenge a run that tests it"
        )
    return found


def _part(path: Path, requirement: str, scenarios: frozenset[str]) -> Iterator[bytes]:
    """The lines of a record that are about these scenarios, as the record of a selection."""
    file = RecordFile(path)
    ended: dict[str, list[Any]] = {}
    try:
        for _, line in file.lines():
            told: RecordLine | None = line
            if line["type"] == "header":
                told = _header(line, requirement, scenarios)
            elif line["type"] == "footer":
                told = _footer(line, ended)
            elif line["type"] == "run resumed" or line["scenario"] not in scenarios:
                told = None
            elif line["type"] == "scenario ended":
                ended.setdefault(line["scenario"], []).append(line["verdict"])
            if told is not None:
                yield from written_pieces(told)
    finally:
        file.close()


def _header(header: Header, requirement: str, scenarios: frozenset[str]) -> Header:
    kept: dict[str, Any] = {name: held for name, held in header.items() if name != "merged"}
    kept["options"] = {**header["options"], "only": [requirement], "shard": None}
    kept["plan"] = [id for id in header["plan"] if id in scenarios]
    kept["whole_plan"] = None
    return cast(Header, kept)


def _footer(footer: Footer, ended: dict[str, list[Any]]) -> Footer:
    totals = Counter(str(settled_verdict(verdicts)) for verdicts in ended.values())
    return cast(Footer, {**footer, "planned": len(ended), "ended_scenarios": len(ended), "totals": dict(totals)})
