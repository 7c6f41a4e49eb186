"""`mapi-tck smoke` tries the test bed: what it shows is what was put in, and `reset` removes it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mapi_tck.certification.smoke import smoke
from mapi_tck.certification.smoke_bed import Fault, try_bed
from mapi_tck.claims.declaration import Parameters
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Direction, GivenProfile, GivenTransport, Profile, Role, Transport
from mapi_tck.scenario.recorder import Recorder
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.settings.run import make_settings
from mapi_tck.suite.specimens import load_specimens

SUBSYSTEM, TRANSPORT = Role.SUBSYSTEM, Role.TRANSPORT


def tried(role: Role, change: Callable[[Any], None]) -> list[Fault]:
    """The faults of the reference's test bed after this change."""
    adapter: Any = resolve("reference", Parameters(), role).create()
    change(adapter.test_bed())
    return try_bed(role, Recorder(adapter), ())


def nothing(*_: object) -> None:
    """Does nothing."""


def once(method: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """The method, which raises the error from the second call on."""
    calls = iter([method])

    def called(*arguments: Any) -> Any:
        for right in calls:
            return right(*arguments)
        raise error

    return called


def keeps_what_arrived(bed: Any) -> None:
    """It shows what has arrived until `reset`, although it was delivered."""
    kept: list[str] = []
    arrive, reset = bed.arrive, bed.reset

    def arrived(name: str, tokens: Sequence[str]) -> None:
        kept.extend(tokens)
        arrive(name, tokens)

    def forgotten() -> None:
        kept.clear()
        reset()

    bed.arrive, bed.reset = arrived, forgotten
    if hasattr(bed, "waiting"):
        bed.waiting = lambda name: tuple(kept)
    else:
        queue = bed.queue
        bed.queue = lambda name, way: tuple(kept) if way is Direction.INCOMING else queue(name, way)


def remembers(name: str) -> Callable[[Any], None]:
    """The method answers also what it has answered before `reset`."""

    def change(bed: Any) -> None:
        method = getattr(bed, name)
        seen: list[Any] = []

        def answers(*arguments: Any) -> Sequence[Any]:
            seen.extend(one for one in method(*arguments) if one not in seen)
            return tuple(seen)

        setattr(bed, name, answers)

    return change


def leaves_far_ends(bed: Any) -> None:
    """`reset` removes messages, and leaves a far end that is down as it is."""
    put, set_far_end = bed.arrive, bed.set_far_end
    known: list[Any] = []

    def set_and_noted(name: str, far_end: Any) -> None:
        known[:] = [far_end]
        set_far_end(name, far_end)

    def arrived(name: str, tokens: Sequence[str]) -> None:
        put(name, tokens)
        for far_end in known:
            set_far_end(name, far_end)

    bed.set_far_end, bed.arrive = set_and_noted, arrived


def replaced(name: str, by: Callable[..., Any]) -> Callable[[Any], None]:
    """The method is another one."""
    return lambda bed: setattr(bed, name, by)


def with_given_profile(bed: Any) -> None:
    """The profile exists, and only its incoming queue can be filled. `reset` leaves what others have put in."""
    profile, way = Profile("given", (Transport("Given"),)), frozenset({Direction.INCOMING})
    transports = (GivenTransport("Unseen", sees=frozenset()), GivenTransport("Given", fills=way, sees=way))
    reset = bed.reset

    def to_what_was_there() -> None:
        reset()
        bed.install_profile(profile)
        bed.arrive("Given", ["a stranger's"])

    bed.given_profile, bed.reset = lambda: GivenProfile("given", transports), to_what_was_there


@pytest.mark.parametrize(
    ("role", "change", "method", "wrong"),
    [
        (
            SUBSYSTEM,
            replaced("reset", nothing),
            "test_bed.reset",
            "test_bed.transfers still answers smoke-outgoing-1",
        ),
        (SUBSYSTEM, replaced("submit", nothing), "test_bed.submit", "does not answer smoke-outgoing-1, which"),
        (SUBSYSTEM, replaced("arrive", nothing), "test_bed.arrive", "does not answer smoke-incoming-1, which"),
        (SUBSYSTEM, keeps_what_arrived, "test_bed.queue", "it still answers smoke-incoming-1, and test_bed.transfers"),
        (SUBSYSTEM, remembers("transfers"), "test_bed.reset", "test_bed.transfers still answers smoke-"),
        (
            TRANSPORT,
            replaced("reset", nothing),
            "transport_bed.reset",
            "transport_bed.waiting still answers smoke-2, which",
        ),
        (TRANSPORT, replaced("arrive", nothing), "transport_bed.arrive", "does not answer smoke-1, which"),
        (TRANSPORT, keeps_what_arrived, "transport_bed.waiting", "it still answers smoke-1, which the provider has"),
        (TRANSPORT, remembers("sent"), "transport_bed.reset", "transport_bed.sent still answers smoke-out, which"),
        (TRANSPORT, remembers("waiting"), "transport_bed.waiting", "it still answers smoke-1, which the provider has"),
        (SUBSYSTEM, leaves_far_ends, "test_bed.reset", "the subsystem transfers nothing after reset"),
        (TRANSPORT, leaves_far_ends, "transport_bed.reset", "the provider receives nothing after reset"),
    ],
)
def test_a_test_bed_that_shows_what_is_not_there(
    role: Role, change: Callable[[Any], None], method: str, wrong: str
) -> None:
    """One fault names the method, what was expected, the calls that show it, and a right answer."""
    (fault,) = tried(role, change)

    assert fault.method == method
    assert wrong in fault.wrong
    assert fault.expected
    assert any(call.startswith(method.partition(".")[0]) for call in fault.calls)
    assert ('"result":{"code":null,"value":[' in fault.example) == (change is not leaves_far_ends)


def test_a_reset_that_works_once() -> None:
    """A second `reset` that breaks, and a profile that cannot be set up again, are told too."""

    def refuses(bed: Any) -> None:
        bed.install_profile = once(bed.install_profile, MapiError(ResultCode.MAPI_E_NO_SUPPORT))

    (broken,) = tried(TRANSPORT, lambda bed: setattr(bed, "reset", once(bed.reset, KeyError("A"))))
    (refused,) = tried(SUBSYSTEM, refuses)

    assert (broken.method, broken.wrong) == ("transport_bed.reset", "raised: KeyError: 'A'")
    assert "also after reset" in broken.expected
    assert (refused.method, refused.wrong) == ("test_bed.install_profile", "it refuses after reset")


def refuses_all_mail(bed: Any) -> None:
    """No mail can arrive: the transport only sends (ruling D-75)."""

    def refuse(*_: object) -> None:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)

    bed.arrive = refuse


@pytest.mark.parametrize(
    ("role", "change"),
    [
        (SUBSYSTEM, nothing),
        (SUBSYSTEM, refuses_all_mail),
        (SUBSYSTEM, with_given_profile),
        (TRANSPORT, nothing),
        (TRANSPORT, refuses_all_mail),
    ],
)
def test_what_cannot_be_tried_is_no_fault(role: Role, change: Callable[[Any], None]) -> None:
    """The reference has none, also where its test bed refuses, or has a profile with the mail of others."""
    assert tried(role, change) == []


@pytest.mark.parametrize("role", [SUBSYSTEM, TRANSPORT])
def test_unusual_implementations_have_no_fault(role: Role) -> None:
    """Their test beds show what is there."""
    unusual = [one for one in load_specimens(role) if not one.wrong]
    faults = {one.id: smoke(make_settings(one.adapter, role=str(role))).faults for one in unusual}

    assert len(faults) > 10
    assert {id: found for id, found in faults.items() if found} == {}
