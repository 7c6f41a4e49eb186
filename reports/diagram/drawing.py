"""A sequence of calls drawn as a diagram in SVG: text stays text, the same calls give the same bytes.

The elements of the drawing do not depend on the texts: a label always has the same number of lines, and a longer text is cut.
"""

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from .call_sequence import TEST_BED, CallSequence, LateAnswer, Message, Participant, Remark

_STYLE: Final = Path(__file__).resolve().with_name("sequence.css")

#: The report's colours, for a diagram outside of a page: name → in light, in dark.
COLOURS: Final = {
    "page": ("#fff", "#15171b"),
    "panel": ("#f4f5f7", "#1e2126"),
    "ink": ("#1b1d21", "#e8eaee"),
    "soft": ("#555b64", "#adb3bd"),
    "rule": ("#cfd3d9", "#40454e"),
    "fail": ("#ae121b", "#ff9d97"),
}

#: Pixels, chosen by eye: the width of a character, the room between lanes that call each other and between lanes that do not, the
#: left and right margin, the height of a line of text and of the header.
_CHARACTER: Final = 6.7
_TALKING: Final = 224
_SILENT: Final = 112
_LEFT: Final = 84
_RIGHT: Final = 108
_LINE: Final = 14
_HEADER: Final = 46

#: Lines of a label. A choice: more would hide the arrows.
_LINES: Final = 3


