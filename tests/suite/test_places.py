"""Places on the published pages: how they are written, where they lead, and how they are read from a page."""

import pytest

from docs.places import headings
from mapi_tck.suite.catalogue import features_root, load_catalogue, specification
from mapi_tck.suite.places import Place, place_of, read_pages

PAGE = """\
---
title: "A page"
---
# A Page

## Parameters

 _ulFlags_

> [in] A bitmask:

FLUSH_UPLOAD

> It goes out.

SOME WORDS

```cpp
## Not a heading
_cbSize_
```

## To do it

1. First.
2. Second:
   1. Inner.
      1. Innermost.
   2. Another.
3. Third.

## As a table

|**Step**|**Who**|
|:-----|:-----|
|1. |The spooler |
|2. |The provider |

## See also

[Another](another.md)
"""


def test_a_place_is_a_heading_and_perhaps_a_part() -> None:
    """The part stands behind a comma."""
    assert place_of("Remarks") == Place("Remarks")
    assert place_of("Remarks, step 5.3") == Place("Remarks", "step 5.3")


@pytest.mark.parametrize(
    ("place", "anchor"),
    [
        ("Remarks", "remarks"),
        ("Return value, MAPI_E_BUSY", "return-value"),
        ("IMAPIStatus : IMAPIProp", "imapistatus--imapiprop"),
        ('"><script>', "script"),
        ("", ""),
    ],
)
def test_an_address_ends_with_the_anchor_of_the_heading(place: str, anchor: str) -> None:
    """Whatever a record says, nothing but letters, digits and dashes gets into an address."""
    address = specification().address("status-tables.md", place)

    assert address == f"{specification().pages}status-tables" + (f"#{anchor}" if anchor else "")
    assert specification().address("javascript:alert(1)", place) == ""


def test_headings_are_read_with_steps_and_names() -> None:
    """Steps of lists and tables are numbered as on the page; code, prose and what stands apart are left out."""
    assert headings(PAGE) == {
        "A Page": [],
        "Parameters": ["ulFlags", "FLUSH_UPLOAD"],
        "To do it": ["step 1", "step 2", "step 2.1", "step 2.1.1", "step 2.2", "step 3"],
        "As a table": ["step 1", "step 2"],
    }


def test_a_heading_that_is_twice_is_refused() -> None:
    """A place must be one place."""
    with pytest.raises(ValueError, match="two headings are Remarks"):
        headings("# Page\n## Remarks\n## Remarks\n")


def test_every_requirement_has_a_place_of_its_page() -> None:
    """The kit lists the headings of each page that its catalogue names, and of no other."""
    pages = read_pages(features_root())
    requirements = load_catalogue().requirements.values()

    assert pages is not None
    assert set(pages) == {requirement.source for requirement in requirements}
    assert all(place_of(requirement.place).heading in pages[requirement.source] for requirement in requirements)
