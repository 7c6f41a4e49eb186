"""`xp-dll:PATH`: a transport provider as a vendor ships it, a DLL for Windows, loaded by a program of the kit."""

from .adapter import xp_dll

__all__ = ["xp_dll"]
