"""The sequence diagram of one recorded scenario, as SVG or as an ordered list in Markdown (`mapi-tck sequence`)."""

from collections.abc import Iterator
from itertools import groupby

from mapi_tck.assessment import Assessment
from mapi_tck.foreign import visible
from mapi_tck.record.run_record import Record

from ..words.markup import code, plain
from ..words.wording import full_name, plural
from .call_sequence import CallSequence, LateAnswer, Message, Remark, call_sequence
from .drawing import svg


def described(told: CallSequence) -> str:
    """What a diagram shows, for readers who do not see it; the list has everything."""
    names = ", ".join(participant.name for participant in told.participants)
    return f"Sequence diagram: {plural(len(told.messages), 'call')} between {names}."


def render(record: Record, scenario: str, form: str) -> str:
    """The diagram (`svg`) or the list (`markdown`) of the record's scenario, which has ended and has a trace."""
    result = record.evidence(scenario)
    told = call_sequence(result["trace"], result["lines"])
    title = visible(full_name(Assessment(record).texts[scenario]))
    if form == "svg":
        return svg(told, title, described(told))
    return f"# {plain(title)}\n\n{markdown(told)}"


def sentence(told: CallSequence, message: Message) -> tuple[str, str, str]:
    """A message in words: who calls whom, the call, and what follows it in brackets."""
    who = f"{told.name(message.source)} → {told.name(message.target)}"
    behind = [f"answer: {message.answer}"] if message.answer else []
    behind += [f"during {message.within}"] if message.within else []
    behind += [f"now {', '.join(message.changes)}"] if message.changes else []
    return who, message.text, "; ".join(behind)


def blocks(told: CallSequence) -> Iterator[tuple[tuple[Remark, ...], tuple[Message, ...]]]:
    """The calls in paragraphs: the remarks before some messages, and these messages."""
    events = [event for event in told.events if not isinstance(event, LateAnswer)]
    remarks: tuple[Remark, ...] = ()
    for is_remark, group in groupby(events, lambda event: isinstance(event, Remark)):
        if is_remark:
            remarks = tuple(event for event in group if isinstance(event, Remark))
        else:
            yield remarks, tuple(event for event in group if isinstance(event, Message))
            remarks = ()
    if remarks:
        yield remarks, ()


def markdown(told: CallSequence) -> str:
    """The calls as an ordered list, with the scenario's lines between them."""
    lines: list[str] = []
    for remarks, messages in blocks(told):
        lines += [part for remark in remarks for part in (_paragraph(remark), "")]
        for message in messages:
            who, text, behind = sentence(told, message)
            lines.append(f"{message.number}. {plain(who)}: {code(text)}" + (f" ({plain(behind)})" if behind else ""))
        lines += [""] if messages else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _paragraph(remark: Remark) -> str:
    return f"**{plain(remark.keyword)}** {plain(remark.text)}" if remark.keyword else plain(remark.text)
