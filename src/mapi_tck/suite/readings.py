"""What-ifs: the other readings of a ruling under which a record can be judged again.

A ruling decides a contradiction of the source. Whoever holds the other reading may want to know what the same evidence would
say under it. That is never a verdict: the kit judges by its rulings.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.ports.roles import Role

#: The one reading so far that a record can be judged by: the kit's calls stay as they were, what is expected of them changes.
LETTER: Final = "D-01=letter"

#: Ruling and reading → what the reading says.
READINGS: Final[Mapping[str, str]] = {LETTER: "FLUSH_DOWNLOAD is outgoing, FLUSH_UPLOAD is incoming"}

#: Why a law is not judged: what its cases did, and how long they waited, followed the ruling.
OUT_OF_REACH: Final = "a law is searched by the kit's own reading: its recorded cases say too little of another one"

_OPTION: Final = "--ruling"


def review_ruling(text: str, rulings: Iterable[str], role: Role) -> str:
    """The reading that the words ask for. Raises `UsageError` where there is none that could be judged."""
    ruling, given, reading = text.partition("=")
    known = list(rulings)
    if ruling not in known:
        raise UsageError(f"there is no ruling {ruling or repr(ruling)}", _OPTION, did_you_mean(ruling, known))
    offered = [key.partition("=")[2] for key in READINGS if key.startswith(f"{ruling}=")]
    if not offered:
        which = ", ".join(READINGS)
        raise UsageError(
            f"{ruling} has no other reading that a record could be judged by", _OPTION, f"there is {which}"
        )
    if not given or reading not in offered:
        raise UsageError(f"{text} is no reading of {ruling}", _OPTION, f"write {ruling}={offered[0]}")
    if role is not Role.SUBSYSTEM:
        # The kit's own moves in the conversation follow the ruling, so that a record lacks what the other reading would ask.
        what = f"in role {role} the kit's own calls rest on {ruling}: a record holds no evidence for the other reading"
        raise UsageError(what, _OPTION, "it can be judged in role subsystem")
    return text


def in_words(text: str) -> str:
    """The reading as a verdict begins with it; "" for none."""
    return f"Under the reading {text} ({READINGS.get(text, 'of another kit')})" if text else ""
