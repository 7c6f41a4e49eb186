"""The kit needs nothing that Python lacks on Windows. `make windows-lab` tests the same with Windows' own Python."""

import os
import subprocess
import sys
from pathlib import Path

from kit import environment

WITHOUT = Path(__file__).resolve().parent.parent / "support" / "without_unix"


def kit(words: str, cwd: Path) -> str:
    """What the command prints. It must end with 0."""
    surroundings = environment({"PYTHONPATH": os.pathsep.join([str(WITHOUT), str(cwd)])})
    command = [sys.executable, "-m", "mapi_tck", *words.split()]
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_run_and_report(tmp_path: Path) -> None:
    """In the process of the run, and over stdio; and the report is written again."""
    kit("run reference --only A4a --only A4b --out own", tmp_path)
    kit("run isolated:reference --only A4a --only A4b --out apart", tmp_path)

    assert "The selection holds" in kit("report own", tmp_path)
    assert "The selection holds" in kit("report apart", tmp_path)


def test_a_folder_is_locked_while_a_run_writes_there(tmp_path: Path) -> None:
    """Another run that wants the folder is one line."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom mapi_tck.record.folder import claim\n"
        "out = Path(sys.argv[1])\n"
        "with claim(out, '--out'):\n"
        "    try:\n        claim(out, '--out')\n    except Exception as error:\n        print(error)\n"
        "with claim(out, '--out'):\n    print(list(out.iterdir()))\n"
    )
    surroundings = environment({"PYTHONPATH": str(WITHOUT)})
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)

    assert done.stdout == "--out: another run is writing there\n[]\n"


def test_the_self_test(tmp_path: Path) -> None:
    """Without copies, one process does all jobs, and each specimen ends as with copies."""
    words = "--only empty-address-type --only sends-in-endmessage -n 1"
    assert "The self-test passes" in kit(f"selftest {words}", tmp_path)
