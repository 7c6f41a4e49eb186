"""The badge: it carries verdict and scope, never says more than the run, and can be read."""

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from made_records import a_record

from mapi_tck.reports import badge

SVG = "{http://www.w3.org/2000/svg}"


def test_the_badge_carries_scope_and_day() -> None:
    """Role, verdict and day are words on the badge; its name, for readers who do not see it, has profile and level too."""
    root = ET.fromstring(badge.render(a_record(role="transport")))
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]

    assert texts == ["MAPI transport", "✗ Does not conform · 2026-11-20"]
    label = root.get("aria-label") or ""
    assert root.get("role") == "img" and root.findtext(f"{SVG}title") == label
    assert "role transport, profile full, level full: ✗ Does not conform · 2026-11-20" in label
    assert re.search(r"Does not conform: \d MUSTs violated, with \d warnings", label)


def test_a_badge_never_says_more_than_the_run() -> None:
    """A selection's badge says that the selection holds, a run at level calls that it is one."""
    made = a_record(only=("I2", "A1a"))
    made.header["asked"] = [scenario["id"] for scenario in made.header["scenarios"]]

    assert "✓ The selection holds" in badge.render(made)
    made = a_record(only=("I2", "A1a"), options={**a_record().header["options"], "level": "calls"})
    shown = [text.text for text in ET.fromstring(badge.render(made)).iter(f"{SVG}text")]
    assert shown == ["MAPI subsystem · level calls", "✓ Conforms · 2026-11-20"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_badge_is_never_wide(left: str, right: str) -> None:
    """At most 300 pixels, whatever it says."""
    drawn = badge.drawn(left, right, "a badge", "#000")

    assert float(re.findall(r'width="([\d.]+)"', drawn)[0]) <= 300


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_badge_can_be_read() -> None:
    """White letters on each of its colours meet WCAG AA."""
    for colour in (*badge._COLOURS.values(), badge._GROUND):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour
