"""No text that a stranger wrote reaches a reader raw: not in any output, not on the terminal, not in any message."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Final

from hostile_records import a_small_record, marks
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kit import mapi_tck, write_lines
from made_pages import said, unseen
from made_records import record_lines

from mapi_tck.assessment import printing
from mapi_tck.assessment.difference import Difference
from mapi_tck.assessment.outputs import FORMATS, reader
from mapi_tck.engine.progress import Progress
from mapi_tck.engine.running import explain
from mapi_tck.errors import AdapterBroke, Breakage, HandshakeError, UsageError
from mapi_tck.foreign import message, visible
from mapi_tck.record.run_record import RunRecord

#: What continuous integration carries out if it stands in a log.
COMMANDS: Final = (
    "\n::set-output name=a::b",
    "::error::x",
    "##[group]x",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[x]",
)
#: A command that a log holds: colons where a line begins, or number signs, a word and a bracket.
COMMAND: Final = re.compile(r"(?m)^\s*::|##\w*\[")
BRACKET: Final = re.compile(r"##\w*\[")


@cache
def categories() -> dict[str, str]:
    """Category of Unicode → characters of it, of the whole range."""
    found: dict[str, list[str]] = {}
    for number in range(0x110000):
        found.setdefault(unicodedata.category(chr(number)), []).append(chr(number))
    return {name: "".join(every[:: max(1, len(every) // 40)]) for name, every in found.items()}


def test_every_category_is_there() -> None:
    """The test knows all categories of Unicode."""
    assert len(categories()) == 30


def test_a_character_is_shown_or_named() -> None:
    """Of all 1 114 112 characters none stays that a reader does not see, and each that is seen stays as it is."""
    shown = visible("".join(map(chr, range(0x110000))))

    assert unseen(shown) == set()
    assert visible(shown) == shown
    assert all(visible(letter) == letter for letter in "aé漢😀\u00a0 \ufe0f")
    assert visible("\u200b\u3164\x1b") == "⟨U+200B⟩⟨U+3164⟩⟨ESC⟩"
    assert visible("\r\t\x7f") == "⟨CR⟩⟨TAB⟩⟨DEL⟩"


def outputs(record: RunRecord, other: RunRecord) -> Iterator[tuple[str, str]]:
    """Every output of the record, by name; bytes as the text that they are."""
    for name in FORMATS:
        pieces = reader(name)(record)
        pieces = [pieces] if isinstance(pieces, str | bytes) else pieces
        yield name, "".join(piece if isinstance(piece, str) else piece.decode() for piece in pieces)
    yield "text", said(record)
    yield "matrix", reader("matrix")([(record, Path("a"))], Path("a"))
    for form in ("svg", "markdown"):
        yield f"sequence {form}", reader("sequence")(record, next(iter(record.ended)), form)
    for form in ("text", "markdown", "html", "json"):
        made = reader("difference")(Difference(other, record), form)
        yield f"diff {form}", made if isinstance(made, str) else printing.rendered(made)
    for result in record.ended.values():
        yield "pytest", explain(result, "statement", whole=True)


def messages(text: str) -> Iterator[tuple[str, str]]:
    """Every kind of message with the text in it, and the live line."""
    yield "usage", str(UsageError(text, text, text))
    yield "handshake", str(HandshakeError(text))
    yield "broke", message(f"mapi-tck: {AdapterBroke(Breakage.RAISED, text, text)}")
    yield "line", printing.rendered(text)
    yield "columns", printing.rendered(printing.columns((text, "x"), ("y", text)))
    progress = Progress("scenario", "fail", ("pass",))
    progress.start({text: 1})
    progress.begin(text, text)
    yield "live line", progress._line(printing.console(StringIO(), live=True)).plain


def _quiet(test: Callable[..., Any]) -> Callable[..., Any]:
    return settings(
        max_examples=12,
        deadline=None,
        database=None,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
    )(test)


def shows_nothing_raw(texts: list[str]) -> None:
    """All outputs of a record with these texts, and all messages with them, are safe."""
    record, other = a_small_record(marks(texts)), a_small_record(marks(texts))
    for name, output in outputs(record, other):
        assert unseen(output) <= {"\n", "\t"}, name
        assert not BRACKET.search(output), name
        assert name == "github" or not COMMAND.search(output), name
    for text in texts:
        for name, shown in messages(text):
            assert unseen(shown) <= {"\n"}, name
            assert not COMMAND.search(f"mapi-tck: {shown}" if name != "line" else shown), name


def test_every_category_in_every_output() -> None:
    """Characters of each category, in the middle of a text and alone, change no output."""
    shows_nothing_raw([f"a{letters}b" for letters in categories().values()])
    shows_nothing_raw([letters[0] for letters in categories().values()])


@_quiet
@given(
    st.lists(
        st.one_of(st.text(st.characters(exclude_categories=()), max_size=20), st.sampled_from(COMMANDS)), min_size=1
    )
)
@example(list(COMMANDS))
def test_any_text_in_every_output(texts: list[str]) -> None:
    """So does no text that Hypothesis makes up, and no command of continuous integration."""
    shows_nothing_raw(texts)


def test_a_record_of_a_stranger_on_the_command_line(tmp_path: Path) -> None:
    """Names of a foreign record reach neither stream raw, in reports and in errors."""
    evil = "\x1b[2J\u202e\n::set-output name=x::y\n##vso[task.complete]"
    record = a_small_record(marks([evil]))
    write_lines(tmp_path / "evil.ndjson", record_lines(record))
    lines = record_lines(record)
    next(line for line in lines if line["type"] == "scenario ended")["verdict"] = "warning"
    write_lines(tmp_path / "worse.ndjson", lines)
    done = [
        mapi_tck("report", "evil.ndjson", "--out", "out", cwd=tmp_path),
        mapi_tck("report", "evil.ndjson", "--out", "out", "--format", "markdown=-", cwd=tmp_path),
        mapi_tck("report", "worse.ndjson", "--out", "out", cwd=tmp_path),
        mapi_tck("sequence", "evil.ndjson", evil.replace("\x00", ""), cwd=tmp_path),
        mapi_tck("run", evil, cwd=tmp_path),
    ]
    for one in done:
        text = one.stdout + one.stderr

        assert unseen(text) <= {"\n"}
        assert not COMMAND.search(text)
    assert done[2].stderr.count("\n") == done[3].stderr.count("\n") == done[4].stderr.count("\n") == 1
