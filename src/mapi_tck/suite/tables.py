"""Tables below lines of feature files. A user may write one too, so a mistake in it is named."""

from collections.abc import Mapping, Sequence

from mapi_tck.errors import WrongTable, did_you_mean

Table = Sequence[Sequence[str]]


def rows_of(table: Table, *needed: str) -> list[Mapping[str, str]]:
    """The rows of a table, each with its cells by column. Raises `WrongTable` if a needed column is not there."""
    if not table:
        raise WrongTable(f"the line lacks its table, with the column {needed[0]}")
    header, *rows = table
    lacking = next((column for column in needed if column not in header), None)
    if lacking is not None:
        hint = f"its columns are {', '.join(header)}"
        raise WrongTable(f"the table lacks the column {lacking}", hint=hint)
    return [dict(zip(header, row, strict=True)) for row in rows]


def word_in(row: Mapping[str, str], column: str, words: Sequence[str]) -> str:
    """The word in the cell of that column. Raises `WrongTable` if it is none of the words."""
    word = row[column]
    if word not in words:
        hint = did_you_mean(word, words, f"known words: {', '.join(words)}")
        raise WrongTable(f"the column {column} cannot hold {word!r}", hint=hint)
    return word


def number_in(row: Mapping[str, str], column: str) -> int:
    """The number in the cell of that column. Raises `WrongTable` if it is none, or has more than six digits."""
    word = row[column]
    if not (word.isascii() and word.isdigit() and len(word) < 7):
        raise WrongTable(f"the column {column} cannot hold {word!r}", hint="a number from 0 to 999999")
    return int(word)
