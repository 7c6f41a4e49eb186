"""Makes what in-ci.md shows: parts of the outputs of a run against a wrong subsystem, and its badge."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from mapi_tck.assessment.outputs import reader
from mapi_tck.record.origin import marked
from mapi_tck.record.run_record import RunRecord, read_record

#: The date on the badge. It is fixed, so that the page does not change every day.
_DAY: Final = "2026-11-20T10:00:00Z"

#: Mark in the page → the language of its block.
_MARK: Final = re.compile(r"(<!-- output: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_outputs(text: str) -> tuple[str, str]:
    """The page with a part of each output between its marks, and the badge."""
    record = run("wrong:directions-swapped", "--only", "A6a", ends_with=1)
    record.header["started"] = _DAY
    record.header["proof"]["tried"] = None  # a page does not depend on what was tried on this machine
    record.header = marked(record.header)  # with another start it needs another mark
    blocks = {
        "github": ("text", reader("github")(record)),
        "markdown": ("markdown", _part_of(reader("markdown")(record), "### Failures", "### Numbered steps")),
        "sarif": ("json", _result(reader("sarif")(record))),
    }

    def shown(mark: re.Match[str]) -> str:
        language, block = blocks[mark[2]]
        # Four backticks: the summary has blocks of its own.
        return f"{mark[1]}\n````{language}\n{block.strip()}\n````\n\n{mark[3]}"

    return _MARK.sub(shown, text), reader("badge")(record)


def run(*arguments: str, ends_with: int = 0) -> RunRecord:
    """The record of a run with these arguments. The run must end with the exit code `ends_with`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mapi_tck", "run", *arguments, "--out", f"{folder}/run"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != ends_with:
            raise SystemExit(f"docs: {' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return read_record(Path(folder) / "run" / "run.ndjson")


def _part_of(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


def _result(text: str) -> str:
    result = json.loads(text)["runs"][0]["results"][0]
    result["message"]["text"] = result["message"]["text"].partition("\n")[0] + "\n…"
    return json.dumps(result, indent=2, ensure_ascii=False)
