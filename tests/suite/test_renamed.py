"""Ids that have changed: a command, a baseline and a comparison of runs know the new ones."""

from datetime import date

import pytest

from mapi_tck.assessment.gate import unknown
from mapi_tck.claims.baseline import Deviation
from mapi_tck.errors import UsageError
from mapi_tck.settings.selection import review_only
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios, requirement_of
from mapi_tck.suite.renamed import load_renamed, new_id

OLD = "user_interface.feature::a_lan_transport_shows_nothing_while_it_is_flushed"
NEW = "closing_remarks.feature::a_lan_transport_shows_nothing_while_it_is_flushed"


def test_each_new_id_is_a_scenario_of_the_kit() -> None:
    """Or a requirement. And no old one is."""
    known = {*packaged_scenarios(), *load_catalogue().requirements}

    assert [new for new in load_renamed().values() if new not in known] == []
    assert [old for old in load_renamed() if old in known] == []


def test_a_placement_stays() -> None:
    """The file has ids without placement; the id of a hosted scenario has one."""
    assert new_id(OLD) == NEW
    assert new_id(OLD.replace("::", "@first::")) == NEW.replace("::", "@first::")
    assert new_id(NEW) == new_id("A6a") == ""


def test_only_says_the_new_id() -> None:
    """One line, with the word that was written and the one to write."""
    with pytest.raises(UsageError) as caught:
        review_only([OLD], packaged_scenarios().values(), load_catalogue())

    assert (str(caught.value), NEW) == (f"--only: {OLD} has a new id ({NEW})", caught.value.hint)


def test_a_baseline_is_told_the_new_id() -> None:
    """An entry that names an old scenario is told the new one, and the requirement that it judges."""
    entry = Deviation(OLD, "ui-shown", date(2027, 1, 1), "known", "someone")
    judged = requirement_of(packaged_scenarios()[NEW], load_catalogue())

    assert unknown(entry) == f"its new id is {NEW}, which judges {judged}"
