"""The client in C, certified end to end."""

from pathlib import Path

import pytest
from kit import EXAMPLES, make, mapi_tck

pytestmark = pytest.mark.compiler


def test_the_client_in_c_conforms(tmp_path: Path) -> None:
    """Over stdio the sample walks both procedures, and survives a refusal of each of its calls."""
    program = make(EXAMPLES / "c_client", "build/c_client", "build/c_client")
    declaration = str(EXAMPLES / "c_client" / "declaration.toml")
    done = mapi_tck("run", f"stdio:{program}", "--role", "client", "--declaration", declaration, cwd=tmp_path)

    assert done.code == 0
    assert "not applicable" not in done.stdout
    assert "refusals tried: 25 of 25 calls of procedure B, with MAPI_E_BUSY (B5.4c)" in done.stdout
