"""Reasons and causes as sentences. A record has reasons in a short form, and an older record in the form of its own kit."""

import re

from mapi_tck.suite.causes import title_of


def in_words(reason: str) -> str:
    """The reason as a sentence. A reason in an unknown form stays as it is, and begins with a capital."""
    if found := re.fullmatch(r"blocked by (.*?)(?: at line (\d+))?", reason, re.DOTALL):
        place = f" at line {found[2]}" if found[2] else ""
        return f"Could not continue{place}: {_statement(found[1])}"
    if found := re.fullmatch(r"(Could not continue(?: at line \d+)?): (.*)", reason, re.DOTALL):
        return f"{found[1]}: {_statement(found[2])}"
    if found := re.fullmatch(r"([a-z-]+) does not hold", reason):
        return title_of(found[1])
    if found := re.fullmatch(
        r"in (\d+ of \d+ cases) nothing could be judged, as a rule because (.*)", reason, re.DOTALL
    ):
        # The line is one of the case, and not of the feature file.
        usual = re.sub(r"^(Could not continue at line \d+):", r"\1 of the case:", in_words(found[2]))
        return f"No result in {found[1]}. The usual reason: {usual}"
    if found := re.fullmatch(r"unstable: (.*?: )(.*)", reason, re.DOTALL):
        return f"Unstable: {found[1]}{in_words(found[2])}"
    return sentence(reason)


def sentence(words: str) -> str:
    """The words with a capital, unless they begin with a name such as that of a call."""
    return words[:1].upper() + words[1:] if re.match(r"[a-z]+[ ,:]", words) else words


def _statement(blocker: str) -> str:
    """What is in the way ("the flush, which moved nothing"), as a statement ("the flush moved nothing")."""
    if " → " in blocker:  # a call with its answer
        return blocker
    for pattern, statement in (
        (r"(.+?), which (the .+)", r"\2 \1"),
        (r"(.+?), to which (.+)", r"\2 to \1"),
        (r"(.+?), which (.+)", r"\1 \2"),
    ):
        blocker = re.sub(f"^{pattern}$", statement, blocker)
    return blocker.replace(" has no row of ", " has no row for ")


def named(cause: str) -> str:
    """What is wrong, with the cause behind it."""
    return f"{title_of(cause)} [{cause}]" if cause else ""
