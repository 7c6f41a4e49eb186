"""What the report of a run can do beyond being read: filters, links, keys, sorting, saving."""

import json
from pathlib import Path

import pytest
from browsing import Seen, opened
from page_kinds import page_of
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with one of everything."""
    return page_of("failing", tmp_path_factory)


def shown(seen: Seen) -> list[str]:
    """The ids of the requirements that can be seen."""
    ids: list[str] = seen.page.evaluate(
        "() => [...document.querySelectorAll('article.requirement')].filter(part => part.checkVisibility())"
        ".map(part => part.dataset.id)"
    )
    return ids


def more(seen: Seen) -> None:
    """Open the filters that are folded at first."""
    seen.page.get_by_text("More filters").click()


def test_filters_work_together_and_are_counted(browser: Browser, report: Path) -> None:
    """Verdict, strength, step, cause and words narrow down what is shown, and the count says so."""
    with opened(browser, report) as seen:
        everything = shown(seen)
        count = seen.page.locator("#found")

        assert count.inner_text() == f"{len(everything)} of {len(everything)} requirements"
        more(seen)
        seen.page.get_by_label("fail (", exact=False).check()
        assert shown(seen) == ["A6a", "A6c", "A6d", "A6e"]
        seen.page.get_by_label("warning (", exact=False).check()
        assert shown(seen) == ["A2a", "A6a", "A6c", "A6d", "A6e", "C1"]
        seen.page.get_by_label("Strength", exact=True).select_option("SHOULD")
        assert shown(seen) == ["A2a", "C1"]
        seen.page.get_by_label("Step", exact=True).select_option("A2")
        assert shown(seen) == ["A2a"]
        assert count.inner_text() == f"1 of {len(everything)} requirements"
        seen.page.get_by_role("button", name="Show all").click()
        expect(count).to_have_text(f"{len(everything)} of {len(everything)} requirements")
        assert shown(seen) == everything
        seen.page.get_by_label("Cause", exact=True).select_option("topic-letter-direction")
        assert shown(seen) == ["A6a", "A6c", "A6d", "A6e"]
        seen.page.get_by_role("searchbox").fill("A6D promises")
        assert shown(seen) == ["A6d"]
        seen.page.get_by_role("searchbox").fill("no such word")
        assert shown(seen) == []
        assert count.get_attribute("aria-live") == "polite"


def test_only_what_changed_can_be_shown(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compared with a previous run, the page can be narrowed down to what changed, and to how."""
    page = page_of("compared", tmp_path_factory)
    with opened(browser, page) as seen:
        everything = shown(seen)
        more(seen)
        seen.page.get_by_label("Change", exact=True).select_option("any")
        changed = shown(seen)
        assert set() < set(changed) < set(everything)
        seen.page.get_by_label("Change", exact=True).select_option("regression")
        assert shown(seen) == changed
        assert seen.page.evaluate("() => location.hash") == "#?change=regression"
        seen.page.get_by_label("Evidence", exact=True).select_option("calls")
        assert set(shown(seen)) < set(changed)


def test_what_is_filtered_stands_in_the_address(browser: Browser, report: Path) -> None:
    """A reader who opens the address again sees the same."""
    with opened(browser, report) as seen:
        more(seen)
        seen.page.get_by_label("fail (", exact=False).check()
        seen.page.get_by_role("searchbox").fill("A6c & <more> 50%")
        seen.page.get_by_role("searchbox").fill("a6c")
        address: str = seen.page.evaluate("() => location.href")

    place = address.removeprefix(report.as_uri())
    assert place == "#?q=a6c&verdict=fail"
    with opened(browser, report, place) as seen:
        assert shown(seen) == ["A6c"]
        assert seen.page.get_by_role("searchbox").input_value() == "a6c"


def test_a_count_filters(browser: Browser, report: Path) -> None:
    """A count at the top shows its requirements alone, right below the search; once more, and the whole page is back."""
    with opened(browser, report) as seen:
        everything, count = shown(seen), seen.page.locator(".sums .fail")
        count.click()

        assert shown(seen) == ["A6a", "A6c", "A6d", "A6e"]
        assert seen.page.evaluate("() => location.hash") == "#?verdict=fail"
        assert count.get_attribute("aria-current") == "true"
        assert not seen.page.locator(".findings").first.is_visible()
        assert seen.page.locator("[id='A6a']").bounding_box()["y"] < 800  # type: ignore[index]
        count.click()
        assert shown(seen) == everything
        assert seen.page.locator(".findings").first.is_visible()


def test_one_finding_can_be_shown_alone(browser: Browser, report: Path) -> None:
    """Each has an address of its own then; previous and next go from one to the other, and Escape shows the page again."""
    visible = (
        "() => [...document.querySelectorAll('.finding')].filter(part => part.checkVisibility()).map(part => part.id)"
    )
    with opened(browser, report) as seen:
        findings = seen.page.evaluate("() => [...document.querySelectorAll('.finding')].map(part => part.id)")
        seen.page.get_by_label("one at a time").check()
        assert seen.page.evaluate(visible) == findings[:1]
        seen.page.get_by_role("button", name="Next finding").click()
        assert seen.page.evaluate(visible) == findings[1:2]
        assert seen.page.locator("#place").inner_text() == f"2 of {len(findings)} findings"
        place: str = seen.page.evaluate("() => location.hash")
        seen.page.get_by_role("button", name="Previous finding").click()
        assert seen.page.evaluate(visible) == findings[:1]
        seen.page.keyboard.press("Escape")
        assert seen.page.locator("#steps").is_visible()

    with opened(browser, report, place) as seen:
        assert seen.page.evaluate(visible) == findings[1:2]
        assert seen.page.locator("h1").is_visible()
        assert not seen.page.locator("#steps").is_visible()


