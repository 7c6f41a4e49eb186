"""How many manglings of the published page the audit finds: `python -m benchmarks.manglings PAGE`, or `make manglings PAGE=…`.

PAGE is the page with its English text. Each try changes one thing of a clean page: it drops, splits, re-cases, transliterates or
merges a name, swaps two steps, drops a step, or exchanges direction words. The audit finds it if an alarm names the place.
"""

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from mapi_tck.suite.published.audit import Finding, audit
from mapi_tck.suite.published.known import INCOMING, OUTGOING, said
from mapi_tck.suite.published.names import abbreviation
from mapi_tck.suite.published.reading import BESIDE, page_of

#: How many manglings are tried, and how many of 100 the audit must find.
TRIES: Final = 10_000
LEAST: Final = 99

_BESIDE: Final = re.compile(
    rf'<span data-ttu-id="[^"]*">(?:(?!</span>).)*</span><span class="{BESIDE}"><span data-stu-id="[^"]*">(.*?)</span></span>'
)
_STEP: Final = re.compile(r"( *)(\d+)\. (.*)")

#: What stands for the letters a to z in other scripts: how machine translation writes a name by its sound.
_SOUNDS: Final = {
    "Cyrillic": "а б к д е ф г х и ж к л м н о п к р с т у в в кс й з",
    "Greek": "α β κ δ ε φ γ χ ι τζ κ λ μ ν ο π κ ρ σ τ ου β ου ξ υ ζ",
}

#: What may stand between the halves of a name that was taken apart.
_BETWEEN: Final = (" ", "  ", "-", "\u200b", " the ", "_ ", ": ", ". ")


@dataclass(frozen=True, slots=True)
class Mangled:
    """A mangled page: how it was mangled, and the places that an alarm may name."""

    how: str
    places: frozenset[str]
    text: str
    what: str


@dataclass
class Clean:
    """A clean English page as lines, with the place of each line that has one."""

    lines: list[str]
    places: dict[int, str]
    tried: random.Random

    @classmethod
    def of(cls, text: str, seed: int) -> "Clean":
        """The clean page: the English text alone."""
        lines = _BESIDE.sub(r"\1", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)).splitlines()
        return cls(lines, dict(_places(lines)), random.Random(seed))

    @property
    def text(self) -> str:
        """The clean page."""
        return "\n".join(self.lines)

    def mangled(self) -> Mangled:
        """The page with one thing changed, by chance."""
        how = self.tried.choice(list(_HOW))
        found = _HOW[how](self)
        return found or self.mangled()

    def changed(self, how: str, changes: dict[int, str], what: str) -> Mangled | None:
        """The page with other lines; none if they are the same."""
        lines = [changes.get(number, line) for number, line in enumerate(self.lines)]
        places = frozenset(self.places[number] for number in changes)
        return Mangled(how, places, "\n".join(lines), what) if lines != self.lines else None

    def name(self) -> tuple[int, re.Match[str]]:
        """A name that the page has, by chance: its line, and where it is there."""
        every = [
            (number, found)
            for number, place in self.places.items()
            if place in said()
            for name in dict.fromkeys(said()[place].names)
            if not abbreviation(name)
            for found in re.finditer(rf"(?<![\w:]){re.escape(name)}(?![\w])", self.lines[number])
        ]
        return self.tried.choice(every)

    def rewritten(self, how: str, change: Callable[[str], str]) -> Mangled | None:
        """The page with one name changed."""
        number, found = self.name()
        line, new = self.lines[number], change(found[0])
        return self.changed(how, {number: line[: found.start()] + new + line[found.end() :]}, f"{found[0]} → {new}")


def _places(lines: list[str]) -> Iterator[tuple[int, str]]:
    procedures = iter("AB")
    procedure = step = ""
    for number, line in enumerate(lines):
        if line.startswith("### "):
            procedure = next(procedures)
        elif found := _STEP.match(line):
            step = f"{step}.{found[2]}" if found[1] else f"{procedure}{found[2]}"
            yield number, step
            step = step.partition(".")[0]
        elif line.strip() and not line.startswith(("#", "**")):
            yield number, "C" if procedure else "I"


def _dropped(page: Clean) -> Mangled | None:
    number, found = page.name()
    line, name = page.lines[number], found[0]
    forms = [name, rf"[{name}]", rf"**{name}**"]
    whole = re.search(rf"\[{re.escape(name)}\]\([^)]*\)", line)
    if whole:
        forms.append(whole[0])
    form = page.tried.choice([form for form in forms if form in line])
    left = "" if form in (name, whole[0] if whole else "") else form.replace(name, "")
    return page.changed("drop", {number: line.replace(form, left, 1)}, form)


def _split(page: Clean) -> Mangled | None:
    def change(name: str) -> str:
        at = name.index("::") + 2 if "::" in name and page.tried.random() < 0.5 else page.tried.randrange(1, len(name))
        if "_" in name and page.tried.random() < 0.3:
            return name.replace("_", " ", 1)
        return name[:at] + page.tried.choice(_BETWEEN) + name[at:]

    return page.rewritten("split", change)


def _recased(page: Clean) -> Mangled | None:
    def change(name: str) -> str:
        at = page.tried.randrange(len(name))
        forms = (name.lower(), name.upper(), name.capitalize(), name.swapcase(), name[:at] + name[at:].swapcase())
        return page.tried.choice(forms)

    return page.rewritten("re-case", change)


