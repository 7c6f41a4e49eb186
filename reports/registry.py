"""The pages of a registry: a table of all certificates, a page and a badge for each, and a feed."""

from collections.abc import Sequence
from html import escape

from mapi_tck.foreign import shortened, visible
from mapi_tck.wire.codecs import Json

from .badge import drawn
from .page.frame import page as html_page

_FEED = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>MAPI, sending or receiving a message on demand: certificates</title>
<id>urn:mapi-tck:registry</id>
<updated>{updated}T00:00:00Z</updated>
<author><name>mapi-tck</name></author>
{entries}</feed>
"""
_ENTRY = """\
<entry>
<title>{title}</title>
<id>urn:mapi-tck:certificate:{number}</id>
<link href="{number}/index.html"/>
<updated>{updated}T00:00:00Z</updated>
<summary>{summary}</summary>
</entry>
"""


def pages(listed: Sequence[Json], on: str) -> dict[str, str]:
    """File of the site → its text. Each certificate is what its statement says, and whether it is still valid on that day."""
    valid = [one for one in listed if not one["invalid"]]
    ended = [one for one in listed if one["invalid"]]
    files = {
        "index.html": html_page(
            "registry.html.j2", ("report.css", "registry.css"), valid=valid, ended=ended, on=on, title=_title(valid)
        ),
        "feed.xml": _feed(listed, on),
    }
    for one in listed:
        number = one["certificate"]
        files[f"{number}/index.html"] = html_page(
            "registered.html.j2", ("report.css", "registry.css"), c=one, on=on, named=_named(one)
        )
        files[f"{number}/badge.svg"] = badge(one)
    return files


def badge(one: Json) -> str:
    """The certificate as a badge: role, and how long it is valid."""
    scope = f"MAPI {one['role']}"
    result = "certificate ended" if one["invalid"] else f"✓ valid to {one['expires']}"
    said = f"{_named(one)}: {scope}, profile {one['profile']}, level {one['level']}: {result}"
    return drawn(scope, result, said, "#5c6066" if one["invalid"] else "#1a6b34")


def _title(valid: Sequence[Json]) -> str:
    return "1 certified implementation" if len(valid) == 1 else f"{len(valid)} certified implementations"


def _named(one: Json) -> str:
    held = one["implementation"]
    return f"{held['name']} {held['version']}".strip()


def _feed(listed: Sequence[Json], on: str) -> str:
    def text(words: str) -> str:
        return escape(visible(shortened(words, 300)))

    entries = [
        _ENTRY.format(
            title=text(f"{_named(one)}: {one['verdict']}"),
            number=one["certificate"],
            updated=one["issued"],
            summary=text(one["invalid"] or f"Certified by {one['issuer']}, valid to {one['expires']}."),
        )
        for one in listed
    ]
    return _FEED.format(updated=max((one["issued"] for one in listed), default=on), entries="".join(entries))
