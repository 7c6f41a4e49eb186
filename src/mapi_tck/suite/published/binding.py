"""The sentences of the English page and the requirements: each is bound to some, or is listed with the reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mapi_tck.errors import UsageError
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.published.known import Sentence, known_sentences
from mapi_tck.suite.published.page import Page, digest


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the page."""

    place: str
    number: int
    text: str
    #: What the kit knows about it; `None` if it does not know the sentence.
    known: Sentence | None

    @property
    def id(self) -> str:
        """Its place and its number there."""
        return f"{self.place}/{self.number}"


@dataclass(frozen=True)
class Binding:
    """All sentences of an English page."""

    told: tuple[Told, ...]
    #: The sentences that the kit knows and the page does not have.
    gone: tuple[Sentence, ...]

    @property
    def unbound(self) -> list[Told]:
        """The sentences that the kit does not know."""
        return [told for told in self.told if told.known is None]

    @property
    def summary(self) -> str:
        """How many sentences are bound, in words."""
        bound = [told.known for told in self.told if told.known]
        listed = sum(not known.requirements for known in bound)
        informs = sum(_informs(known) for known in bound)
        return (
            f"{len(bound)} of {len(self.told)} sentences bound: {len(bound) - listed} have requirements "
            f"({informs} of them for information only), {listed} have none, for a reason"
        )

    @property
    def reasons(self) -> list[tuple[Told, str]]:
        """The sentences without a requirement that a part must keep, each with the reason."""
        return [
            (told, told.known.reason or f"{', '.join(told.known.requirements)}, for information only")
            for told in self.told
            if told.known and (told.known.reason or _informs(told.known))
        ]

    @cached_property
    def at(self) -> dict[str, list[Told]]:
        """Place → its sentences."""
        found: dict[str, list[Told]] = {}
        for told in self.told:
            found.setdefault(told.place, []).append(told)
        return found


def _informs(known: Sentence) -> bool:
    """Whether all its requirements are informative: no part must keep them."""
    catalogue = load_catalogue().requirements
    roles = {catalogue[id].role for id in known.requirements if id in catalogue}
    return roles == {"informative"}


def bind(page: Page, known: Sequence[Sentence] | None = None) -> Binding:
    """Find each sentence of the page among those that the kit knows, by its place and its digest at any revision."""
    every = known_sentences() if known is None else known
    left = list(every)
    told = []
    for part in page.parts:
        for number, text in enumerate(part.sentences, 1):
            found = next(
                (one for one in left if one.place == part.place and digest(text) in one.digests.values()), None
            )
            if found:
                left.remove(found)
            told.append(Told(part.place, number, text, found))
    return Binding(tuple(told), tuple(left))


def english(pages: Sequence[Page]) -> Page:
    """The English text of the page. Raises `UsageError` if it has none."""
    for page in pages:
        if page.english:
            return page
    what = f"the page has no English text, but {pages[0].language}"
    raise UsageError(what, pages[0].file, "the kit knows the sentences of the English page only")