def _transliterated(page: Clean) -> Mangled | None:
    sounds = _SOUNDS[page.tried.choice(list(_SOUNDS))].split()
    letters = dict(zip(ascii_lowercase, sounds, strict=True))

    def change(name: str) -> str:
        first, colons, second = name.partition("::")
        parts = [first, second] if colons else [first]
        chosen = page.tried.randrange(len(parts) + 1)
        told = [
            "".join(letters.get(letter, letter) for letter in part.lower()) if chosen in (at, len(parts)) else part
            for at, part in enumerate(parts)
        ]
        return page.tried.choice(("::", ":: ")).join(told)

    return page.rewritten("transliterate", change)


def _merged(page: Clean) -> Mangled | None:
    def change(name: str) -> str:
        word = page.tried.choice(("the", "method", "s", "é", "X", "2"))
        return page.tried.choice((f"{name}{word}", f"{word}{name}"))

    return page.rewritten("merge", change)


def _reordered(page: Clean) -> Mangled | None:
    steps = [(number, place) for number, place in page.places.items() if place[0] in "AB"]
    one = page.tried.choice(steps)
    two = page.tried.choice([step for step in steps if step[1][0] == one[1][0] and step != one])
    (first, _), (second, _) = one, two
    told = [_STEP.match(page.lines[number]) for number in (first, second)]
    assert told[0]
    assert told[1]
    lines = {
        first: f"{told[0][1]}{told[0][2]}. {told[1][3]}",
        second: f"{told[1][1]}{told[1][2]}. {told[0][3]}",
    }
    return page.changed("reorder", lines, f"{one[1]} and {two[1]}")


def _without(page: Clean) -> Mangled | None:
    number, place = page.tried.choice([item for item in page.places.items() if item[1][0] in "AB" and item[1] != "B5"])
    return page.changed("drop a step", {number: ""}, place)


def _exchanged(page: Clean) -> Mangled | None:
    number = page.tried.choice([number for number, place in page.places.items() if place in ("A6", "B5.3")])
    line = page.lines[number]
    both = {OUTGOING: INCOMING, INCOMING: OUTGOING}
    flags = {"FLUSH_DOWNLOAD": "FLUSH_UPLOAD", "FLUSH_UPLOAD": "FLUSH_DOWNLOAD"}
    which = page.tried.choice((both, flags, {OUTGOING: INCOMING}, {INCOMING: OUTGOING}))
    new = re.sub("|".join(which), lambda found: which[found[0]], line)
    return page.changed("direction", {number: new}, " and ".join(which))


_HOW: Final[dict[str, Callable[[Clean], Mangled | None]]] = {
    "drop": _dropped,
    "split": _split,
    "re-case": _recased,
    "transliterate": _transliterated,
    "merge": _merged,
    "reorder": _reordered,
    "drop a step": _without,
    "direction": _exchanged,
}


#: Way of mangling → what the audit calls it. A mangled name may have lost more than one thing; then one of them is enough.
_KINDS: Final = {
    "drop": {"lost"},
    "split": {"split"},
    "re-case": {"re-cased"},
    "transliterate": {"transliterated"},
    "merge": {"merged"},
    "reorder": {"order"},
    "drop a step": {"missing"},
    "direction": {"direction"},
}


@dataclass(slots=True)
class Figures:
    """How often each way of mangling was tried, found, and called by its name; and what was not found."""

    tried: Counter[str]
    found: Counter[str]
    named: Counter[str]
    missed: list[Mangled]

    @property
    def share(self) -> float:
        """How many of 100 were found."""
        return 100 * self.found.total() / self.tried.total()


def tries(text: str, number: int, seed: int = 0) -> Figures:
    """Mangle the page so many times, one thing at a time."""
    clean = Clean.of(text, seed)
    assert not audited(clean.text), "the clean page must give no alarm"
    figures = Figures(Counter(), Counter(), Counter(), [])
    for _ in range(number):
        mangled = clean.mangled()
        alarms = [finding for finding in audited(mangled.text) if finding.place in mangled.places]
        figures.tried[mangled.how] += 1
        figures.found[mangled.how] += bool(alarms)
        words = {word for alarm in alarms for word in (alarm.kind, *alarm.ways)}
        figures.named[mangled.how] += bool(words & _KINDS[mangled.how])
        figures.missed += [] if alarms else [mangled]
    return figures


def audited(text: str) -> list[Finding]:
    """The alarms of the audit."""
    return audit(page_of(text, "page.md")[0]).alarms


def main(arguments: list[str]) -> int:
    """Try the manglings, and print the figures; 1 if the audit finds too few."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("usage: python -m benchmarks.manglings PAGE [TRIES]\n")
        return 2
    start = time.monotonic()
    figures = tries(Path(arguments[0]).read_text("utf-8"), int(arguments[1]) if arguments[1:] else TRIES)
    for how, number in sorted(figures.tried.items()):
        print(f"{how:14} found {figures.found[how]:5} of {number:5}, called so {figures.named[how]:5}")
    for mangled in figures.missed[:20]:
        print(f"not found: {mangled.how} at {', '.join(sorted(mangled.places))}: {mangled.what}")
    seconds = time.monotonic() - start
    print(f"found {figures.found.total()} of {figures.tried.total()}, {figures.share:.2f} %, in {seconds:.0f} s")
    return int(figures.share < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
