"""What may be wrong with what the kit does with an input, and what one kind of inputs is."""

from abc import ABC, abstractmethod
from enum import StrEnum
from pathlib import Path
from typing import Any

from hypothesis.strategies import SearchStrategy

from mapi_tck.foreign import message


class Fault(StrEnum):
    """The kinds of faults."""

    CRASH = "crash"
    HANG = "hang"
    INVENTED = "invented verdict"
    BLAME = "wrong blame"
    MEMORY = "memory"
    MESSAGE = "unclear message"


class Found(AssertionError):
    """The kit does something wrong with an input."""

    def __init__(self, fault: Fault, what: str) -> None:
        super().__init__(f"{fault}: {what}")
        self.fault = fault


class Kind(ABC):
    """One kind of inputs. An input is plain data, so that the corpus can keep it as JSON."""

    name: str

    def __init__(self, folder: Path) -> None:
        #: A folder for the files that the kit is to read.
        self.folder = folder

    @abstractmethod
    def inputs(self) -> SearchStrategy[Any]:
        """All inputs."""

    @abstractmethod
    def judge(self, given: Any) -> None:
        """Hand the input to the kit. Raises `Found`; any other exception is a crash."""


def one_line(text: str) -> None:
    """Raise `Found` if a message to a user is empty, has several lines, or holds what steers a terminal."""
    if not text.strip() or text != message(text) or len(text.splitlines()) > 1:
        raise Found(Fault.MESSAGE, f"a message must be one visible line: {text[:200]!r}")
