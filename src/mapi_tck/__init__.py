"""mapi-tck: decides whether an implementation of MAPI's *send or receive on demand* conforms, and proves it."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("mapi-tck")
except PackageNotFoundError:  # run from a tree that is not installed
    __version__ = "0.0.0"

__all__ = ["__version__"]
