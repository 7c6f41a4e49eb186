"""Waiting: how long, how often one looks, and in whose time."""

from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.adapters.reference.provider import ReferenceProvider
from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Condition, Direction, FarEnd, Profile, Transport
from mapi_tck.ports.clock import Clock, SimulatedTime, Time, wait_until
from mapi_tck.scenario.recorder import Recorder


class Aloof(ReferenceAdapter):
    """Does not want the kit's time."""

    def live_in(self, time: Time) -> bool:
        """Decline."""
        return False


@given(limit=st.floats(0, 1e4), due=st.floats(0, 2e4))
def test_a_wait_ends_when_the_condition_holds_or_the_limit_has_passed(limit: float, due: float) -> None:
    """It never ends before either, and looks no later than one longest pause after the first of them."""
    time = SimulatedTime()

    held = wait_until(Clock(time), lambda: time.now() >= due, limit)

    assert held == (time.now() >= due)
    assert time.now() >= min(limit, due)
    assert time.now() <= min(limit, due) + Clock.LONGEST_PAUSE


#: The spooler grants a message one second at most.
SLOW = 0.9

TOKENS = [str(number) for number in range(12)]


def flushed(adapter: ReferenceAdapter, seconds: float) -> tuple[list[str], float]:
    """What still waits after an asynchronous flush and a wait of ten seconds, and how long that took."""
    recorder = Recorder(adapter)
    bed: Any = recorder.adapter.test_bed()
    bed.reset()
    session = recorder.adapter.logon(bed.install_profile(Profile("P", (Transport("T"),))), 0)
    bed.submit("T", TOKENS)
    bed.set_far_end("T", FarEnd(Condition.SLOW, seconds=seconds))
    table = session.get_status_table(0)
    spooler = next(row for row in table.query_rows(10, 0).rows if any(value.value == 37 for value in row))
    opened, _ = session.open_entry(next(v.value for v in spooler if isinstance(v.value, bytes)), None, 0)
    assert opened is not None
    opened.flush_queues(0, None, FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_ASYNC_OK)
    began = monotonic()

    assert list(bed.queue("T", Direction.OUTGOING)) == TOKENS
    wait_until(recorder.clock, lambda: not bed.queue("T", Direction.OUTGOING), 10.0)
    return list(bed.queue("T", Direction.OUTGOING)), monotonic() - began


def test_a_simulated_time_needs_no_real_time() -> None:
    """Nine seconds of a slow far end pass within the wait, in less time than they take."""
    waiting, took = flushed(ReferenceAdapter(), seconds=SLOW * 10 / 12)

    assert waiting == []
    assert took < 9.0


def test_a_simulated_wait_has_its_length() -> None:
    """What needs eleven seconds is not done after ten."""
    assert flushed(ReferenceAdapter(), seconds=SLOW)[0] == TOKENS[-1:]


def test_who_declines_the_simulated_time_is_waited_for() -> None:
    """Then the kit waits in real time until it is done."""
    waiting, took = flushed(Aloof(), seconds=0.02)

    assert waiting == []
    assert took >= 0.2


@pytest.mark.parametrize("adapter", [ReferenceAdapter(), ReferenceProvider()])
def test_the_reference_lives_in_the_time_that_it_is_given(adapter: ReferenceAdapter | ReferenceProvider) -> None:
    """In either role nothing is slept away."""
    assert adapter.live_in(SimulatedTime())


def test_only_a_simulated_time_is_spent_on_a_rest() -> None:
    """A minute passes at once in a simulated time. In real time none passes, and the answer says so."""
    time = SimulatedTime()
    began = monotonic()

    assert Clock(time).rest(60.0)
    assert time.now() == 60.0
    assert not Clock().rest(60.0)
    assert monotonic() - began < 10.0
