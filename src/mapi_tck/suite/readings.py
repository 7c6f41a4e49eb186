"""The other readings of a ruling, under which a record can be judged again.

A ruling decides a contradiction of the source. A user who prefers the other reading can see what the same record means under
it. The result is never a verdict: the kit judges by its rulings.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.ports import Role

#: The only reading so far that a record can be judged by: the calls stay the same, only the expectations change.
LETTER: Final = "D-01=letter"

#: Reading, written RULING=READING → what it says.
READINGS: Final[Mapping[str, str]] = {LETTER: "FLUSH_DOWNLOAD is outgoing, FLUSH_UPLOAD is incoming"}

#: Why a law is not judged: the calls and waits of its cases followed the ruling.
OUT_OF_REACH: Final = "the search used the kit's own reading, so its recorded cases do not show the other one"

_OPTION: Final = "--ruling"


def review_ruling(text: str, rulings: Iterable[str], role: Role) -> str:
    """The reading that the text names. Raises `UsageError` if a record cannot be judged by it."""
    ruling, given, reading = text.partition("=")
    known = list(rulings)
    if ruling not in known:
        raise UsageError(f"there is no ruling {ruling or repr(ruling)}", _OPTION, did_you_mean(ruling, known))
    offered = [key.partition("=")[2] for key in READINGS if key.startswith(f"{ruling}=")]
    if not offered:
        what = f"a record cannot be judged by another reading of {ruling}"
        raise UsageError(what, _OPTION, f"there is {', '.join(READINGS)}")
    if not given or reading not in offered:
        raise UsageError(f"{text} is no reading of {ruling}", _OPTION, f"write {ruling}={offered[0]}")
    if role is not Role.SUBSYSTEM:
        # In this role the kit's own calls follow the ruling: a record lacks the calls that the other reading would need.
        what = f"in role {role} the kit's own calls follow {ruling}: the record has no evidence for the other reading"
        raise UsageError(what, _OPTION, "it can be judged in role subsystem")
    return text


def in_words(text: str) -> str:
    """The reading, as the first words of a verdict; "" for none."""
    return f"Under the reading {text} ({READINGS.get(text, 'of another kit')})" if text else ""
