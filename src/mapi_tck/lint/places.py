"""Rules on the places of requirements: the catalogue says where on its page each requirement is said.

The published pages are not part of the kit. `places.toml` lists their headings, so the lint needs no page. The rules do not apply
to a suite that has no such file.
"""

from collections.abc import Iterator
from typing import Final

from mapi_tck.errors import did_you_mean
from mapi_tck.lint.subject import Found, Subject, rule
from mapi_tck.suite.places import FILE, Pages, place_of, read_pages

#: How many headings a hint lists at most.
_FEW: Final = 12


def _pages(subject: Subject) -> Pages:
    return (read_pages(subject.root) or {}) if subject.has_catalogue else {}


@rule
def requirement_without_place(subject: Subject) -> Iterator[Found]:
    """A reader checks a requirement at the place that says it, and a page without a place has to be read whole."""
    pages = _pages(subject)
    for id, entry in subject.requirements if pages else ():
        if not entry.table.get("place"):
            source = str(entry.table.get("source"))
            hint = f'write place = "HEADING", or "HEADING, step 7", below source; {_known(pages, source)}'
            yield *entry.at("source"), f"{id} does not say at which place of {source} it is said", hint


@rule
def unknown_place(subject: Subject) -> Iterator[Found]:
    """A place that its page does not have leads a reader nowhere."""
    pages = _pages(subject)
    for id, entry in subject.requirements if pages else ():
        source, text = str(entry.table.get("source")), str(entry.table.get("place") or "")
        place = place_of(text)
        if not text:
            continue
        if source not in pages:
            yield *entry.at("source"), f"{id}: {FILE} does not list the headings of {source}", _known(pages, source)
        elif place.heading not in pages[source]:
            hint = did_you_mean(place.heading, pages[source], _known(pages, source))
            yield *entry.at("place"), f"{id}: {source} has no heading {place.heading}", hint
        elif place.part and place.part not in (parts := pages[source][place.heading]):
            hint = did_you_mean(place.part, parts, f"one of {', '.join(parts)}" if 0 < len(parts) <= _FEW else "")
            yield *entry.at("place"), f"{id}: {source} has no {place.part} below {place.heading}", hint


def _known(pages: Pages, source: str) -> str:
    if source not in pages:
        return f"python -m docs.places FOLDER, with the folder of the published pages, adds the page to {FILE}"
    return f"the page has {'; '.join(list(pages[source])[:_FEW])}"
