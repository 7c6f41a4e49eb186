"""The history of an implementation as an HTML page or a Markdown table."""

from collections.abc import Iterator

from mapi_tck.assessment.history import History, Line, Past

from .page.frame import page as html_page
from .words.markup import code, plain
from .words.wording import MARKS, TONES, plural

#: Runs that a Markdown table shows, the latest. A choice: a wider table does not fit beside the text.
_SHOWN = 8


def render(history: History, form: str) -> str:
    """The history, in the form that is asked for."""
    if form == "markdown":
        return "\n".join(_markdown(history)) + "\n"
    return html_page(
        "history.html.j2",
        ("report.css", "matrix.css"),
        h=history,
        title=title(history),
        told=told(history),
        steady=len(history.lines) - len(told(history)),
        day=day,
        tone=lambda run: TONES[run.exit_code],
    )


def told(history: History) -> list[Line]:
    """The requirements that a reader must know about."""
    return [line for line in history.lines if line.state]


def title(history: History) -> str:
    """The history in one sentence."""
    counts = {state: sum(line.state == state for line in history.lines) for state in ("newly failing", "unstable")}
    found = ", ".join(f"{plural(number, 'requirement')} {state}" for state, number in counts.items() if number)
    return (
        f"{plural(len(history.runs), 'run')} of role {history.role}: {found or 'nothing is newly failing or unstable'}"
    )


def day(run: Past) -> str:
    """The day of a run."""
    return run.started.partition("T")[0]


def _markdown(history: History) -> Iterator[str]:
    first = max(0, len(history.runs) - _SHOWN)
    shown = history.runs[first:]
    lines = told(history)
    yield f"# {plain(title(history))}"
    yield ""
    if lines:
        heads = [f"{plain(run.identity['version'] or 'no version', 20)}, {day(run)}" for run in shown]
        yield f"| requirement | state | since | {' | '.join(heads)} |"
        yield f"|---|---|---|{'---|' * len(shown)}"
        for line in lines:
            since = history.runs[line.since]
            cells = [f"{MARKS[verdict]} {verdict}" if verdict else "–" for verdict in line.verdicts[first:]]
            version = plain(since.identity["version"] or "no version", 20)
            yield f"| {code(line.id)} {line.strength} | {line.state} | {version}, {day(since)} | {' | '.join(cells)} |"
        yield ""
    yield f"{plural(len(history.lines) - len(lines), 'requirement')} without anything to tell."
    if first:
        yield f"The table shows the last {_SHOWN} of {plural(len(history.runs), 'run')}."
