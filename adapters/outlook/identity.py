"""What is tested through pywin32: the mail client of the registry, its DLL, and pywin32 itself."""

from importlib.metadata import version
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Final, cast

import pythoncom
import pywintypes
import win32api
import win32con
from win32com.mapi import mapi

from mapi_tck.ports import UnderTest

if TYPE_CHECKING:
    from _win32typing import PyHKEY

#: Its default value names the subkey of the mail client whose MAPI is used. DLLPathEx there is the path of the DLL.
_CLIENTS: Final = r"Software\Clients\Mail"
#: DLLs that pywin32 takes in place of the registered one, if Outlook is installed; Windows' own when there is no other.
_OTHERS: Final = ("olmapi32.dll", "msmapi32.dll", "mapi32.dll")

#: The files of pywin32 that the calls pass through.
_BINDING: Final = (mapi.__file__, pythoncom.__file__)


def mail_client() -> tuple[str, str]:
    """The name of the mail client in the registry, and the path of the DLL of Extended MAPI that it names; "" for none."""
    name = _registered(_CLIENTS, "")
    return name, _registered(rf"{_CLIENTS}\{name}", "DLLPathEx") if name else ""


def _registered(key: str, value: str) -> str:
    try:
        opened = win32api.RegOpenKeyEx(cast("PyHKEY", win32con.HKEY_LOCAL_MACHINE), key, win32con.KEY_READ)
        found, kind = win32api.RegQueryValueEx(opened, value)
    except pywintypes.error:
        return ""
    return win32api.ExpandEnvironmentStrings(found) if kind == win32con.REG_EXPAND_SZ else found


def loaded_dll(registered: str) -> str:
    """The path of the DLL that is in use since MAPIInitialize; "" if it is none of those that are known."""
    for name in (registered, *_OTHERS):
        try:
            return name and win32api.GetModuleFileName(win32api.GetModuleHandle(name))
        except pywintypes.error:
            continue
    return ""


def file_version(path: str) -> str:
    """The version that a file says of itself, "" if it says none."""
    try:
        info = win32api.GetFileVersionInfo(path, "\\")
    except pywintypes.error:
        return ""
    parts = (info["FileVersionMS"], info["FileVersionLS"])
    return ".".join(str(number) for part in parts for number in (part >> 16 & 0xFFFF, part & 0xFFFF))


def under_test(dll: str) -> tuple[UnderTest, ...]:
    """The DLL and the binding, with their versions. The kit adds the digests of the files."""
    pywin32 = version("pywin32")
    binding = [UnderTest(PureWindowsPath(file).name, file, version=pywin32) for file in _BINDING if file]
    return (UnderTest(PureWindowsPath(dll).name, dll, version=file_version(dll)), *binding) if dll else tuple(binding)