def test_a_command_can_be_copied(browser: Browser, report: Path) -> None:
    """The button beside the command of a finding copies it, and says so."""
    with opened(browser, report, permissions=["clipboard-read", "clipboard-write"]) as seen:
        code = seen.page.locator(".finding > .again > code").first
        button = code.locator("xpath=following-sibling::button")
        button.click()

        expect(button).to_have_text("Copied")
        assert seen.page.evaluate("() => navigator.clipboard.readText()") == code.text_content()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_opens_what_it_leads_to(browser: Browser, report: Path, scripts: bool) -> None:
    """The address of a requirement or of a folded scenario leads to it; the script opens it as well."""
    with opened(browser, report, java_script_enabled=scripts) as seen:
        folded = seen.page.evaluate("() => document.querySelector('details.finding, details.scenario').id")
    for place in ("A6a", folded):
        with opened(browser, report, f"#{place}", java_script_enabled=scripts) as seen:
            target = seen.page.locator(f"[id='{place}']")

            assert target.is_visible()
            assert not scripts or target.evaluate("part => part.tagName !== 'DETAILS' || part.open")
            assert abs(target.evaluate("part => part.getBoundingClientRect().top")) < 60


def test_a_link_to_what_is_filtered_out_shows_it(browser: Browser, report: Path) -> None:
    """No link of the page leads to nowhere."""
    with opened(browser, report, "#?verdict=fail") as seen:
        seen.page.evaluate("() => { location.hash = 'I2'; }")
        seen.page.wait_for_function("() => document.getElementById('I2').checkVisibility()")
        assert seen.page.evaluate("() => location.hash") == "#I2"


def test_keys(browser: Browser, report: Path) -> None:
    """`/` searches, j and k walk through the findings, ? explains; while one types they are letters."""
    with opened(browser, report) as seen:
        press = seen.page.keyboard.press
        at = "() => document.activeElement.id"
        findings = seen.page.evaluate("() => [...document.querySelectorAll('.finding')].map(part => part.id)")
        press("j")
        assert seen.page.evaluate(at) == findings[0]
        press("j")
        press("j")
        assert seen.page.evaluate(at) == findings[2]
        press("k")
        assert seen.page.evaluate(at) == findings[1]
        press("/")
        seen.page.keyboard.type("jk/?")
        assert seen.page.get_by_role("searchbox").input_value() == "jk/?"
        press("Escape")
        assert seen.page.get_by_role("searchbox").input_value() == ""
        press("Escape")
        assert seen.page.evaluate("() => document.activeElement.tagName") == "BODY"
        press("/")
        seen.page.keyboard.type("a6c")
        press("Tab")
        press("Escape")
        assert seen.page.get_by_role("searchbox").input_value() == ""
        press("?")
        assert seen.page.get_by_role("dialog").is_visible()
        press("Escape")
        assert not seen.page.get_by_role("dialog").is_visible()


def test_keys_can_be_switched_off(browser: Browser, report: Path) -> None:
    """Off, a single letter does nothing, and the address remembers it."""
    with opened(browser, report) as seen:
        seen.page.keyboard.press("?")
        seen.page.get_by_label("Use these keys").uncheck()
        seen.page.get_by_role("button", name="Close").click()
        seen.page.evaluate("() => document.activeElement.blur()")
        seen.page.keyboard.press("/")

        assert seen.page.evaluate("() => document.activeElement.id") != "find-words"
        assert seen.page.evaluate("() => location.hash") == "#?keys=off"
        seen.page.reload()
        seen.page.keyboard.press("/")
        assert seen.page.evaluate("() => document.activeElement.id") != "find-words"


def test_the_index_can_be_sorted(browser: Browser, report: Path) -> None:
    """A column's heading is a button, and says which way it sorts."""
    with opened(browser, report) as seen:
        column = "() => [...document.querySelectorAll('.index tbody tr')].map(row => row.children[3].textContent)"
        heading = seen.page.get_by_role("columnheader", name="Scenarios")
        heading.get_by_role("button").click()

        numbers = [int(text) for text in seen.page.evaluate(column)]
        assert numbers == sorted(numbers)
        assert heading.get_attribute("aria-sort") == "ascending"
        heading.get_by_role("button").click()
        assert [int(text) for text in seen.page.evaluate(column)] == sorted(numbers, reverse=True)
        assert heading.get_attribute("aria-sort") == "descending"


def test_the_result_can_be_saved(browser: Browser, report: Path) -> None:
    """What is saved is JSON: the verdict, every requirement, every finding with its command, the record's digest."""
    with opened(browser, report) as seen:
        more(seen)
        with seen.page.expect_download() as download:
            seen.page.get_by_role("button", name="Save the result").click()
        result = json.loads(Path(download.value.path()).read_text("utf-8"))

        assert seen.console == []
    assert result["verdict"].startswith("Does not conform")
    assert {item["id"]: item["verdict"] for item in result["requirements"]}["A6a"] == "fail"
    assert all(finding["command"].startswith("mapi-tck run ") for finding in result["findings"])
    assert result["record"]["digest"].startswith("sha256:")
