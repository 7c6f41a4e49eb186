"""Numbers and nestings beyond what Python can convert or follow: each is a malformed answer, never an error of the kit."""

from typing import Any

import pytest

from mapi_tck.wire import codecs
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.codecs import Codec, Json

#: pytest cannot write out the longest of them, so they have names.
HUGE = {"400 digits": 10**400, "400 less": -(10**400), "5000 digits": 10**5000, "64 bits": 2**64, "less": -(2**63) - 1}


def nested(depth: int) -> Json:
    """A list in a list, so many times."""
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize("codec", [codecs.NUMBER, codecs.UI_PARAM, codecs.SECONDS, codecs.TAG])
@pytest.mark.parametrize("name", [*HUGE, "inf", "nan", "true"])
def test_a_number_beyond_its_limits_does_not_fit(codec: Codec, name: str) -> None:
    """Writing and reading it raise `ValueError`, in which the number is short enough for a message."""
    value = HUGE[name] if name in HUGE else True if name == "true" else float(name)
    for convert in (codec.encode, codec.decode):
        with pytest.raises(ValueError) as caught:
            convert(value, Servant())
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize("value", [0, 1, 2**32, 0.5])
def test_usual_seconds_fit(value: float) -> None:
    """A wait of some seconds is one, also written as a whole number."""
    fits = value < 2**32
    assert (protocol.result_complaint("xp_logon.submit_message", submitted(1, value)) is None) == fits
    if fits:
        assert codecs.SECONDS.decode(value, Servant()) == value


def submitted(reference: Json, seconds: Json) -> Json:
    """The answer to SubmitMessage."""
    return {"code": None, "value": {"reference": reference, "wait_seconds": seconds}}


@pytest.mark.parametrize("name", [*HUGE, "inf", "10 deep", "900 deep", "50000 deep"])
def test_the_schema_refuses_them_too(name: str) -> None:
    """The complaint about a huge number or a deep nesting is words, wherever it is."""
    value = nested(int(name.split()[0])) if name.endswith("deep") else HUGE.get(name, float("inf"))
    for answer in (submitted(value, 0), submitted(1, value), value, {"code": value, "value": None}):
        assert isinstance(protocol.result_complaint("xp_logon.submit_message", answer), str)
    row = {"object": "support-1", "flags": 0, "values": [{"tag": value, "value": 1}]}
    assert isinstance(protocol.params_complaint("support.modify_status_row", row), str)
