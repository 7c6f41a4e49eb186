"""The sequence diagram of a trace: who says what to whom, drawn and told, and the command that makes it."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import Run, mapi_tck, run, write_lines
from made_pages import unseen, with_examples
from made_records import a_record, conversation_trace, entry, lines, record_lines

from mapi_tck.record.lines import RecordedCall
from mapi_tck.reports import html
from mapi_tck.reports.diagram.call_sequence import LIMIT, LateAnswer, Message, Remark, call_sequence
from mapi_tck.reports.diagram.drawing import COLOURS, svg
from mapi_tck.reports.diagram.sequence import described, markdown, render

SVG = "{http://www.w3.org/2000/svg}"
WALK = "procedure_a.feature@first::walking_procedure_a_for_both_directions_reaches_every_transport"

#: Not applicable, because nothing is claimed.
EXCLUDED = "flush_queues.feature@alone::an_asynchronous_flush_does_not_wait_for_a_slow_far_end"


def drawn(trace: list[RecordedCall]) -> ET.Element:
    """The drawing of a trace, parsed."""
    told = call_sequence(trace, lines(str, "pass"))
    return ET.fromstring(svg(told, "Title", described(told)))


def texts(drawing: ET.Element) -> list[str]:
    """Every text that is seen, its lines put together again."""
    parts = ("".join(text.itertext()) for text in drawing.iter(f"{SVG}text"))
    return [part for part in parts if part]


# -- the conversation -------------------------------------------------------------------------------------------------


def test_who_says_what_to_whom() -> None:
    """The client asks, the spooler asks the transport on its account, the transport calls back on row and message."""
    told = call_sequence(conversation_trace(str))
    name = told.name

    assert [(m.number, name(m.source), name(m.target), m.within, m.depth) for m in told.messages] == [
        (1, "MAPI spooler", "Office", None, 0),
        (2, "Office", "Status row", 1, 1),
        (3, "Client", "Status object", None, 0),
        (4, "MAPI spooler", "Office", 3, 1),
        (5, "Office", "Status row", 4, 2),
        (6, "MAPI spooler", "Office", 3, 1),
        (7, "MAPI spooler", "Office", 3, 1),
        (8, "Office", "Message", 7, 2),
        (9, "Office", "MAPI spooler", 7, 2),
        (10, "Client", "Transport's status object", None, 0),
    ]
    assert [message.went_wrong for message in told.messages] == [number == 6 for number in range(1, 11)]


def test_flush_bits_are_followed() -> None:
    """A row that is made without flush bit says so; later only what changed is told, and a refused change is none."""
    trace = [
        entry(
            str, number, "modify_status_row", "done", interface="support", object="support-1", caller="implementation",
            supplier="kit", code=code, arguments={"values": [{"tag": 0x3E040003, "value": bits}]},
        )
        for number, (bits, code) in enumerate(
            [(0x110001, 0), (0x510001, 0), (0x510001, 0), (0x150001, 0x80070005), (0x150001, 0), (0x110001, 0)], 1
        )
    ]  # fmt: skip

    assert [message.changes for message in call_sequence(trace).messages] == [
        ("no flush bit",),
        ("STATUS_OUTBOUND_FLUSH set",),
        (),
        (),
        ("STATUS_OUTBOUND_FLUSH cleared", "STATUS_INBOUND_FLUSH set"),
        ("STATUS_INBOUND_FLUSH cleared",),
    ]


def test_arguments_are_short_and_decoded() -> None:
    """Names of flags stay, numbers behind them go, and so does what has its usual value."""
    call = "xp_logon-1.flush_queues(ui_param=0, target=NULL, flags=FLUSH_UPLOAD | FLUSH_NO_UI (0x12))"
    arguments = {"ui_param": 0, "target": None, "flags": 18}
    flush = entry(str, 1, "flush_queues", "S_OK", interface="xp_logon", object="xp_logon-1")
    flush.update({"call": call, "arguments": arguments})

    (message,) = call_sequence([flush]).messages
    assert (message.text, message.answer) == ("flush_queues(FLUSH_UPLOAD | FLUSH_NO_UI)", "S_OK")


def test_lines_stand_before_what_they_made_happen() -> None:
    """Every line of the scenario is told once and in order; what the test bed arranges is told, what it observes not."""
    told = call_sequence(conversation_trace(str), lines(str, "pass"))
    order = [f"{event.keyword} {event.text}" for event in told.events if isinstance(event, Remark)]
    first = next(number for number, event in enumerate(told.events) if isinstance(event, Message))

    assert [words.partition("(")[0] for words in order] == [
        "Given a profile with transports",
        "Test bed arrive",
        "When procedure A is carried out",
        "Then every outgoing queue is empty",
        "And nothing is lost",
    ]
    assert first == 2
    seen = [entry(str, 1, "sent", "m-1", interface="transport_bed", object="transport_bed-1", supplier="test bed")]
    assert call_sequence(seen).events == ()


def test_an_answer_comes_when_what_it_needed_is_over() -> None:
    """A call during which others were made has its answer behind them, the innermost first."""
    events = call_sequence(conversation_trace(str)).events
    order = [
        f"answer {event.message.number}" if isinstance(event, LateAnswer) else str(event.number)
        for event in events
        if not isinstance(event, Remark)
    ]

    assert order == [
        *("1", "2", "answer 1", "3", "4", "5", "answer 4"),
        *("6", "7", "8", "9", "answer 7", "answer 3", "10"),
    ]


def test_a_very_long_trace_is_cut_and_says_so() -> None:
    """No diagram is endless."""
    trace = [entry(str, number, "flush_queues", "S_OK") for number in range(1, LIMIT + 8)]
    told = call_sequence(trace, lines(str, "pass"))

    assert len(told.messages) == LIMIT
    assert told.events[-1] == Remark("and 7 more calls")


# -- drawing and telling ----------------------------------------------------------------------------------------------


def test_drawing_and_list_say_the_same() -> None:
    """Every message has its number in both, and every change of a row its note."""
    told = call_sequence(conversation_trace(str), lines(str, "pass"))
    seen = texts(drawn(conversation_trace(str)))
    listed = markdown(told)

    assert [text for text in seen if text.isdigit()] == [str(message.number) for message in told.messages]
    assert re.findall(r"^(\d+)\. ", listed, flags=re.MULTILINE) == [str(message.number) for message in told.messages]
    for change in ("no flush bit", "STATUS_OUTBOUND_FLUSH set"):
        assert change in seen
        assert change in listed.replace("\\", "")
    assert "6. MAPI spooler → Office: `" in listed and "(answer: MAPI\\_E\\_BUSY; during 3)" in listed


def test_a_drawing_is_told_to_who_does_not_see_it() -> None:
    """It has a title and a description, it is an image of that name, and its text is text."""
    drawing = drawn(conversation_trace(str))
    names = "Client, Status object, MAPI spooler, Office, Transport's status object, Status row, Message"
    named = {element.get("id"): element.text for element in drawing if element.get("id")}

    assert drawing.get("role") == "img"
    assert [named[id] for id in (drawing.get("aria-labelledby") or "").split()] == [
        "Title",
        f"Sequence diagram: 10 calls between {names}.",
    ]
    assert {"Office", "Status row", "MAPI spooler"} <= set(texts(drawing))


def test_durations_are_not_in_it() -> None:
    """Two runs that saw the same give the same bytes, however long anything took."""
    slow: list[RecordedCall] = [{**item, "seconds": item["seconds"] * 17} for item in conversation_trace(str)]

    told = call_sequence(conversation_trace(str), lines(str, "pass"))
    assert svg(told, "Title", "") == svg(call_sequence(slow, lines(str, "pass")), "Title", "")
    assert markdown(told) == markdown(call_sequence(slow, lines(str, "pass")))


def test_its_colours_are_the_reports() -> None:
    """A diagram that stands alone looks as in the report, in light and in dark, and loads nothing."""
    style = (html.TEMPLATES / "report.css").read_text("utf-8")
    both = {name: (one, other) for name, one, other in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", style)}
    text = svg(call_sequence(conversation_trace(str)), "Title", "")

    assert {name: both[name] for name in COLOURS} == COLOURS
    assert "prefers-color-scheme: dark" in text and "currentColor" in text
    assert "url(" not in text and "href" not in text and "<script" not in text


def test_in_a_page_it_brings_no_style() -> None:
    """The page's policy allows one style sheet: a diagram within it has neither a style of its own nor a style attribute."""
    text = svg(call_sequence(conversation_trace(str)), "Title", "", alone=False)

    assert "<style" not in text and "style=" not in text


