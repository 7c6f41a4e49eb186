"""What in-ci.md shows: parts of the outputs of a run of a subsystem that is wrong on purpose, and its badge."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from mapi_tck.assessment.outputs import reader
from mapi_tck.record.run_record import RunRecord, read_record

#: The run that the page shows, and the day on which the badge has it.
COMMAND: Final = ("run", "wrong:directions-swapped", "--only", "A6a")
_DAY: Final = "2026-11-20T10:00:00Z"

#: Mark in the page → the language of its block.
_MARK: Final = re.compile(r"(<!-- output: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_outputs(text: str) -> tuple[str, str]:
    """The page with parts of each output in their marks, and the badge."""
    record = _run()
    blocks = {
        "github": ("text", _written(record, "github")),
        "markdown": ("markdown", _part_of(_written(record, "markdown"), "### Failures", "### Numbered steps")),
        "sarif": ("json", _result(_written(record, "sarif"))),
    }

    def shown(mark: re.Match[str]) -> str:
        language, block = blocks[mark[2]]
        # Four backticks: the summary has blocks of its own.
        return f"{mark[1]}\n````{language}\n{block.strip()}\n````\n\n{mark[3]}"

    return _MARK.sub(shown, text), _written(record, "badge")


def _run() -> RunRecord:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mapi_tck", *COMMAND, "--out", f"{folder}/run"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 1:
            raise SystemExit(f"docs: the run that in-ci.md shows ended with {done.returncode}:\n{done.stderr}")
        record = read_record(Path(folder) / "run" / "run.ndjson")
    record.header["started"] = _DAY
    record.header["proof"]["tried"] = None  # what was tried on this machine is not for a page to tell
    return record


def _written(record: RunRecord, name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output"
        reader(name)(record, path)
        return path.read_text("utf-8")


def _part_of(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


def _result(text: str) -> str:
    result = json.loads(text)["runs"][0]["results"][0]
    result["message"]["text"] = result["message"]["text"].partition("\n")[0] + "\n…"
    return json.dumps(result, indent=2, ensure_ascii=False)
