"""The audit of the published page: what became of its names, steps and direction words in a translation."""

import re
import sys
import time
from pathlib import Path

import pytest
from topic_page import LANGUAGES, published, topic_page

from benchmarks.manglings import tries
from mapi_tck.errors import UsageError
from mapi_tck.suite.published.audit import Audit, audit, by_name
from mapi_tck.suite.published.page import Page
from mapi_tck.suite.published.reading import page_of, read_page

#: Identifier → how many of its occurrences can be read as they are, in each of `LANGUAGES`. A person counted them.
SURVIVAL = {
    "IMAPISession::GetStatusTable": (0, 2, 0, 0, 2),
    "IMAPITable::SetColumns": (0, 2, 0, 0, 2),
    "IMAPISession::OpenEntry": (0, 2, 0, 0, 2),
    "IMAPIStatus::FlushQueues": (0, 4, 0, 0, 4),
    "HrQueryAllRows": (3, 3, 3, 0, 3),
    "SPropertyRestriction": (4, 4, 4, 0, 4),
    "SRowSet": (2, 2, 2, 2, 2),
    "PR_ENTRYID": (0, 4, 4, 4, 4),
    "PR_RESOURCE_TYPE": (4, 4, 4, 4, 4),
    "PR_RESOURCE_METHODS": (1, 1, 1, 1, 1),
    "MAPI_SPOOLER": (1, 1, 1, 1, 1),
    "MAPI_TRANSPORT_PROVIDER": (1, 1, 1, 1, 1),
    "STATUS_FLUSH_QUEUES": (1, 1, 1, 1, 1),
    "FLUSH_NO_UI": (2, 2, 2, 2, 2),
    "FLUSH_DOWNLOAD": (2, 2, 2, 2, 2),
    "FLUSH_UPLOAD": (2, 2, 2, 2, 2),
    "FlushQueues": (1, 1, 1, 1, 1),
    "lpTargetTransport": (1, 1, 1, 0, 1),
    "PidTagResourceMethods": (1, 1, 0, 1, 1),
}

#: What a person found at single places: language, place, identifier, ways, and what stands there.
FOUND = [
    ("es-ES", "A2", "PR_ENTRYID", "lost", "****"),
    ("es-ES", "B5.1", "PR_ENTRYID", "lost", "****"),
    ("es-ES", "A1", "IMAPISession::GetStatusTable", "split", "IMAPISession:: GetStatusTable"),
    ("pt-BR", "A1", "IMAPISession::GetStatusTable", "split re-cased", "IMAPISession:: getstatustable"),
    ("pt-BR", "B5.2", "PidTagResourceMethods", "re-cased", "PIDTAGRESOURCEMETHODS"),
    ("ru-RU", "A1", "IMAPISession::GetStatusTable", "split transliterated", "IMAPISession:: жетстатустабле"),
    ("ru-RU", "A2", "IMAPITable::SetColumns", "split", "IMAPITable:: метода SetColumns"),
    ("ru-RU", "A3", "SPropertyRestriction", "transliterated", "спропертирестриктион"),
    ("ru-RU", "B5", "HrQueryAllRows", "transliterated", "хркуеряллровс"),
    ("ru-RU", "B5.3", "lpTargetTransport", "transliterated", "лптаржеттранспорт"),
    ("fr-FR", "C", "RAS", "re-cased", "Ras"),
]


def of(text: str) -> Audit:
    """The audit of a page with one text."""
    (page,) = page_of(text, "page.md")
    return audit(page)


def alarms(text: str) -> list[tuple[str, str]]:
    """Place and kind of each alarm."""
    return [(finding.place, finding.kind) for finding in of(text).alarms]


@pytest.mark.parametrize(("language", "column"), [(name, number) for number, name in enumerate(LANGUAGES)])
def test_the_published_pages_are_audited_as_a_person_did(language: str, column: int) -> None:
    """In each language as many identifiers survive as a person has counted, and all steps are there, in under a second."""
    start = time.process_time()
    found = audit(read_page(published(language))[0])
    seconds = time.process_time() - start
    counted = by_name(found)

    assert {name: counted[name][0] for name in SURVIVAL} == {name: row[column] for name, row in SURVIVAL.items()}
    assert found.structure == "steps all there and in order"
    assert [finding.place for finding in found.findings if finding.kind == "ruling"] == ["A6", "B5.3"]
    assert seconds < 1


@pytest.mark.parametrize(("language", "place", "name", "ways", "token"), FOUND)
def test_a_mangled_name_is_called_as_a_person_did(language: str, place: str, name: str, ways: str, token: str) -> None:
    """At each place the audit says in which way the name is mangled, and shows what stands there."""
    row = next(row for row in audit(read_page(published(language))[0]).rows if row.place == place)
    fate = next(fate for fate in row.fates if fate.name == name and not fate.survived)

    assert (" ".join(fate.ways), fate.token) == (ways, token)


def test_the_english_sentences_give_no_alarm() -> None:
    """The English text beside the Chinese translation is the page itself; nor is anything wrong with names in Chinese."""
    chinese, english = map(audit, read_page(published("zh-CN")))

    assert english.page.english and not chinese.page.english
    assert english.alarms == chinese.alarms == []


