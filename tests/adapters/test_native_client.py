"""The form `native:`: what stands before the program sets its environment."""

import os
from pathlib import Path

import pytest

from mapi_tck.adapters.native.bridge import set_variables
from mapi_tck.adapters.native.client import native
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role


def test_variables_stand_before_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They are set as a shell sets them. The path of a Wine prefix is made absolute, because Wine needs that."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WINEPREFIX", "elsewhere")
    monkeypatch.setenv("TRIED", "")

    assert set_variables(["WINEPREFIX=prefix", "TRIED=a=b", "/bin/client", "NAME=VALUE"]) == [
        "/bin/client",
        "NAME=VALUE",
    ]
    assert os.environ["WINEPREFIX"] == str(tmp_path / "prefix")
    assert os.environ["TRIED"] == "a=b"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("", "the command is missing"),
        ("WINEPREFIX=prefix", "the command is missing"),
        ("WINEPREFIX=prefix no-such-client.exe", "no-such-client.exe is not there"),
        ("'client.exe", "the command cannot be read"),
    ],
)
def test_a_command_that_cannot_be_started_is_one_line(argument: str, said: str) -> None:
    """The form and the mistake are named."""
    with pytest.raises(UsageError, match=said):
        native(argument, Parameters(), Role.CLIENT)
