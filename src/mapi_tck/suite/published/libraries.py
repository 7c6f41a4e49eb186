"""What a command says if a library of the extra `page` is not installed: the kit does without them elsewhere."""

from typing import Final

from mapi_tck.errors import UsageError

#: Module → the package that has it, where the names differ.
_PACKAGES: Final = {"markdown_it": "markdown-it-py"}


def missing(error: ImportError) -> UsageError:
    """The error about a library that cannot be imported."""
    module = str(error.name).partition(".")[0]
    package = _PACKAGES.get(module, module)
    return UsageError(f"a published page cannot be read: {package} is not installed", hint=f"pip install {package}")
