"""Rules on the sentences of the published page: each is bound to requirements, or listed with the reason why not.

The page is not part of the kit. Without it the rules look at the list of sentences; with it, at the page too.
"""

from collections.abc import Iterator

from mapi_tck.errors import did_you_mean
from mapi_tck.lint.subject import Found, Subject, rule, shown
from mapi_tck.suite.catalogue import PROCEDURES
from mapi_tck.suite.published.binding import bind, english
from mapi_tck.suite.published.known import FOLDER, SENTENCES, Sentence, known_sentences, topic_file
from mapi_tck.suite.published.page import digest
from mapi_tck.suite.published.reading import read_page
from mapi_tck.suite.review import lines_of

#: The steps of the page itself, and what stands around them; the other steps are of pages that it links to.
_OF_THE_PAGE = ("I", "C", *PROCEDURES["A"], *PROCEDURES["B"])


def _known(subject: Subject) -> dict[str, tuple[Sentence, str, int]]:
    """Id of a sentence → the sentence, with file and line; nothing in a suite without the list."""
    path = subject.root / FOLDER / SENTENCES
    if not subject.has_catalogue or not path.exists():
        return {}
    lines = lines_of(topic_file(SENTENCES, subject.root).text)
    return {one.id: (one, shown(path), lines.get((one.id,), 1)) for one in known_sentences(subject.root)}


@rule
def unbound_sentence(subject: Subject) -> Iterator[Found]:
    """A sentence of the page that no requirement answers would be demanded and never tested."""
    catalogue = subject.catalogue
    for id, (sentence, file, line) in _known(subject).items():
        if bool(sentence.requirements) == bool(sentence.reason):
            hint = 'requirements = ["A4a"], or the reason why there are none: reason = "…"'
            yield file, line, f"sentence {id} needs requirements or a reason, one of them", hint
        for lost in [name for name in sentence.requirements if name not in catalogue]:
            yield file, line, f"sentence {id}: the catalogue has no requirement {lost}", did_you_mean(lost, catalogue)


@rule
def requirement_without_sentence(subject: Subject) -> Iterator[Found]:
    """A requirement of the topic itself must follow from one of its sentences."""
    known = _known(subject)
    bound = {id for sentence, _, _ in known.values() for id in sentence.requirements}
    for id, entry in subject.requirements if known else ():
        of_the_page = entry.table.get("step") in _OF_THE_PAGE and entry.table.get("profile", "topic") == "topic"
        if of_the_page and id not in bound:
            hint = f"add it to the sentence in {FOLDER}/{SENTENCES} that demands it"
            yield entry.file, entry.line, f"no sentence of the page is bound to {id}", hint


@rule
def sentences_of_the_page(subject: Subject) -> Iterator[Found]:
    """The list has exactly the sentences of the page that is handed over."""
    known = _known(subject)
    if subject.page is None or not known:
        return
    binding = bind(english(read_page(subject.page)), [sentence for sentence, _, _ in known.values()])
    for told in binding.unbound:
        message = f"sentence {told.id} of the page is not bound: its digest is {digest(told.text)}"
        yield str(subject.page), 1, message, f"see whether the requirements of {told.place} still say what it demands"
    for sentence in binding.gone:
        _, file, line = known[sentence.id]
        yield file, line, f"the page {subject.page} does not have sentence {sentence.id}", ""
