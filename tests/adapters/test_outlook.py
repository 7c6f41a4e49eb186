"""The adapter `outlook` where there is no Windows; tests/examples/test_com_provider.py tries it on Wine."""

from pathlib import Path

from kit import mapi_tck, run


def test_without_pywin32_one_line_says_what_to_install(tmp_path: Path) -> None:
    """Where pywin32 is missing, a run ends before it begins, with the command that installs it."""
    done = run("outlook:Work", "--level", "calls", out=tmp_path / "run")

    assert done.code == 2
    assert done.stderr.splitlines() == [
        "mapi-tck: outlook:Work: this adapter needs pywin32, which is for Windows only (pip install 'mapi-tck[windows]')"
    ]
    assert not done.out.exists()


def test_it_is_listed_with_its_role(tmp_path: Path) -> None:
    """`mapi-tck adapters` lists it although pywin32 is missing."""
    listed = mapi_tck("adapters", cwd=tmp_path)

    assert listed.code == 0, listed.stderr
    words = " ".join(listed.stdout.partition("outlook:PROFILE")[2].partition("\n\n")[0].split())
    assert words.startswith("The MAPI that is installed on this Windows, for example Outlook's, through pywin32")
    assert "Role: subsystem." in words
