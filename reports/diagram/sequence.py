"""The sequence diagram of one recorded scenario, as SVG or as an ordered list in Markdown (`mapi-tck sequence`)."""

import re
from collections.abc import Iterator
from itertools import groupby

from mapi_tck.assessment import Assessment
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import RunRecord

from ..words.visible import visible
from ..words.wording import full_name, plural
from .conversation import Answer, Conversation, Message, Remark, conversation
from .drawing import svg


def of_scenario(result: ScenarioEnded) -> Conversation:
    """The conversation of a scenario that ended."""
    return conversation(result["trace"], result["lines"])


def described(told: Conversation) -> str:
    """What a diagram shows, for who does not see it; the list says it in full."""
    names = ", ".join(participant.name for participant in told.participants)
    return f"Sequence diagram: {plural(len(told.messages), 'call')} between {names}."


def render(record: RunRecord, scenario: str, form: str) -> str:
    """The diagram (`svg`) or the list (`markdown`) of the record's scenario, which has ended and has a trace."""
    told = of_scenario(record.ended[scenario])
    title = visible(full_name(Assessment(record).texts[scenario]))
    if form == "svg":
        return svg(told, title, described(told))
    return f"# {_plain(title)}\n\n{markdown(told)}"


def sentence(told: Conversation, message: Message) -> tuple[str, str, str]:
    """A message in words: who calls whom, the call, and what is to be said behind it."""
    who = f"{told.name(message.source)} → {told.name(message.target)}"
    behind = [f"answer: {message.answer}"] if message.answer else []
    behind += [f"during {message.within}"] if message.within else []
    behind += [f"now {', '.join(message.changes)}"] if message.changes else []
    return who, message.text, "; ".join(behind)


def blocks(told: Conversation) -> Iterator[tuple[tuple[Remark, ...], tuple[Message, ...]]]:
    """The conversation in paragraphs: what is said before some messages, and these messages."""
    events = [event for event in told.events if not isinstance(event, Answer)]
    remarks: tuple[Remark, ...] = ()
    for is_remark, group in groupby(events, lambda event: isinstance(event, Remark)):
        if is_remark:
            remarks = tuple(event for event in group if isinstance(event, Remark))
        else:
            yield remarks, tuple(event for event in group if isinstance(event, Message))
            remarks = ()
    if remarks:
        yield remarks, ()


def markdown(told: Conversation) -> str:
    """The conversation as an ordered list, with the scenario's lines between."""
    lines: list[str] = []
    for remarks, messages in blocks(told):
        lines += [part for remark in remarks for part in (_paragraph(remark), "")]
        for message in messages:
            who, text, behind = sentence(told, message)
            lines.append(f"{message.number}. {_plain(who)}: {_code(text)}" + (f" ({_plain(behind)})" if behind else ""))
        lines += [""] if messages else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _paragraph(remark: Remark) -> str:
    return f"**{_plain(remark.keyword)}** {_plain(remark.text)}" if remark.keyword else _plain(remark.text)


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#~&])", r"\\\1", text)


def _code(text: str) -> str:
    """The text as a span of code, whatever it holds."""
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
