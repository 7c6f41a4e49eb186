// MAPI's names and numbers, from: mapi-tck constants
public final class Mapi {
    private Mapi() {}

// Bookmark: The predefined places in a table, imapitable-seekrow.md.
    public static final long BOOKMARK_BEGINNING = 0L;
    public static final long BOOKMARK_CURRENT = 1L;
    public static final long BOOKMARK_END = 2L;

// EndMessageFlag: What the spooler does with a message: the answer of ixplogon-endmessage.md. Without a flag the message is done.
    public static final long END_RESEND_NOW = 0x00010000L;
    public static final long END_RESEND_LATER = 0x00020000L;
    public static final long END_DONT_RESEND = 0x00040000L;

// EntryIdFlag: First byte of an entry identifier, entryid.md: how its use is limited. Without any it is a long-term one.
    public static final long MAPI_NOTRESERVED = 0x00000008L;
    public static final long MAPI_NOW = 0x00000010L;
    public static final long MAPI_THISSESSION = 0x00000020L;
    public static final long MAPI_NOTRECIP = 0x00000040L;
    public static final long MAPI_SHORTTERM = 0x00000080L;

// FlushFlag: What a flush does, and how: flags of imapistatus-flushqueues.md.
    public static final long FLUSH_UPLOAD = 0x00000002L;
    public static final long FLUSH_DOWNLOAD = 0x00000004L;
    public static final long FLUSH_FORCE = 0x00000008L;
    public static final long FLUSH_NO_UI = 0x00000010L;
    public static final long FLUSH_ASYNC_OK = 0x00000020L;

// LogoffFlag: How a client logs off: flags of imapisession-logoff.md.
    public static final long MAPI_LOGOFF_SHARED = 0x00000001L;
    public static final long MAPI_LOGOFF_UI = 0x00000002L;

// LogonFlag: How a client logs on: flags of mapilogonex.md. MAPI_NO_MAIL gives a session without message transports.
    public static final long MAPI_LOGON_UI = 0x00000001L;
    public static final long MAPI_NEW_SESSION = 0x00000002L;
    public static final long MAPI_ALLOW_OTHERS = 0x00000008L;
    public static final long MAPI_EXPLICIT_PROFILE = 0x00000010L;
    public static final long MAPI_EXTENDED = 0x00000020L;
    public static final long MAPI_USE_DEFAULT = 0x00000040L;
    public static final long MAPI_FORCE_DOWNLOAD = 0x00001000L;
    public static final long MAPI_SERVICE_UI_ALWAYS = 0x00002000L;
    public static final long MAPI_NO_MAIL = 0x00008000L;
    public static final long MAPI_NT_SERVICE = 0x00010000L;
    public static final long MAPI_PASSWORD_UI = 0x00020000L;
    public static final long MAPI_TIMEOUT_SHORT = 0x00100000L;
    public static final long MAPI_UNICODE = 0x80000000L;

// MdbFlag: How to open a message store: flags of imapisession-openmsgstore.md.
    public static final long MDB_NO_DIALOG = 0x00000001L;
    public static final long MDB_WRITE = 0x00000004L;
    public static final long MAPI_DEFERRED_ERRORS = 0x00000008L;
    public static final long MAPI_BEST_ACCESS = 0x00000010L;
    public static final long MDB_TEMPORARY = 0x00000020L;
    public static final long MDB_NO_MAIL = 0x00000080L;

// NotificationEvent: Events for notifications: mask of imapitable-advise.md and similar calls. A table has only fnevTableModified.
    public static final long fnevCriticalError = 0x00000001L;
    public static final long fnevNewMail = 0x00000002L;
    public static final long fnevObjectCreated = 0x00000004L;
    public static final long fnevObjectDeleted = 0x00000008L;
    public static final long fnevObjectModified = 0x00000010L;
    public static final long fnevObjectMoved = 0x00000020L;
    public static final long fnevObjectCopied = 0x00000040L;
    public static final long fnevSearchComplete = 0x00000080L;
    public static final long fnevTableModified = 0x00000100L;
    public static final long fnevStatusObjectModified = 0x00000200L;
    public static final long fnevReservedForMapi = 0x40000000L;
    public static final long fnevExtended = 0x80000000L;

// ObjectType: Kinds of MAPI objects: PR_OBJECT_TYPE, pidtagobjecttype-canonical-property.md, and the object type of OpenEntry.
    public static final long MAPI_STORE = 1L;
    public static final long MAPI_ADDRBOOK = 2L;
    public static final long MAPI_FOLDER = 3L;
    public static final long MAPI_ABCONT = 4L;
    public static final long MAPI_MESSAGE = 5L;
    public static final long MAPI_MAILUSER = 6L;
    public static final long MAPI_ATTACH = 7L;
    public static final long MAPI_DISTLIST = 8L;
    public static final long MAPI_PROFSECT = 9L;
    public static final long MAPI_STATUS = 10L;
    public static final long MAPI_SESSION = 11L;
    public static final long MAPI_FORMINFO = 12L;

// OpenFlag: How to open an object: flags of imapisession-openentry.md. Without a flag it is opened for reading.
    public static final long MAPI_MODIFY = 0x00000001L;

// PropertyTag: Tags of the columns of the status table, of the properties of status objects, and a few more.
    public static final long PR_NULL = 0x00000001L;
    public static final long PR_INSTANCE_KEY = 0x0FF60102L;
    public static final long PR_ACCESS_LEVEL = 0x0FF70003L;
    public static final long PR_OBJECT_TYPE = 0x0FFE0003L;
    public static final long PR_ENTRYID = 0x0FFF0102L;
    public static final long PR_ROWID = 0x30000003L;
    public static final long PR_DISPLAY_NAME_A = 0x3001001EL;
    public static final long PR_DISPLAY_NAME_W = 0x3001001FL;
    public static final long PR_PROVIDER_DISPLAY_A = 0x3006001EL;
    public static final long PR_PROVIDER_DISPLAY_W = 0x3006001FL;
    public static final long PR_RESOURCE_FLAGS = 0x30090003L;
    public static final long PR_PROVIDER_DLL_NAME_A = 0x300A001EL;
    public static final long PR_PROVIDER_DLL_NAME_W = 0x300A001FL;
    public static final long PR_PROVIDER_UID = 0x300C0102L;
    public static final long PR_PROVIDER_ORDINAL = 0x300D0003L;
    public static final long PR_IDENTITY_DISPLAY_A = 0x3E00001EL;
    public static final long PR_IDENTITY_DISPLAY_W = 0x3E00001FL;
    public static final long PR_IDENTITY_ENTRYID = 0x3E010102L;
    public static final long PR_RESOURCE_METHODS = 0x3E020003L;
    public static final long PR_RESOURCE_TYPE = 0x3E030003L;
    public static final long PR_STATUS_CODE = 0x3E040003L;
    public static final long PR_IDENTITY_SEARCH_KEY = 0x3E050102L;
    public static final long PR_OWN_STORE_ENTRYID = 0x3E060102L;
    public static final long PR_RESOURCE_PATH_A = 0x3E07001EL;
    public static final long PR_RESOURCE_PATH_W = 0x3E07001FL;
    public static final long PR_STATUS_STRING_A = 0x3E08001EL;
    public static final long PR_STATUS_STRING_W = 0x3E08001FL;
    public static final long PR_HEADER_FOLDER_ENTRYID = 0x3E0A0102L;
    public static final long PR_REMOTE_PROGRESS = 0x3E0B0003L;
    public static final long PR_REMOTE_PROGRESS_TEXT_A = 0x3E0C001EL;
    public static final long PR_REMOTE_PROGRESS_TEXT_W = 0x3E0C001FL;
    public static final long PR_REMOTE_VALIDATE_OK = 0x3E0D000BL;

// PropertyType: Types of property values, property-types.md; several values in one (PT_MV_…) are not used here.
    public static final long PT_UNSPECIFIED = 0x00000000L;
    public static final long PT_NULL = 0x00000001L;
    public static final long PT_I2 = 0x00000002L;
    public static final long PT_LONG = 0x00000003L;
    public static final long PT_R4 = 0x00000004L;
    public static final long PT_DOUBLE = 0x00000005L;
    public static final long PT_CURRENCY = 0x00000006L;
    public static final long PT_APPTIME = 0x00000007L;
    public static final long PT_ERROR = 0x0000000AL;
    public static final long PT_BOOLEAN = 0x0000000BL;
    public static final long PT_OBJECT = 0x0000000DL;
    public static final long PT_I8 = 0x00000014L;
    public static final long PT_STRING8 = 0x0000001EL;
    public static final long PT_UNICODE = 0x0000001FL;
    public static final long PT_SYSTIME = 0x00000040L;
    public static final long PT_CLSID = 0x00000048L;
    public static final long PT_BINARY = 0x00000102L;

// QueryColumnsFlag: Flags of imapitable-querycolumns.md: all columns that the table has, instead of those in use.
    public static final long TBL_ALL_COLUMNS = 0x00000001L;

// QueryRowsFlag: Flags of imapitable-queryrows.md: leave the cursor where it was.
    public static final long TBL_NOADVANCE = 0x00000001L;

// Relop: How the stored value, on the left, is compared with the constant: spropertyrestriction.md.
    public static final long RELOP_LT = 0L;
    public static final long RELOP_LE = 1L;
    public static final long RELOP_GT = 2L;
    public static final long RELOP_GE = 3L;
    public static final long RELOP_EQ = 4L;
    public static final long RELOP_NE = 5L;
    public static final long RELOP_RE = 6L;

// ResourceFlag: Traits of a provider: PR_RESOURCE_FLAGS, pidtagresourceflags-canonical-property.md.
    public static final long STATUS_DEFAULT_OUTBOUND = 0x00000001L;
    public static final long STATUS_DEFAULT_STORE = 0x00000002L;
    public static final long STATUS_PRIMARY_IDENTITY = 0x00000004L;
    public static final long STATUS_SIMPLE_STORE = 0x00000008L;
    public static final long STATUS_XP_PREFER_LAST = 0x00000010L;
    public static final long STATUS_NO_PRIMARY_IDENTITY = 0x00000020L;
    public static final long STATUS_NO_DEFAULT_STORE = 0x00000040L;
    public static final long STATUS_TEMP_SECTION = 0x00000080L;
    public static final long STATUS_OWN_STORE = 0x00000100L;
    public static final long HOOK_INBOUND = 0x00000200L;
    public static final long HOOK_OUTBOUND = 0x00000400L;
    public static final long STATUS_NEED_IPM_TREE = 0x00000800L;
    public static final long STATUS_PRIMARY_STORE = 0x00001000L;
    public static final long STATUS_SECONDARY_STORE = 0x00002000L;

// ResourceMethod: Which methods a status object supports: PR_RESOURCE_METHODS, pidtagresourcemethods-canonical-property.md.
    public static final long STATUS_VALIDATE_STATE = 0x00000001L;
    public static final long STATUS_SETTINGS_DIALOG = 0x00000002L;
    public static final long STATUS_CHANGE_PASSWORD = 0x00000004L;
    public static final long STATUS_FLUSH_QUEUES = 0x00000008L;

// ResourceType: What a row of the status table describes: PR_RESOURCE_TYPE, pidtagresourcetype-canonical-property.md.
    public static final long MAPI_STORE_PROVIDER = 33L;
    public static final long MAPI_AB = 34L;
    public static final long MAPI_AB_PROVIDER = 35L;
    public static final long MAPI_TRANSPORT_PROVIDER = 36L;
    public static final long MAPI_SPOOLER = 37L;
    public static final long MAPI_PROFILE_PROVIDER = 38L;
    public static final long MAPI_SUBSYSTEM = 39L;
    public static final long MAPI_HOOK_PROVIDER = 40L;

// RestrictionType: Kinds of restriction, srestriction.md.
    public static final long RES_AND = 0L;
    public static final long RES_OR = 1L;
    public static final long RES_NOT = 2L;
    public static final long RES_CONTENT = 3L;
    public static final long RES_PROPERTY = 4L;
    public static final long RES_COMPAREPROPS = 5L;
    public static final long RES_BITMASK = 6L;
    public static final long RES_SIZE = 7L;
    public static final long RES_EXIST = 8L;
    public static final long RES_SUBRESTRICTION = 9L;
    public static final long RES_COMMENT = 10L;
    public static final long RES_COUNT = 11L;
    public static final long RES_ANNOTATION = 12L;

// ResultCode: The codes that MAPI names (mapicode.h), as unsigned numbers.
    public static final long S_OK = 0x00000000L;
    public static final long MAPI_E_INTERFACE_NOT_SUPPORTED = 0x80004002L;
    public static final long MAPI_E_CALL_FAILED = 0x80004005L;
    public static final long MAPI_E_NO_ACCESS = 0x80070005L;
    public static final long MAPI_E_NOT_ENOUGH_MEMORY = 0x8007000EL;
    public static final long MAPI_E_INVALID_PARAMETER = 0x80070057L;
    public static final long MAPI_E_NO_SUPPORT = 0x80040102L;
    public static final long MAPI_E_BAD_CHARWIDTH = 0x80040103L;
    public static final long MAPI_E_STRING_TOO_LONG = 0x80040105L;
    public static final long MAPI_E_UNKNOWN_FLAGS = 0x80040106L;
    public static final long MAPI_E_INVALID_ENTRYID = 0x80040107L;
    public static final long MAPI_E_INVALID_OBJECT = 0x80040108L;
    public static final long MAPI_E_OBJECT_CHANGED = 0x80040109L;
    public static final long MAPI_E_OBJECT_DELETED = 0x8004010AL;
    public static final long MAPI_E_BUSY = 0x8004010BL;
    public static final long MAPI_E_NOT_ENOUGH_DISK = 0x8004010DL;
    public static final long MAPI_E_NOT_ENOUGH_RESOURCES = 0x8004010EL;
    public static final long MAPI_E_NOT_FOUND = 0x8004010FL;
    public static final long MAPI_E_VERSION = 0x80040110L;
    public static final long MAPI_E_LOGON_FAILED = 0x80040111L;
    public static final long MAPI_E_SESSION_LIMIT = 0x80040112L;
    public static final long MAPI_E_USER_CANCEL = 0x80040113L;
    public static final long MAPI_E_UNABLE_TO_ABORT = 0x80040114L;
    public static final long MAPI_E_NETWORK_ERROR = 0x80040115L;
    public static final long MAPI_E_DISK_ERROR = 0x80040116L;
    public static final long MAPI_E_TOO_COMPLEX = 0x80040117L;
    public static final long MAPI_E_BAD_COLUMN = 0x80040118L;
    public static final long MAPI_E_EXTENDED_ERROR = 0x80040119L;
    public static final long MAPI_E_COMPUTED = 0x8004011AL;
    public static final long MAPI_E_CORRUPT_DATA = 0x8004011BL;
    public static final long MAPI_E_UNCONFIGURED = 0x8004011CL;
    public static final long MAPI_E_FAILONEPROVIDER = 0x8004011DL;
    public static final long MAPI_E_UNKNOWN_CPID = 0x8004011EL;
    public static final long MAPI_E_UNKNOWN_LCID = 0x8004011FL;
    public static final long MAPI_E_PASSWORD_CHANGE_REQUIRED = 0x80040120L;
    public static final long MAPI_E_PASSWORD_EXPIRED = 0x80040121L;
    public static final long MAPI_E_INVALID_WORKSTATION_ACCOUNT = 0x80040122L;
    public static final long MAPI_E_INVALID_ACCESS_TIME = 0x80040123L;
    public static final long MAPI_E_ACCOUNT_DISABLED = 0x80040124L;
    public static final long MAPI_E_END_OF_SESSION = 0x80040200L;
    public static final long MAPI_E_UNKNOWN_ENTRYID = 0x80040201L;
    public static final long MAPI_E_MISSING_REQUIRED_COLUMN = 0x80040202L;
    public static final long MAPI_W_NO_SERVICE = 0x00040203L;
    public static final long MAPI_E_BAD_VALUE = 0x80040301L;
    public static final long MAPI_E_INVALID_TYPE = 0x80040302L;
    public static final long MAPI_E_TYPE_NO_SUPPORT = 0x80040303L;
    public static final long MAPI_E_UNEXPECTED_TYPE = 0x80040304L;
    public static final long MAPI_E_TOO_BIG = 0x80040305L;
    public static final long MAPI_E_DECLINE_COPY = 0x80040306L;
    public static final long MAPI_E_UNEXPECTED_ID = 0x80040307L;
    public static final long MAPI_W_ERRORS_RETURNED = 0x00040380L;
    public static final long MAPI_E_UNABLE_TO_COMPLETE = 0x80040400L;
    public static final long MAPI_E_TIMEOUT = 0x80040401L;
    public static final long MAPI_E_TABLE_EMPTY = 0x80040402L;
    public static final long MAPI_E_TABLE_TOO_BIG = 0x80040403L;
    public static final long MAPI_E_INVALID_BOOKMARK = 0x80040405L;
    public static final long MAPI_W_POSITION_CHANGED = 0x00040481L;
    public static final long MAPI_W_APPROX_COUNT = 0x00040482L;
    public static final long MAPI_E_WAIT = 0x80040500L;
    public static final long MAPI_E_CANCEL = 0x80040501L;
    public static final long MAPI_E_NOT_ME = 0x80040502L;
    public static final long MAPI_W_CANCEL_MESSAGE = 0x00040580L;
    public static final long MAPI_E_CORRUPT_STORE = 0x80040600L;
    public static final long MAPI_E_NOT_IN_QUEUE = 0x80040601L;
    public static final long MAPI_E_NO_SUPPRESS = 0x80040602L;
    public static final long MAPI_E_COLLISION = 0x80040604L;
    public static final long MAPI_E_NOT_INITIALIZED = 0x80040605L;
    public static final long MAPI_E_NON_STANDARD = 0x80040606L;
    public static final long MAPI_E_NO_RECIPIENTS = 0x80040607L;
    public static final long MAPI_E_SUBMITTED = 0x80040608L;
    public static final long MAPI_E_HAS_FOLDERS = 0x80040609L;
    public static final long MAPI_E_HAS_MESSAGES = 0x8004060AL;
    public static final long MAPI_E_FOLDER_CYCLE = 0x8004060BL;
    public static final long MAPI_W_PARTIAL_COMPLETION = 0x00040680L;
    public static final long MAPI_E_AMBIGUOUS_RECIP = 0x80040700L;

// SaveChangesFlag: Flags of imapiprop-savechanges.md.
    public static final long KEEP_OPEN_READONLY = 0x00000001L;
    public static final long KEEP_OPEN_READWRITE = 0x00000002L;
    public static final long FORCE_SAVE = 0x00000004L;

// SettingsDialogFlag: Flags of imapistatus-settingsdialog.md.
    public static final long UI_READONLY = 0x00000001L;

// SpoolerNotifyFlag: What a provider tells the spooler: flags of imapisupport-spoolernotify.md.
    public static final long NOTIFY_NEWMAIL = 0x00000001L;
    public static final long NOTIFY_READYTOSEND = 0x00000002L;
    public static final long NOTIFY_SENTDEFERRED = 0x00000004L;
    public static final long NOTIFY_CRITSEC = 0x00001000L;
    public static final long NOTIFY_NONCRIT = 0x00002000L;
    public static final long NOTIFY_CONFIG_CHANGE = 0x00004000L;
    public static final long NOTIFY_CRITICAL_ERROR = 0x10000000L;
    public static final long NOTIFY_NEWMAIL_RECEIVED = 0x20000000L;

// StatusCode: What a resource is doing now: PR_STATUS_CODE, pidtagstatuscode-canonical-property.md.
    public static final long STATUS_AVAILABLE = 0x00000001L;
    public static final long STATUS_OFFLINE = 0x00000002L;
    public static final long STATUS_FAILURE = 0x00000004L;
    public static final long STATUS_INBOUND_ENABLED = 0x00010000L;
    public static final long STATUS_INBOUND_ACTIVE = 0x00020000L;
    public static final long STATUS_INBOUND_FLUSH = 0x00040000L;
    public static final long STATUS_OUTBOUND_ENABLED = 0x00100000L;
    public static final long STATUS_OUTBOUND_ACTIVE = 0x00200000L;
    public static final long STATUS_OUTBOUND_FLUSH = 0x00400000L;
    public static final long STATUS_REMOTE_ACCESS = 0x00800000L;

// StatusRowFlag: Flags of imapisupport-modifystatusrow.md: change only the columns that are passed, instead of making a new row.
    public static final long STATUSROW_UPDATE = 0x10000000L;

// StoreLogoffFlag: How to log off from a store: flags of imsgstore-storelogoff.md and imapisupport-storelogofftransports.md.
    public static final long LOGOFF_NO_WAIT = 0x00000001L;
    public static final long LOGOFF_ORDERLY = 0x00000002L;
    public static final long LOGOFF_PURGE = 0x00000004L;
    public static final long LOGOFF_ABORT = 0x00000008L;
    public static final long LOGOFF_QUIET = 0x00000010L;
    public static final long LOGOFF_COMPLETE = 0x00010000L;
    public static final long LOGOFF_INBOUND = 0x00020000L;
    public static final long LOGOFF_OUTBOUND = 0x00040000L;
    public static final long LOGOFF_OUTBOUND_QUEUE = 0x00080000L;

// SubmitMessageFlag: Flags of ixplogon-submitmessage.md: the transport has deferred this message before, and now asks for it.
    public static final long BEGIN_DEFERRED = 0x00000001L;

// TableFlag: When a change to a table's view takes effect: flags of imapitable-setcolumns.md, imapitable-restrict.md.
    public static final long TBL_ASYNC = 0x00000001L;
    public static final long TBL_BATCH = 0x00000002L;

// TransportLogoffFlag: How a transport ends a session. ixplogon-transportlogoff.md has no flags; the header has these two.
    public static final long LOGOFF_NORMAL = 0x00000001L;
    public static final long LOGOFF_HURRY = 0x80000000L;

// TransportLogonFlag: Flags of ixpprovider-transportlogon.md.
    public static final long LOGON_NO_DIALOG = 0x00000001L;
    public static final long LOGON_NO_CONNECT = 0x00000004L;
    public static final long LOGON_NO_INBOUND = 0x00000008L;
    public static final long LOGON_NO_OUTBOUND = 0x00000010L;
    public static final long LOGON_SP_IDLE = 0x00010000L;
    public static final long LOGON_SP_POLL = 0x00020000L;
    public static final long LOGON_SP_RESOLVE = 0x00040000L;

// TransportNotifyFlag: What the spooler tells a transport: flags of ixplogon-transportnotify.md.
    public static final long NOTIFY_BEGIN_INBOUND = 0x00000001L;
    public static final long NOTIFY_BEGIN_OUTBOUND = 0x00000002L;
    public static final long NOTIFY_BEGIN_INBOUND_FLUSH = 0x00000004L;
    public static final long NOTIFY_BEGIN_OUTBOUND_FLUSH = 0x00000008L;
    public static final long NOTIFY_END_INBOUND = 0x00010000L;
    public static final long NOTIFY_END_OUTBOUND = 0x00020000L;
    public static final long NOTIFY_END_INBOUND_FLUSH = 0x00040000L;
    public static final long NOTIFY_END_OUTBOUND_FLUSH = 0x00080000L;
    public static final long NOTIFY_ABORT_DEFERRED = 0x40000000L;
    public static final long NOTIFY_CANCEL_MESSAGE = 0x80000000L;

// ValidateStateFlag: Flags of imapistatus-validatestate.md; the upper ones concern remote transports.
    public static final long SUPPRESS_UI = 0x00000001L;
    public static final long REFRESH_XP_HEADER_CACHE = 0x00010000L;
    public static final long PROCESS_XP_HEADER_CACHE = 0x00020000L;
    public static final long FORCE_XP_CONNECT = 0x00040000L;
    public static final long FORCE_XP_DISCONNECT = 0x00080000L;
    public static final long CONFIG_CHANGED = 0x00100000L;
    public static final long ABORT_XP_HEADER_OPERATION = 0x00200000L;
    public static final long SHOW_XP_SESSION_UI = 0x00400000L;

// Interface: Interface identifiers, as the kit writes them.
    public static final String IID_IMAPITable = "{00020301-0000-0000-C000-000000000046}";
    public static final String IID_IMAPIStatus = "{00020305-0000-0000-C000-000000000046}";
}