@with_examples
def test_text_of_a_record_stays_text(text: str) -> None:
    """The drawing is well-formed and has the same parts as with harmless words; nothing in it moves a terminal."""
    harmless, hostile = (
        svg(call_sequence(conversation_trace(mark), lines(mark, "pass")), "Title", "")
        for mark in (str, lambda word: word + text)
    )

    assert [element.tag for element in ET.fromstring(hostile).iter()] == [
        element.tag for element in ET.fromstring(harmless).iter()
    ]
    assert unseen(hostile) <= {"\n"}
    listed = markdown(call_sequence(conversation_trace(lambda word: word + text), lines(str, "pass")))
    assert unseen(listed) <= {"\n"}
    assert len(listed.splitlines()) == len(
        markdown(call_sequence(conversation_trace(str), lines(str, "pass"))).splitlines()
    )


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(1, 11)), st.integers(0, 400))
def test_any_part_of_a_trace_can_be_drawn(numbers: set[int], longer: int) -> None:
    """A trace that lacks entries, or holds endless words, is drawn all the same, each message between two who are there."""
    trace: list[RecordedCall] = [
        {**item, "answer": item["answer"] + " x" * longer}
        for item in conversation_trace(str)
        if item["number"] in numbers
    ]
    told = call_sequence(trace)

    assert {key for m in told.messages for key in (m.source, m.target)} == {item.key for item in told.participants}
    assert len(list(drawn(trace).iter(f"{SVG}g"))) >= len(told.messages)


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of the reference transport: one walk with its placements, and what its declaration excludes."""
    words = ("--role", "transport", "--only", WALK.replace("@first", ""), "--only", EXCLUDED)
    return run("reference", *words, out=tmp_path_factory.mktemp("hosted") / "run")


def test_the_command_draws_a_recorded_walk(hosted: Run, tmp_path: Path) -> None:
    """Standard output, a file and the library give the same; the walk's conversation is in it, in its order."""
    shown = mapi_tck("sequence", str(hosted.out), WALK, cwd=tmp_path)
    written = mapi_tck("sequence", str(hosted.out / "run.ndjson"), WALK, "-o", "walk.svg", cwd=tmp_path)

    assert (shown.code, written.code, written.stdout) == (0, 0, ""), shown.stderr + written.stderr
    assert shown.stdout == (tmp_path / "walk.svg").read_text("utf-8") == render(hosted.record, WALK, "svg")
    seen = texts(ET.fromstring(shown.stdout))
    bits = ["no flush bit", "STATUS_OUTBOUND_FLUSH set", "STATUS_OUTBOUND_FLUSH clearedSTATUS_INBOUND_FLUSH set"]
    assert [text for text in seen if "FLUSH set" in text or "FLUSH cleared" in text or text == bits[0]] == [
        *bits,
        "STATUS_INBOUND_FLUSH cleared",
    ]
    assert {"Client", "Session", "Status table", "Status object", "MAPI spooler", "Office"} <= set(seen)
    assert "Branch" not in seen  # a transport of the host's own has no lane


