"""The ledger of requirement ids: other people's reports name them, so an id is never renumbered or used again.

`features/ids.txt` is committed. Each line has: id, numbered step, the statement at the time when the id was given, and for a
withdrawn id the word `withdrawn:` with the reason; separated by tabs, sorted. A statement may be reworded if it is still more
like its own line than like any other line. Otherwise it was renumbered, or it is another statement and needs a new id. If it is
really the same statement, the author edits the line by hand, and a reviewer sees that.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapi_tck.errors import UsageError
from mapi_tck.lint.subject import Found, Subject, rule, shown
from mapi_tck.suite.catalogue import features_root, natural, read_catalogue
from mapi_tck.suite.renamed import NAME as RENAMED
from mapi_tck.suite.review import lines_of

NAME: Final = "ids.txt"

#: Below this likeness a statement is another one. Of all pairs of different statements in the catalogue 99 of 100 are
#: below, so an id that is used again is seen, while a sentence may change half of its words.
LIKENESS: Final = 0.35

_HEAD: Final = """\
# Every requirement id that was ever given, with its numbered step and its statement at that time. An id is never given again.
# New ids: mapi-tck lint --add-ids. An id that goes stays here: add a tab and `withdrawn: ` with the reason.
"""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One id of the ledger."""

    number: int
    id: str
    step: str
    statement: str
    withdrawn: str = ""


def read_ledger(path: Path) -> tuple[list[LedgerLine], list[tuple[int, str]]]:
    """The lines, and the mistakes (line number, message) in those that cannot be read."""
    lines: list[LedgerLine] = []
    wrong: list[tuple[int, str]] = []
    for number, text in enumerate(path.read_text("utf-8-sig", errors="replace").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        parts = text.split("\t")
        if len(parts) not in (3, 4) or (len(parts) == 4 and not re.match(r"withdrawn: \S", parts[3])):
            wrong.append((number, "not: id, step, statement, and perhaps `withdrawn: reason`, separated by tabs"))
            continue
        id, step, statement, *withdrawn = parts
        line = LedgerLine(number, id, step, statement, "".join(withdrawn).removeprefix("withdrawn: "))
        if lines and natural(lines[-1].id) >= natural(line.id):
            wrong.append((number, f"{line.id} stands after {lines[-1].id}"))
        lines.append(line)
    return lines, wrong


def add_new_ids(root: Path | None = None) -> list[str]:
    """Enter the catalogue's new ids into the ledger, and return them. Lines that are there already do not change."""
    folder = root or features_root()
    path = folder / NAME
    lines, wrong = read_ledger(path) if path.exists() else ([], [])
    if wrong:
        raise UsageError(wrong[0][1], f"{shown(path)}:{wrong[0][0]}", "nothing was entered")
    known = {line.id for line in lines}
    try:
        catalogue = read_catalogue(folder)
    except UsageError as error:
        raise UsageError(f"the catalogue cannot be read: {error}", shown(folder), "mapi-tck lint says where") from error
    new = [item for item in catalogue.requirements.values() if item.id not in known]
    lines += [LedgerLine(0, item.id, item.step, item.statement) for item in new]
    if new or not path.exists():
        written = sorted(lines, key=lambda line: natural(line.id))
        path.write_text(_HEAD + "".join(f"{_written(line)}\n" for line in written), "utf-8")
    return [item.id for item in new]


def _written(line: LedgerLine) -> str:
    parts = [line.id, line.step, line.statement]
    return "\t".join([*parts, f"withdrawn: {line.withdrawn}"] if line.withdrawn else parts)


def likeness(one: str, other: str) -> float:
    """How much two statements have in common, word by word: 0 to 1."""
    return difflib.SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@rule
def wrong_new_id(subject: Subject) -> Iterator[Found]:
    """A user who asks for an old id is told the new one, so that one has to be there."""
    path = subject.root / RENAMED
    if subject.unreadable or not path.exists():
        return
    text = path.read_text("utf-8")
    ids = {one.id for _, scenario in subject.scenarios for one in scenario.expanded} | subject.catalogue.keys()
    lines = lines_of(text)
    for table, entries in tomllib.loads(text).items():
        for old, new in entries.items():
            line = lines.get((table, old), 1)
            if new not in ids:
                yield shown(path), line, f"there is no {table} {new}", "write the id that it has now"
            if old in ids:
                yield shown(path), line, f"the {table} {old} is there", "remove the entry"


@rule
def id_ledger(subject: Subject) -> Iterator[Found]:
    """Reports, baselines and bug trackers name ids: an id that vanishes or changes its meaning breaks them."""
    path = subject.root / NAME
    if not subject.has_catalogue or subject.unreadable or not (subject.own or path.exists()):
        return
    file = shown(path)
    if not path.exists():
        yield file, 1, "there is no ledger of ids", "mapi-tck lint --add-ids makes one"
        return
    lines, wrong = read_ledger(path)
    for number, message in wrong:
        yield file, number, message, ""
    ledger = {line.id: line for line in lines}
    catalogue = subject.catalogue
    for line in lines:
        if line.id not in catalogue and not line.withdrawn:
            message = f"{line.id} is not in the catalogue any more"
            yield file, line.number, message, "ids are not renumbered: withdraw it here, with the reason"
    for id, entry in catalogue.items():
        if id not in ledger:
            yield entry.file, entry.line, f"{id} is a new id", "mapi-tck lint --add-ids enters it into the ledger"
        elif ledger[id].withdrawn:
            message = f"{id} was withdrawn: {ledger[id].withdrawn}"
            yield entry.file, entry.line, message, "a new statement takes a new id"
        elif ledger[id].step != entry.table.get("step"):
            message = f"{id} was given for step {ledger[id].step}, not {entry.table.get('step')}"
            yield *entry.at("step"), message, "a statement on another step takes a new id"
        else:
            statement = " ".join(str(entry.table.get("statement", "")).split())
            if message := _renumbered(id, statement, ledger):
                hint = f"a new statement takes a new id; a reworded one: edit its line in {NAME}"
                yield *entry.at("statement"), message, hint


def _renumbered(id: str, statement: str, ledger: dict[str, LedgerLine]) -> str:
    if statement == ledger[id].statement:
        return ""
    own = likeness(statement, ledger[id].statement)
    nearest = max(ledger.values(), key=lambda line: (likeness(statement, line.statement), line.id == id))
    if nearest.id != id:
        return f"{id} now says what {nearest.id} said when it was given"
    return f"{id} does not say any more what it said when it was given" if own < LIKENESS else ""
