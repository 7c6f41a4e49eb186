"""What tests see of a terminal: a part as it is printed, and the screen of a real command in a pseudo-terminal."""

from io import StringIO

from rich.console import RenderableType

from mapi_tck.assessment.printing import console, rendered


def printed(*parts: RenderableType, width: int = 80) -> str:
    """What stands in a pipe, below each other."""
    return "\n".join(rendered(part, console(StringIO(), width)) for part in parts)
