"""Result codes of MAPI calls: names, severity, and the exception that carries a refusal.

In the kit codes are unsigned 32-bit numbers, as the pages print them. `unsigned` converts the signed numbers that some bindings
give, for example COM in Python.
"""

from enum import IntEnum


class ResultCode(IntEnum):
    """The codes that MAPI names (`mapicode.h`), as unsigned numbers.

    A code with MAPI_E is a refusal, one with MAPI_W a success with a remark. An implementation may answer any other code too
    (`strategies-for-error-handling.md`), so an answer must not be converted to this class.
    """

    S_OK = 0x0000_0000

    # Names that MAPI gives to general COM codes: the headers define them as E_FAIL, E_OUTOFMEMORY and so on.
    MAPI_E_INTERFACE_NOT_SUPPORTED = 0x8000_4002
    MAPI_E_CALL_FAILED = 0x8000_4005
    MAPI_E_NO_ACCESS = 0x8007_0005
    MAPI_E_NOT_ENOUGH_MEMORY = 0x8007_000E
    MAPI_E_INVALID_PARAMETER = 0x8007_0057

    MAPI_E_NO_SUPPORT = 0x8004_0102
    MAPI_E_BAD_CHARWIDTH = 0x8004_0103
    MAPI_E_STRING_TOO_LONG = 0x8004_0105
    MAPI_E_UNKNOWN_FLAGS = 0x8004_0106
    MAPI_E_INVALID_ENTRYID = 0x8004_0107
    MAPI_E_INVALID_OBJECT = 0x8004_0108
    MAPI_E_OBJECT_CHANGED = 0x8004_0109
    MAPI_E_OBJECT_DELETED = 0x8004_010A
    MAPI_E_BUSY = 0x8004_010B
    MAPI_E_NOT_ENOUGH_DISK = 0x8004_010D
    MAPI_E_NOT_ENOUGH_RESOURCES = 0x8004_010E
    MAPI_E_NOT_FOUND = 0x8004_010F
    MAPI_E_VERSION = 0x8004_0110
    MAPI_E_LOGON_FAILED = 0x8004_0111
    MAPI_E_SESSION_LIMIT = 0x8004_0112
    MAPI_E_USER_CANCEL = 0x8004_0113
    MAPI_E_UNABLE_TO_ABORT = 0x8004_0114
    MAPI_E_NETWORK_ERROR = 0x8004_0115
    MAPI_E_DISK_ERROR = 0x8004_0116
    MAPI_E_TOO_COMPLEX = 0x8004_0117
    MAPI_E_BAD_COLUMN = 0x8004_0118
    MAPI_E_EXTENDED_ERROR = 0x8004_0119
    MAPI_E_COMPUTED = 0x8004_011A
    MAPI_E_CORRUPT_DATA = 0x8004_011B
    MAPI_E_UNCONFIGURED = 0x8004_011C
    MAPI_E_FAILONEPROVIDER = 0x8004_011D
    MAPI_E_UNKNOWN_CPID = 0x8004_011E
    MAPI_E_UNKNOWN_LCID = 0x8004_011F
    MAPI_E_PASSWORD_CHANGE_REQUIRED = 0x8004_0120
    MAPI_E_PASSWORD_EXPIRED = 0x8004_0121
    MAPI_E_INVALID_WORKSTATION_ACCOUNT = 0x8004_0122
    MAPI_E_INVALID_ACCESS_TIME = 0x8004_0123
    MAPI_E_ACCOUNT_DISABLED = 0x8004_0124

    MAPI_E_END_OF_SESSION = 0x8004_0200
    MAPI_E_UNKNOWN_ENTRYID = 0x8004_0201
    MAPI_E_MISSING_REQUIRED_COLUMN = 0x8004_0202
    MAPI_W_NO_SERVICE = 0x0004_0203

    MAPI_E_BAD_VALUE = 0x8004_0301
    MAPI_E_INVALID_TYPE = 0x8004_0302
    MAPI_E_TYPE_NO_SUPPORT = 0x8004_0303
    MAPI_E_UNEXPECTED_TYPE = 0x8004_0304
    MAPI_E_TOO_BIG = 0x8004_0305
    MAPI_E_DECLINE_COPY = 0x8004_0306
    MAPI_E_UNEXPECTED_ID = 0x8004_0307
    MAPI_W_ERRORS_RETURNED = 0x0004_0380

    MAPI_E_UNABLE_TO_COMPLETE = 0x8004_0400
    MAPI_E_TIMEOUT = 0x8004_0401
    MAPI_E_TABLE_EMPTY = 0x8004_0402
    MAPI_E_TABLE_TOO_BIG = 0x8004_0403
    MAPI_E_INVALID_BOOKMARK = 0x8004_0405
    MAPI_W_POSITION_CHANGED = 0x0004_0481
    MAPI_W_APPROX_COUNT = 0x0004_0482

    MAPI_E_WAIT = 0x8004_0500
    MAPI_E_CANCEL = 0x8004_0501
    MAPI_E_NOT_ME = 0x8004_0502
    MAPI_W_CANCEL_MESSAGE = 0x0004_0580

    MAPI_E_CORRUPT_STORE = 0x8004_0600
    MAPI_E_NOT_IN_QUEUE = 0x8004_0601
    MAPI_E_NO_SUPPRESS = 0x8004_0602
    MAPI_E_COLLISION = 0x8004_0604
    MAPI_E_NOT_INITIALIZED = 0x8004_0605
    MAPI_E_NON_STANDARD = 0x8004_0606
    MAPI_E_NO_RECIPIENTS = 0x8004_0607
    MAPI_E_SUBMITTED = 0x8004_0608
    MAPI_E_HAS_FOLDERS = 0x8004_0609
    MAPI_E_HAS_MESSAGES = 0x8004_060A
    MAPI_E_FOLDER_CYCLE = 0x8004_060B
    MAPI_W_PARTIAL_COMPLETION = 0x0004_0680
    MAPI_E_AMBIGUOUS_RECIP = 0x8004_0700


def unsigned(code: int) -> int:
    """The code as an unsigned 32-bit number; a negative one is read as a signed 32-bit number.

    Raises ValueError for a number that is no 32-bit number.
    """
    if not -0x8000_0000 <= code <= 0xFFFF_FFFF:
        raise ValueError(f"{int(code)} is not a 32-bit result code")
    return code & 0xFFFF_FFFF


def failed(code: int) -> bool:
    """Whether the code is a refusal: its severity bit is set. A warning (MAPI_W_…) is a success."""
    return unsigned(code) >= 0x8000_0000


def result_text(code: int | None) -> str:
    """The code for readers: its name, or the number in hexadecimal if MAPI has no name for it.

    `None` is a success whose code a binding hides.
    """
    if code is None:
        return "success (code not shown)"
    number = unsigned(code)
    try:
        known = ResultCode(number)
    except ValueError:
        return f"0x{number:08X}"
    return "S_OK" if known is ResultCode.S_OK else f"{known.name} (0x{number:08X})"


class MapiError(Exception):
    """The implementation refuses a call. This is its answer, not a fault of the kit or of the adapter."""

    code: int
    """The refusal's code, unsigned."""

    def __init__(self, code: int) -> None:
        number = unsigned(code)
        if not failed(number):
            raise ValueError(f"{result_text(number)} is a success code, a MapiError needs a refusal")
        # The only argument is the code, so that the exception can be pickled.
        super().__init__(number)
        self.code = number

    def __str__(self) -> str:
        return result_text(self.code)
