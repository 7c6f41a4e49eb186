"""Most tests call the kit in a copy of a process that has run it before: what they see is what a user sees who starts it."""

from pathlib import Path

import pytest
from kit import OWN_FEATURE, Run, comparable, mapi_tck, started, write_lines
from made_records import a_record, record_lines

from mapi_tck.record.run_record import read_record

FORMATS = ("junit-strict", "json", "markdown", "sarif", "messages", "badge")

#: A call of each command; of `run` in both roles, with a law, with every output, wrongly, and in two processes.
CALLS = (
    "run reference --only A6a --only I3b --out new",
    "run reference --role transport --only XP14 --out new",
    f"run wrong:directions-swapped --only A6a --out new --evidence all {' '.join(f'--format {name}' for name in FORMATS)}",
    "run isolated:reference --only A1a --format github --out new",
    "run reference --only A1a -n 2 --out new",
    "run refernce --out new",
    "report run.ndjson --out new",
    "diff run.ndjson older/run.ndjson --format html -o diff.html",
    "baseline update baseline.toml run.ndjson --reason Known --owner Us",
    "baseline check empty.toml",
    "merge run.ndjson older/run.ndjson --out new",
    "matrix run.ndjson older/run.ndjson -o matrix.html",
    "sequence run.ndjson A6a_holds_0 -o sequence.html",
    "replay own.feature reference",
    "adapters",
    "requirements --format json",
    "scenarios",
    "serve --help",
    "lint",
    "--version",
    "run --help",
    "",
)


def files(folder: Path) -> dict[str, bytes]:
    """What is in the folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", CALLS)
def test_a_copy_does_what_a_start_does(tmp_path: Path, words: str) -> None:
    """Exit code, output, error output and files are the same; a record is, but for its volatile fields."""
    runs: list[Run] = []
    for call in (started, mapi_tck):
        folder = tmp_path / call.__name__
        (folder / "older").mkdir(parents=True)
        write_lines(folder / "run.ndjson", record_lines(a_record()))
        write_lines(folder / "older" / "run.ndjson", record_lines(a_record(finished=False)))
        (folder / "own.feature").write_text(OWN_FEATURE, "utf-8")
        (folder / "empty.toml").write_text("", "utf-8")
        runs.append(call(*words.split(), cwd=folder))
    first, second = runs
    made, again = (files(each.out) for each in runs)

    assert (first.code, first.stdout, first.stderr) == (second.code, second.stdout, second.stderr)
    assert set(made) == set(again)
    if words.startswith("run "):
        records = [read_record(each.out / "new" / "run.ndjson") for each in runs if "new/run.ndjson" in made]
        assert not records or comparable(records[0]) == comparable(records[1])
    else:
        assert made == again
        assert not words.startswith("replay") or first.code == 0
