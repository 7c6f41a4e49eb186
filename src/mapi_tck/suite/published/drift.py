"""What changed on the published page: the sentences, and the requirements and scenarios to look at again.

A page is compared with an older page in the same language, or with the digests that the kit keeps of the English page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.suite.catalogue import specification
from mapi_tck.suite.published.binding import english
from mapi_tck.suite.published.known import Sentence, known_sentences
from mapi_tck.suite.published.page import Page, digest
from mapi_tck.suite.published.reading import read_page

#: The word for the digests of the revision that the catalogue was written from.
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Changed:
    """A place of the page that says something else than before."""

    place: str
    #: How many of its sentences were changed or taken away, and how many it has had.
    changed: int
    before: int
    #: How many sentences stand there now that did not.
    new: int
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything that changed."""

    page: Page
    #: What it was compared with, in words.
    since: str
    changed: tuple[Changed, ...]

    @property
    def requirements(self) -> list[str]:
        """The requirements to look at again."""
        return list(dict.fromkeys(id for one in self.changed for id in one.requirements))


def drift(pages: Sequence[Page], since: str) -> Drift:
    """What changed since an older page, a revision, or the revision that the catalogue was written from (`KEPT`).

    Raises `UsageError` if the kit knows no such revision, or if the two pages have no language in common.
    """
    if Path(since).is_file():
        old, new = _same_language(read_page(Path(since)), pages)
        return Drift(new, Path(old.file).name, tuple(_compared(_digests(old), new)))
    revision = _revision(since)
    page = english(pages)
    kept: dict[str, list[str]] = {}
    for sentence in known_sentences():
        if revision in sentence.digests:
            kept.setdefault(sentence.place, []).append(sentence.digests[revision])
    return Drift(page, f"revision {revision}", tuple(_compared(kept, page)))


def _same_language(old: Sequence[Page], new: Sequence[Page]) -> tuple[Page, Page]:
    """The texts of both pages in the same language, the English one first."""
    by_language = {page.language: page for page in old}
    for page in sorted(new, key=lambda page: not page.english):
        if page.language in by_language:
            return by_language[page.language], page
    languages = [" and ".join(page.language for page in pages) for pages in (old, new)]
    raise UsageError(f"the pages are in {languages[0]} and in {languages[1]}", old[0].file, "compare the same language")


def _revision(since: str) -> str:
    """The revision that the words name, as the kit keeps it."""
    known = list(dict.fromkeys(revision for one in known_sentences() for revision in one.digests))
    wanted = specification().revision if since == KEPT else since.lower()
    found = [one for one in known if wanted.startswith(one) or (len(wanted) > 3 and one.startswith(wanted))]
    if found:
        return found[0]
    hint = did_you_mean(since, known, f"a file, {KEPT}, or one of {', '.join(known)}")
    raise UsageError("there is no such page, and no such revision is kept", f"--since {since}", hint)


def _digests(page: Page) -> dict[str, list[str]]:
    return {part.place: [digest(sentence) for sentence in part.sentences] for part in page.parts}


def _compared(before: Mapping[str, Sequence[str]], page: Page) -> Iterator[Changed]:
    now = _digests(page)
    bound: dict[str, list[Sentence]] = {}
    for sentence in known_sentences():
        bound.setdefault(sentence.place, []).append(sentence)
    for place in dict.fromkeys((*before, *now)):
        old, new = before.get(place, ()), now.get(place, ())
        gone: list[int] = []
        added = 0
        for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                gone += range(start, end)
                added += stop - begin
        if gone or added:
            yield Changed(place, len(gone), len(old), added, _answering(bound.get(place, []), gone, len(old)))


def _answering(bound: Sequence[Sentence], gone: Sequence[int], before: int) -> tuple[str, ...]:
    """The requirements of the sentences that changed; of the whole place where it cannot be told which of them they are."""
    told = [bound[number] for number in gone] if gone and len(bound) == before else bound
    return tuple(dict.fromkeys(id for sentence in told for id in sentence.requirements))
