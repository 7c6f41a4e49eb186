"""Hostile inputs: the kept ones and a fixed sample of others find no fault, and the tool that makes them notices faults."""

from pathlib import Path

import pytest

from fuzz.corpus import KINDS, load
from fuzz.finding import Fault, Found, Kind
from fuzz.trying import Figures, try_batch, try_one
from mapi_tck.adapters.process.program import Program
from mapi_tck.claims.baseline import Deviation
from mapi_tck.errors import Blame, Breakage
from mapi_tck.mapi import MapiError
from mapi_tck.record import review

#: Kind → how many inputs of the sample.
SAMPLE = {"answers": 60, "record": 60, "declaration": 200, "baseline": 200, "feature": 40, "command line": 80}


def kind_of(name: str, folder: Path) -> Kind:
    """The kind of that name."""
    return KINDS[name](folder)


@pytest.mark.parametrize("name", KINDS)
def test_kept_inputs_find_no_fault(name: str, tmp_path: Path) -> None:
    """Each has found a fault once, or shows a case that a reader must get right."""
    kind, kept = kind_of(name, tmp_path), load(name)

    assert len({one.why for one in kept}) == len(kept) > 5
    for one in kept:
        try_one(kind, one.input)


@pytest.mark.parametrize("name", KINDS)
def test_a_sample_finds_no_fault(name: str, tmp_path: Path) -> None:
    """The same inputs each time; `make fuzz` tries others."""
    figures = Figures()
    try_batch(kind_of(name, tmp_path), SAMPLE[name], 1, figures)

    assert figures.found == []
    assert figures.inputs[name] >= SAMPLE[name] // 2


@pytest.mark.parametrize(
    ("name", "why", "place", "attribute", "broken", "fault"),
    [
        (
            "record",
            "A failure is said to be a pass, and the run was cut off.",
            review,
            "contradiction",
            lambda *_: "",
            Fault.INVENTED,
        ),
        ("baseline", "A reason of spaces excuses nothing.", Deviation, "lacks", property(lambda _: ""), Fault.INVENTED),
        ("answers", "The result is missing.", Breakage, "blame", property(lambda _: Blame.KIT), Fault.BLAME),
    ],
)
def test_faults_are_noticed(
    name: str,
    why: str,
    place: object,
    attribute: str,
    broken: object,
    fault: Fault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If a check of the kit is missing, a kept input finds that."""
    kind = kind_of(name, tmp_path)
    (given,) = [one.input for one in load(name) if one.why == why]
    try_one(kind, given)
    monkeypatch.setattr(place, attribute, broken)

    with pytest.raises(Found) as raised:
        try_one(kind, given)
    assert raised.value.fault == fault


def test_a_crash_after_the_last_line_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the request that ends a scenario once ended the whole run."""

    def settle(_program: Program) -> None:
        raise MapiError(0x80004005)

    monkeypatch.setattr(Program, "settle", settle)

    with pytest.raises(Found, match="crash: MapiError"):
        try_one(kind_of("answers", tmp_path), load("answers")[0].input)
