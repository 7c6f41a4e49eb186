"""A transport provider as a vendor ships it: a DLL of Windows, loaded by a program of the kit (`loader`)."""

from .adapter import xp_dll

__all__ = ["xp_dll"]