def test_a_hyphen_is_standard_output(hosted: Run, tmp_path: Path) -> None:
    """As in the other commands, `-o -` makes no file of that name."""
    plain, hyphen = (mapi_tck("sequence", str(hosted.out), WALK, *words, cwd=tmp_path) for words in ((), ("-o", "-")))

    assert hyphen.stdout == plain.stdout != ""
    assert not list(tmp_path.iterdir())


def test_the_command_tells_a_recorded_walk(hosted: Run, tmp_path: Path) -> None:
    """As Markdown it is a list, under the scenario's name and the provider's place."""
    told = mapi_tck("sequence", str(hosted.out), WALK, "--format", "markdown", cwd=tmp_path)

    assert told.code == 0
    assert told.stdout.startswith(
        "# Walking procedure A for both directions reaches every transport, provider first in "
    )
    assert "MAPI spooler → Office: `transport_notify(NOTIFY_END_OUTBOUND_FLUSH)`" in told.stdout
    assert "**When** the client gets the status table" in told.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.ndjson", WALK], "nowhere.ndjson: cannot read the record: No such file or directory"),
        (
            ["RUN", WALK.replace("first", "frist")],
            f"has no scenario {WALK.replace('first', 'frist')} (did you mean {WALK}?)",
        ),
        (["RUN", "Z9"], "the record has no scenario Z9 (mapi-tck scenarios lists their ids)"),
        (["RUN", "I5a"], f"I5a has 4 scenarios in this record (one is {WALK.replace('first', 'alone')})"),
        (
            ["RUN", "procedure_a.feature@last::a_session_that_has_logged_on_gives_its_status_table"],
            "gives_its_status_table was not selected in this run",
        ),
        (
            ["RUN", EXCLUDED],
            f"{EXCLUDED} has no trace (not applicable: the declaration excludes it: flush-async-ok is not claimed)",
        ),
        (
            ["RUN", WALK, "-o", "no/such/folder.svg"],
            "-o no/such/folder.svg: cannot write there: No such file or directory",
        ),
    ],
)
def test_the_command_called_wrongly_says_so_in_one_line(
    hosted: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    """No record, no such scenario, several of them, none selected, nothing recorded, no place to write."""
    done = mapi_tck("sequence", *(str(hosted.out) if word == "RUN" else word for word in words), cwd=tmp_path)

    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("mapi-tck: ") and done.stderr.count("\n") == 1
    assert said in done.stderr


def test_a_scenario_that_did_not_end_has_nothing_to_draw(tmp_path: Path) -> None:
    """Of a run that was killed, the scenario under way is told from one that does not exist."""
    record = a_record(role="transport", finished=False)
    write_lines(tmp_path / "run.ndjson", record_lines(record))
    (culprit,) = record.unfinished
    done = mapi_tck("sequence", ".", culprit, cwd=tmp_path)

    assert done.code == 2
    assert done.stderr.endswith(f"{culprit} did not end in this run, so nothing is recorded of it\n")


def test_a_record_of_an_earlier_form_says_which(tmp_path: Path) -> None:
    """A record without roles has another form: one line, from this command and from `report`."""
    old = record_lines(a_record())
    old[0]["form"] = 1
    del old[0]["options"]["role"]
    write_lines(tmp_path / "run.ndjson", old)

    for words in (["sequence", ".", WALK], ["report", "."]):
        done = mapi_tck(*words, cwd=tmp_path)
        assert (done.code, done.stdout) == (2, "")
        assert "run.ndjson:1: this record has form 1, this kit reads form 3 (" in done.stderr
        assert done.stderr.count("\n") == 1
