"""Records in which every text is hostile: small ones, so that thousands can be shown."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from hypothesis import strategies as st
from made_pages import hostile, hostile_examples
from made_records import Mark, a_record

from mapi_tck.record.run_record import RunRecord

#: The requirements of a small record. Their scenarios: walkthroughs that pass, and one each that fails, is blocked, is excluded,
#: and ends in an error.
KEPT = ("A1a", "A6c", "B5.2a", "FQ1", "A7a")
_STEPS = ("A1", "A6", "A7", "B5.2", "B5.3")

#: Expected and observed of more checks of the failure: texts with the same beginning, objects and lists that differ.
MORE_CHECKS = (
    ("PR_STATUS_CODE = one two three", "PR_STATUS_CODE = one four three"),
    ({"lost": ["a", "b"], "only expected": 1}, {"lost": ["b", "c"], "only observed": None}),
    (["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"], ["a", "b", "c", "d", "e", "f", "g", "h", "x", "j", "k"]),
)

_text = st.one_of(hostile, st.sampled_from(hostile_examples))
#: Any texts, or known tricks. If they are few, each is in many places of a record; if they are many, each is in few places.
texts = st.one_of(st.lists(_text, min_size=2, max_size=12), st.lists(_text, min_size=80, max_size=160))


def marks(texts: Sequence[str]) -> Mark:
    """A mark that puts one of the texts before, into and behind each word. Equal words stay equal, different words different."""

    def mark(word: str) -> str:
        text = texts[crc32(word.encode()) % len(texts)]
        middle = len(word) // 2
        return f"{text}{word[:middle]}{text}{word[middle:]}{text}"

    return mark


def a_small_record(mark: Mark = str, role: str = "subsystem") -> RunRecord:
    """A record of a few scenarios. `mark` changes every text that does not come from the kit itself."""
    record = a_record(mark, only=KEPT, role=role)
    header = record.header
    header["requirements"] = [item for item in header["requirements"] if item["id"] in KEPT]
    header["scenarios"] = [item for item in header["scenarios"] if item["requirement"] in KEPT]
    header["steps"] = {step: text for step, text in header["steps"].items() if step in _STEPS}
    header["procedures"] = {
        name: [step for step in steps if step in _STEPS] for name, steps in header["procedures"].items()
    }
    for result in record.ended.values():
        result["trace"] = result["trace"][:2] + result["trace"][-1:]
        if result["requirement"] == "A6c":
            for one, other in MORE_CHECKS:
                first = result["checks"][0]
                result["checks"].append({**first, "expected": _marked(mark, one), "observed": _marked(mark, other)})
    return record


def _marked(mark: Mark, value: Any) -> Any:
    if isinstance(value, dict):
        return {mark(key): _marked(mark, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(mark, item) for item in value]
    return mark(value) if isinstance(value, str) else value
