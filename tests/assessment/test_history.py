"""The history of many runs: what is newly failing, unstable, not passing or fixed, and since when."""

from pathlib import Path

import pytest
from kit import lines_of, mapi_tck, run, write_lines
from made_records import a_record

from mapi_tck.assessment.history import History
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import history


def runs(*versions: str, ends: dict[str, tuple[str, ...]]) -> History:
    """Runs of these versions, one a day, in which the requirements ended like this; all others passed."""
    made: list[tuple[Path, RunRecord]] = []
    for number, version in enumerate(versions):
        record = a_record()
        for id, one in record.ended.items():
            verdict = ends.get(one["requirement"], ("pass",) * len(versions))[number]
            record.ended[id] = {**one, "verdict": verdict, "cause": "" if verdict == "pass" else "x"}
        record.header["started"] = f"2026-01-{number + 1:02}T00:00:00Z"
        identity = record.header["implementation"]
        assert identity is not None
        identity["version"], identity["digest"] = version, f"sha256:{version}"
        made.append((Path(version), record))
    return History(made[::-1])


def state(found: History, id: str) -> tuple[str, int]:
    """What the history says of the requirement, and since which run."""
    return next((line.state, line.since) for line in found.lines if line.id == id)


@pytest.mark.parametrize(
    ("versions", "ends", "said", "code"),
    [
        (("1", "2", "3"), ("pass", "pass", "pass"), ("", 0), 0),
        (("1", "2", "3"), ("pass", "pass", "fail"), ("newly failing", 2), 1),
        (("1", "2", "3"), ("pass", "fail", "fail"), ("not passing", 1), 0),
        (("1", "2", "3"), ("fail", "fail", "pass"), ("fixed", 2), 0),
        (("1", "2", "3"), ("fail", "pass", "pass"), ("", 0), 0),
        (("1", "2", "2"), ("pass", "pass", "fail"), ("unstable", 2), 3),
        (("1", "1", "2"), ("pass", "fail", "pass"), ("fixed", 2), 0),
        (("1", "2", "3"), ("pass", "not tested", "fail"), ("newly failing", 2), 1),
    ],
)
def test_a_requirement_has_a_state(
    versions: tuple[str, ...], ends: tuple[str, ...], said: tuple[str, int], code: int
) -> None:
    """What the last run says, compared with those before it. What an earlier version did is over."""
    id = next(iter(a_record().ended.values()))["requirement"]
    found = runs(*versions, ends={id: ends})

    assert [one.identity["version"] for one in found.runs] == [*versions]
    assert state(found, id) == said
    assert found.exit_code == code


def test_page_and_table_say_what_changed() -> None:
    """Each names the requirement, its state and since when; all others are one number."""
    id = next(iter(a_record().ended.values()))["requirement"]
    found = runs(*map(str, range(10)), ends={id: (*["pass"] * 9, "fail")})
    text, page = history.render(found, "markdown"), history.render(found, "html")

    assert text.startswith("# 10 runs of role subsystem: 1 requirement newly failing\n")
    assert f"| `{id}` MUST | newly failing | 9, 2026-01-10 | ✓ pass |" in text
    assert text.endswith("The table shows the last 8 of 10 runs.\n")
    assert "Newly failing" in page
    assert "since run 10" in page


def test_runs_of_two_roles_have_no_history() -> None:
    """Nor has a what-if."""
    with pytest.raises(UsageError, match="different roles"):
        History([(Path("a"), a_record()), (Path("b"), a_record(role="transport"))])
    what_if = a_record()
    what_if.header["options"]["ruling"] = "D-01=letter"
    with pytest.raises(UsageError, match="what-if"):
        History([(Path("a"), what_if)])


def test_the_command_reads_a_folder_of_runs(tmp_path: Path) -> None:
    """The order is that of their start, and a folder without a run is one line."""
    first = run("reference", "--only", "A1", out=tmp_path / "runs" / "second", cwd=tmp_path)
    lines = lines_of(first.out / "run.ndjson")
    lines[0]["started"] = "2020-01-01T00:00:00Z"
    lines[0]["implementation"]["version"] = "0.0.1"
    (tmp_path / "runs" / "first").mkdir()
    write_lines(tmp_path / "runs" / "first" / "run.ndjson", lines)
    done = mapi_tck("history", "runs", cwd=tmp_path)
    none = mapi_tck(
        "history", str(tmp_path / "runs" / "first" / ".."), "--format", "html", "-o", "h.html", cwd=tmp_path
    )
    empty = mapi_tck("history", str(Path(__file__).parent), cwd=tmp_path)

    assert done.code == 0, done.stderr
    assert done.stdout.startswith("# 2 runs of role subsystem: nothing is newly failing or unstable\n")
    assert none.code == 0
    page = (tmp_path / "h.html").read_text("utf-8")
    assert page.index("<bdi>0.0.1") < page.index("<bdi>0.1.0")
    assert empty.code == 2
    assert "there is no run in this folder" in empty.stderr
