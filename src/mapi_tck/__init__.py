"""mapi-tck: decides whether an implementation of MAPI's *send or receive on demand* conforms, and proves it."""

#: The project's version. The distribution takes it from here: to ask for the installed one takes longer than `--help`.
__version__ = "0.1.0"

__all__ = ["__version__"]
