"""Files that no reader sees half-written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapi_tck.record.writing import write_whole
from mapi_tck.selftest import trying


def test_a_new_file_has_the_usual_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mask of the process is not changed for that: other threads make files at the same time."""
    (tmp_path / "usual").touch()
    monkeypatch.delattr(os, "umask")
    write_whole(tmp_path / "whole", b"data")

    assert (tmp_path / "whole").read_bytes() == b"data"
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """And nothing beside it."""

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise OSError("no space left on device")

    (tmp_path / "whole").write_bytes(b"old")
    with pytest.raises(OSError, match="no space left"):
        write_whole(tmp_path / "whole", pieces())

    assert [path.name for path in tmp_path.iterdir()] == ["whole"]
    assert (tmp_path / "whole").read_bytes() == b"old"


def test_the_result_of_a_self_test_replaces_the_old_file(tmp_path: Path) -> None:
    """Who reads the old result goes on reading it."""
    path = tmp_path / trying.RESULT
    path.write_text("old")
    with path.open() as old:
        trying.write({"green": True}, path)

        assert old.read() == "old"
    assert path.read_text() == '{\n "green": true\n}\n'