def test_manglings_of_a_clean_page_are_found() -> None:
    """Of 200 pages with one thing mangled the audit finds at least 99 of 100; `make manglings` tries ten thousand."""
    figures = tries(topic_page(), 200)

    assert len(figures.tried) == 8
    assert figures.share >= 99
    assert figures.named.total() >= 0.9 * figures.found.total()


def test_a_page_of_the_same_names_and_steps_gives_no_alarm() -> None:
    """Other words, and another order of flag and direction word, are no mistakes."""
    assert alarms(topic_page()) == []
    assert alarms(topic_page(direction="For {direction} queues there is {flag}")) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("PR_ENTRYID", "PR_ ENTRYID", "split"),
        ("PR_ENTRYID", "pr_entryid", "re-cased"),
        ("PR_ENTRYID", "thePR_ENTRYID", "merged"),
        ("PR_ENTRYID", "пр_ентриид", "transliterated"),
        ("PR_ENTRYID", "", "lost"),
        ("IMAPISession::OpenEntry", "IMAPISession::\u200bOpenEntry", "split"),
    ],
)
def test_each_way_of_mangling_has_its_name(old: str, new: str, found: str) -> None:
    """A name that is split, re-cased, merged, transliterated or lost is called so at each place."""
    kinds = {kind for _, kind in alarms(topic_page().replace(old, new))}

    assert kinds == {found}


def test_letters_that_need_no_blank_are_not_merged() -> None:
    """In scripts without blanks between words, and behind an apostrophe, a name stands alone."""
    for around in ("调用{}方法", "は{}を", "{}를", "l\u2019{}", "d'{}", "({})", "_{}_", "后_{}_参"):
        text = topic_page().replace("**FLUSH_NO_UI**", around.format("FLUSH_NO_UI"))

        assert alarms(text) == [], around


def test_a_step_that_is_missing_moved_or_added_is_found() -> None:
    """Steps are known by their names and links: their numbers decide nothing."""
    lines = topic_page().splitlines()
    at = {line.partition(".")[0]: number for number, line in reversed(list(enumerate(lines))) if re.match(r"\d", line)}
    without = [line for number, line in enumerate(lines) if number != at["3"]]
    swapped = list(lines)
    swapped[at["2"]], swapped[at["4"]] = f"2{lines[at['4']][1:]}", f"4{lines[at['2']][1:]}"
    added = [*lines[: at["7"]], "7. Nothing that matters.", "", *lines[at["7"] :]]

    assert alarms("\n".join(without))[-1:] == [("A3", "missing")]
    assert {kind for _, kind in alarms("\n".join(swapped))} == {"order"}
    assert {place for place, _ in alarms("\n".join(swapped))} <= {"A2", "A3", "A4"}
    assert ("A7", "extra") in alarms("\n".join(added))


def test_a_list_that_numbers_itself_is_in_order() -> None:
    """Markdown may give each step the number 1."""
    assert alarms(re.sub(r"(?m)^( *)\d+\. ", r"\g<1>1. ", topic_page())) == []


def test_direction_words_that_change_sides_are_found() -> None:
    """The English pairing is a note, because a ruling decides; another pairing is an alarm."""
    both = {"outgoing": "incoming", "incoming": "outgoing"}
    page = re.sub("outgoing|incoming", lambda found: both[found[0]], topic_page())

    assert alarms(page) == [("A6", "direction"), ("B5.3", "direction")]


def test_html_is_read_as_markdown_is() -> None:
    """The same page as HTML, with what a site puts around it, has the same parts."""
    from markdown_it import MarkdownIt

    body = MarkdownIt().render(topic_page()).replace('.md"', '"').replace('href="', 'href="../mapi/')
    around = "<nav><h2>Menu</h2><ol><li>no</li></ol></nav>"
    page = f"<!DOCTYPE html><html lang='de-de'><body>{around}<main>{body}</main></body></html>"
    (found,), (expected,) = page_of(page, "page.html"), page_of(topic_page(), "page.md")

    assert [(part.place, part.text, part.links) for part in found.parts] == [
        (part.place, part.text, part.links) for part in expected.parts
    ]
    assert found.language == "de-de"
    assert [finding.kind for finding in audit(Page("", "", found.parts)).alarms] == []


@pytest.mark.parametrize(
    ("module", "package"),
    [("markdown_it", "markdown-it-py"), ("selectolax.lexbor", "selectolax"), ("anyascii", "anyascii")],
)
def test_a_library_that_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch, module: str, package: str) -> None:
    """The kit works without the libraries that read a page; a command that needs them says how to get them."""
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(UsageError, match=rf"{package} is not installed \(pip install {package}\)"):
        of(topic_page().replace("PR_ENTRYID", ""))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it has no title with numbered steps below it"),
        ("# Title\n\nText\n", "it has no title with numbered steps below it"),
        ("# Title\n\n### Steps\n\n1. Bread\n2. Butter\n", "it links to none of the pages that the topic links to"),
    ],
)
def test_another_page_is_refused(tmp_path: Path, text: str, what: str) -> None:
    """A file that is not the page is a mistake of the user, in one line."""
    path = tmp_path / "page.md"
    path.write_text(text)

    with pytest.raises(UsageError, match=what):
        audit(read_page(path)[0])
