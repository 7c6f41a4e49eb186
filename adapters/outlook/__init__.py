"""`outlook:PROFILE`: the MAPI that is installed on this Windows, for example Outlook's, through pywin32 (docs/outlook.md)."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

if TYPE_CHECKING:
    from .adapter import OutlookAdapter as OutlookAdapter

#: What pywin32 brings and the adapter imports.
_BINDING: Final = "win32com.mapi.mapi"


@serves(Role.SUBSYSTEM)
def outlook(argument: str, parameters: Parameters, role: Role) -> "OutlookAdapter":
    """Make the adapter for a profile: the one named, else that of the declaration, else the default profile."""
    form = f"outlook:{argument}" if argument else "outlook"
    try:
        # pythoncom finds the other parts of pywin32.
        import_module("pythoncom")
        import_module(_BINDING)
    except ImportError as error:
        what = "this adapter needs pywin32, which is for Windows only"
        raise UsageError(what, form, "pip install 'mapi-tck[windows]'") from error
    adapter: OutlookAdapter = import_module(".adapter", __name__).OutlookAdapter(argument or parameters.profile)
    return adapter