def svg(calls: CallSequence, title: str, description: str, *, id: str = "sequence", alone: bool = True) -> str:
    """The diagram. If it stands alone it has its own style sheet. Within a page it uses the page's."""
    canvas = _Canvas(calls)
    body = canvas.draw()
    size = f'width="{canvas.width}" height="{canvas.y}" viewBox="0 0 {canvas.width} {canvas.y}"'
    namespace = 'xmlns="http://www.w3.org/2000/svg" ' if alone else ""
    parts = [
        f'<svg {namespace}class="sequence" role="img" aria-labelledby="{id}-title {id}-description" {size}>',
        f'<title id="{id}-title">{html.escape(title)}</title>',
        f'<desc id="{id}-description">{html.escape(description)}</desc>',
        *([f"<style>{_style()}</style>"] if alone else []),
        f'<rect class="ground" width="{canvas.width}" height="{canvas.y}"/>',
        *body,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@cache
def rules() -> str:
    """The style sheet of a diagram, for a page that defines the colours."""
    return _STYLE.read_text("utf-8")


def _style() -> str:
    light, dark = (" ".join(f"--{name}: {colours[number]};" for name, colours in COLOURS.items()) for number in (0, 1))
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return f"\n:root {{ color-scheme: light dark; {light} }}\n{dark}{rules()}"


@dataclass
class _Canvas:
    calls: CallSequence
    y: int = 0

    def draw(self) -> list[str]:
        self.x = dict(zip([lane.key for lane in self.calls.participants], self._positions(), strict=True))
        self.width = max(self.x.values(), default=0) + _RIGHT
        self.back: list[str] = []
        self.began: dict[int, int] = {}
        self.y = 8
        heads = [part for lane in self.calls.participants for part in self._participant(lane)]
        top = self.y = 8 + _HEADER
        events = [part for event in self.calls.events for part in self._event(event)]
        self.y += 16
        lives = [f'<path class="life" d="M{x} {top}V{self.y}"/>' for x in self.x.values()]
        self.y += 8
        return [*lives, *self.back, *heads, *events]

    def _positions(self) -> list[int]:
        """Where the lanes are: neighbours that call each other have more room between them."""
        order = {lane.key: number for number, lane in enumerate(self.calls.participants)}
        talking = {tuple(sorted((order[m.source], order[m.target]))) for m in self.calls.messages}
        at, found = _LEFT, []
        for number in range(len(order)):
            found.append(at)
            at += _TALKING if (number, number + 1) in talking else _SILENT
        return found

    def _participant(self, lane: Participant) -> Iterator[str]:
        x = self.x[lane.key]
        yield f'<rect class="box" x="{x - 52}" y="{self.y}" width="104" height="{_HEADER}" rx="4"/>'
        yield from _text(_wrapped(lane.name, 94, 2), x, self.y + 14, "who")
        yield from _text([lane.whose], x, self.y + 41, "quiet")

    def _event(self, event: Message | LateAnswer | Remark) -> Iterator[str]:
        if isinstance(event, Remark):
            yield from self._remark(event)
        elif isinstance(event, LateAnswer):
            message = event.message
            begun = self.began[message.number]
            yield from self._arrow(message, message.target, message.source, message.answer, "back")
            x = self.x[message.target]
            self.back.append(f'<rect class="bar" x="{x - 4}" y="{begun}" width="8" height="{self.y - begun}"/>')
        else:
            answer = f"→ {event.answer}" if event.answer and not event.long else ""
            yield from self._arrow(event, event.source, event.target, event.text, "asked", answer)
            self.began[event.number] = self.y
            if event.changes:
                yield from self._note(event)

    def _arrow(
        self, message: Message, source: str, target: str, words: str, kind: str, answer: str = ""
    ) -> Iterator[str]:
        start, end = self.x[source], self.x[target]
        room = abs(end - start) - 20 if start != end else _TALKING
        label = _labelled(words, answer, room)
        used = sum(map(bool, label))
        self.y += 10 + _LINE * used
        wrong = " wrong" if message.went_wrong and (kind == "back" or not message.long) else ""
        yield f'<g class="{kind}{wrong}">'
        if kind == "asked":
            yield f'<text class="quiet" x="{8}" y="{self.y}">{message.number}</text>'
        first = self.y - 6 - _LINE * (used - 1)
        yield from _text(label, (start + end) // 2 if start != end else start + 60, first, "said")
        tip = end - 4 if end > start else end + 4
        inner = tip - 7 if end > start else tip + 7
        if start == end:
            yield f'<path class="arrow" d="M{start} {self.y - 6}h24v8h-20"/>'
        else:
            yield f'<path class="arrow" d="M{start} {self.y}H{tip}"/>'
        yield f'<path class="head" d="M{inner} {self.y - 4}L{tip} {self.y}L{inner} {self.y + 4}"/>'
        yield "</g>"

    def _note(self, message: Message) -> Iterator[str]:
        x, height = self.x[message.target], 8 + _LINE * len(message.changes)
        self.y += 6
        yield f'<rect class="change" x="{x - 100}" y="{self.y}" width="200" height="{height}" rx="3"/>'
        yield from _text(list(message.changes), x, self.y + 14, "")
        self.y += height

    def _remark(self, remark: Remark) -> Iterator[str]:
        words = f"{remark.keyword} {remark.text}".strip()
        label = _wrapped(words, self.width - 24, 2)
        self.y += 4 if remark.keyword == TEST_BED else 16
        if remark.keyword != TEST_BED:
            yield f'<path class="part" d="M0 {self.y}H{self.width}"/>'
        self.y += _LINE
        yield from _text(label, 8, self.y, "said quiet", "start")
        self.y += _LINE * (max(1, sum(map(bool, label))) - 1) + 2


def _text(lines: Sequence[str], x: int, y: int, kind: str, anchor: str = "middle") -> Iterator[str]:
    """Lines of text below each other, empty ones too: the drawing has the same elements for any text."""
    named = f' class="{kind}"' if kind else ""
    spans = "".join(
        f'<tspan x="{x}" y="{y + _LINE * number}">{html.escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    yield f'<text{named} text-anchor="{anchor}">{spans}</text>'


def _labelled(words: str, answer: str, room: int) -> list[str]:
    """The text above an arrow: the call, and the answer behind it or below it; always the same number of lines."""
    together = f"{words} {answer}".strip()
    if len(together) * _CHARACTER <= room:
        return _wrapped(together, room, _LINES + 1)
    asked = [line for line in _wrapped(words, room, _LINES) if line]
    label = asked + [line for line in _wrapped(answer, room, 1) if line]
    return label + [""] * (_LINES + 1 - len(label))


def _wrapped(text: str, width: int, lines: int) -> list[str]:
    """The text in exactly so many lines: empty lines follow a short text, and a long text is cut."""
    room = max(int(width / _CHARACTER), 8)
    found: list[str] = []
    rest = " ".join(text.split())
    while rest and len(found) < lines:
        line = _fitting(rest, room)
        rest = rest[len(line) :].lstrip()
        found.append(line.rstrip())
    if rest:
        found[-1] = f"{_cut(found[-1], room - 1)}…"
    return found + [""] * (lines - len(found))


def _fitting(text: str, room: int) -> str:
    """As much of the text as one line holds, if possible up to a space, bracket or comma."""
    whole = _cut(text, room)
    if len(whole) == len(text):
        return whole
    for marks in (" (,:", "_-"):
        at = max(whole.rfind(mark) + 1 for mark in marks)
        if at > room // 3:
            return whole[:at]
    return whole


def _cut(text: str, room: int) -> str:
    """The beginning of the text that is no wider than so many characters; East Asian ones are twice as wide."""
    used = 0
    for number, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
        if used > room:
            return text[:number]
    return text
