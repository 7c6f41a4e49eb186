"""The failing report of a wrong implementation: what is wrong stands on the first screen."""

import json
from pathlib import Path

import pytest
from browsing import opened
from pages_of_faults import failing
from playwright.sync_api import Browser
from whole_selftest import whole_selftest

from mapi_tck.ports.roles import Role
from mapi_tck.verdicts import Verdict

pytestmark = pytest.mark.browser


#: What can be seen of the page's first finding on the first screen: its parts, each wholly within the window.
SEEN = """() => {
    const within = (part) => {
        const box = part.getBoundingClientRect();
        return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    };
    const finding = document.querySelector('.findings .finding');
    const cause = finding.closest('.cause');
    const grounds = cause.querySelector('.grounds');
    const rests = grounds.querySelector('.rests');
    const steps = [...document.querySelectorAll('.map ol.walk a')];
    const text = (part) => part && within(part) ? part.textContent.trim().replace(/\\s+/g, ' ') : '';
    return {
        verdict: text(document.querySelector('h1')),
        id: text(cause.querySelector('h4 a')),
        title: text(cause.querySelector('h3 bdi')),
        step: text(grounds.querySelector('.of')),
        source: text(grounds.querySelector('[rel~=external]')),
        ruling: rests ? text(rests) : 'none',
        map: steps.length && steps.every(within),
        causes: text(document.querySelector('.found')),
        sums: text(document.querySelector('.sums')),
        requirement: text(cause.querySelector('h4')),
        expected: text(finding.querySelector('.expected')),
        observed: text(finding.querySelector('.observed')),
        call: text(finding.querySelector('.decisive .call > code')),
        parties: text(finding.querySelector('.decisive .call > small')),
        again: text(finding.querySelector('.again')),
    };
}"""


@pytest.fixture(scope="module", params=Role)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Role, Path]:
    """The reports of the faults of each role, as the self-test ran them."""
    return request.param, whole_selftest(tmp_path_factory)[0].out / "pages"


def test_what_is_wrong_stands_on_the_first_screen(browser: Browser, pages: tuple[Role, Path]) -> None:
    """At 1280 by 800, of every fault: a requirement that it is expected to violate, expected and observed value, the decisive
    call, who answered it, the command that repeats it, how many requirements have which verdict, and how many causes there are.
    """
    role, folder = pages
    lacking: dict[str, object] = {}
    with opened(browser, folder / f"wrong-{failing(role)[0].id}.html") as seen:
        for fault in failing(role):
            expected = {item.requirement for item in fault.expected if item.verdict is Verdict.FAIL}
            seen.page.goto((folder / f"wrong-{fault.id}.html").as_uri())
            first = seen.page.evaluate(SEEN)
            if not all(first.values()) or first["id"] not in expected:
                lacking[fault.id] = first

    assert not lacking, json.dumps(lacking, indent=1)


def test_the_sample_is_large_enough() -> None:
    """With any stride, at least twelve faults of both roles are looked at."""
    assert sum(len(failing(role)) for role in Role) >= 12
    assert all(failing(role) for role in Role)
