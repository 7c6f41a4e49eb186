// MAPI's names and numbers, from: mapi-tck constants

// Bookmark: The predefined places in a table, imapitable-seekrow.md.
export const BOOKMARK_BEGINNING = 0;
export const BOOKMARK_CURRENT = 1;
export const BOOKMARK_END = 2;

// EndMessageFlag: What the spooler does with a message: the answer of ixplogon-endmessage.md. Without a flag the message is done.
export const END_RESEND_NOW = 0x00010000;
export const END_RESEND_LATER = 0x00020000;
export const END_DONT_RESEND = 0x00040000;

// EntryIdFlag: First byte of an entry identifier, entryid.md: how its use is limited. Without any it is a long-term one.
export const MAPI_NOTRESERVED = 0x00000008;
export const MAPI_NOW = 0x00000010;
export const MAPI_THISSESSION = 0x00000020;
export const MAPI_NOTRECIP = 0x00000040;
export const MAPI_SHORTTERM = 0x00000080;

// FlushFlag: What a flush does, and how: flags of imapistatus-flushqueues.md.
export const FLUSH_UPLOAD = 0x00000002;
export const FLUSH_DOWNLOAD = 0x00000004;
export const FLUSH_FORCE = 0x00000008;
export const FLUSH_NO_UI = 0x00000010;
export const FLUSH_ASYNC_OK = 0x00000020;

// LogoffFlag: How a client logs off: flags of imapisession-logoff.md.
export const MAPI_LOGOFF_SHARED = 0x00000001;
export const MAPI_LOGOFF_UI = 0x00000002;

// LogonFlag: How a client logs on: flags of mapilogonex.md. MAPI_NO_MAIL gives a session without message transports.
export const MAPI_LOGON_UI = 0x00000001;
export const MAPI_NEW_SESSION = 0x00000002;
export const MAPI_ALLOW_OTHERS = 0x00000008;
export const MAPI_EXPLICIT_PROFILE = 0x00000010;
export const MAPI_EXTENDED = 0x00000020;
export const MAPI_USE_DEFAULT = 0x00000040;
export const MAPI_FORCE_DOWNLOAD = 0x00001000;
export const MAPI_SERVICE_UI_ALWAYS = 0x00002000;
export const MAPI_NO_MAIL = 0x00008000;
export const MAPI_NT_SERVICE = 0x00010000;
export const MAPI_PASSWORD_UI = 0x00020000;
export const MAPI_TIMEOUT_SHORT = 0x00100000;
export const MAPI_UNICODE = 0x80000000;

// MdbFlag: How to open a message store: flags of imapisession-openmsgstore.md.
export const MDB_NO_DIALOG = 0x00000001;
export const MDB_WRITE = 0x00000004;
export const MAPI_DEFERRED_ERRORS = 0x00000008;
export const MAPI_BEST_ACCESS = 0x00000010;
export const MDB_TEMPORARY = 0x00000020;
export const MDB_NO_MAIL = 0x00000080;

// NotificationEvent: Events for notifications: mask of imapitable-advise.md and similar calls. A table has only fnevTableModified.
export const fnevCriticalError = 0x00000001;
export const fnevNewMail = 0x00000002;
export const fnevObjectCreated = 0x00000004;
export const fnevObjectDeleted = 0x00000008;
export const fnevObjectModified = 0x00000010;
export const fnevObjectMoved = 0x00000020;
export const fnevObjectCopied = 0x00000040;
export const fnevSearchComplete = 0x00000080;
export const fnevTableModified = 0x00000100;
export const fnevStatusObjectModified = 0x00000200;
export const fnevReservedForMapi = 0x40000000;
export const fnevExtended = 0x80000000;

// ObjectType: Kinds of MAPI objects: PR_OBJECT_TYPE, pidtagobjecttype-canonical-property.md, and the object type of OpenEntry.
export const MAPI_STORE = 1;
export const MAPI_ADDRBOOK = 2;
export const MAPI_FOLDER = 3;
export const MAPI_ABCONT = 4;
export const MAPI_MESSAGE = 5;
export const MAPI_MAILUSER = 6;
export const MAPI_ATTACH = 7;
export const MAPI_DISTLIST = 8;
export const MAPI_PROFSECT = 9;
export const MAPI_STATUS = 10;
export const MAPI_SESSION = 11;
export const MAPI_FORMINFO = 12;

// OpenFlag: How to open an object: flags of imapisession-openentry.md. Without a flag it is opened for reading.
export const MAPI_MODIFY = 0x00000001;

// PropertyTag: Tags of the columns of the status table, of the properties of status objects, and a few more.
export const PR_NULL = 0x00000001;
export const PR_INSTANCE_KEY = 0x0FF60102;
export const PR_ACCESS_LEVEL = 0x0FF70003;
export const PR_OBJECT_TYPE = 0x0FFE0003;
export const PR_ENTRYID = 0x0FFF0102;
export const PR_ROWID = 0x30000003;
export const PR_DISPLAY_NAME_A = 0x3001001E;
export const PR_DISPLAY_NAME_W = 0x3001001F;
export const PR_PROVIDER_DISPLAY_A = 0x3006001E;
export const PR_PROVIDER_DISPLAY_W = 0x3006001F;
export const PR_RESOURCE_FLAGS = 0x30090003;
export const PR_PROVIDER_DLL_NAME_A = 0x300A001E;
export const PR_PROVIDER_DLL_NAME_W = 0x300A001F;
export const PR_PROVIDER_UID = 0x300C0102;
export const PR_PROVIDER_ORDINAL = 0x300D0003;
export const PR_IDENTITY_DISPLAY_A = 0x3E00001E;
export const PR_IDENTITY_DISPLAY_W = 0x3E00001F;
export const PR_IDENTITY_ENTRYID = 0x3E010102;
export const PR_RESOURCE_METHODS = 0x3E020003;
export const PR_RESOURCE_TYPE = 0x3E030003;
export const PR_STATUS_CODE = 0x3E040003;
export const PR_IDENTITY_SEARCH_KEY = 0x3E050102;
export const PR_OWN_STORE_ENTRYID = 0x3E060102;
export const PR_RESOURCE_PATH_A = 0x3E07001E;
export const PR_RESOURCE_PATH_W = 0x3E07001F;
export const PR_STATUS_STRING_A = 0x3E08001E;
export const PR_STATUS_STRING_W = 0x3E08001F;
export const PR_HEADER_FOLDER_ENTRYID = 0x3E0A0102;
export const PR_REMOTE_PROGRESS = 0x3E0B0003;
export const PR_REMOTE_PROGRESS_TEXT_A = 0x3E0C001E;
export const PR_REMOTE_PROGRESS_TEXT_W = 0x3E0C001F;
export const PR_REMOTE_VALIDATE_OK = 0x3E0D000B;

// PropertyType: Types of property values, property-types.md; several values in one (PT_MV_…) are not used here.
export const PT_UNSPECIFIED = 0x00000000;
export const PT_NULL = 0x00000001;
export const PT_I2 = 0x00000002;
export const PT_LONG = 0x00000003;
export const PT_R4 = 0x00000004;
export const PT_DOUBLE = 0x00000005;
export const PT_CURRENCY = 0x00000006;
export const PT_APPTIME = 0x00000007;
export const PT_ERROR = 0x0000000A;
export const PT_BOOLEAN = 0x0000000B;
export const PT_OBJECT = 0x0000000D;
export const PT_I8 = 0x00000014;
export const PT_STRING8 = 0x0000001E;
export const PT_UNICODE = 0x0000001F;
export const PT_SYSTIME = 0x00000040;
export const PT_CLSID = 0x00000048;
export const PT_BINARY = 0x00000102;

// QueryColumnsFlag: Flags of imapitable-querycolumns.md: all columns that the table has, instead of those in use.
export const TBL_ALL_COLUMNS = 0x00000001;

// QueryRowsFlag: Flags of imapitable-queryrows.md: leave the cursor where it was.
export const TBL_NOADVANCE = 0x00000001;

// Relop: How the stored value, on the left, is compared with the constant: spropertyrestriction.md.
export const RELOP_LT = 0;
export const RELOP_LE = 1;
export const RELOP_GT = 2;
export const RELOP_GE = 3;
export const RELOP_EQ = 4;
export const RELOP_NE = 5;
export const RELOP_RE = 6;

// ResourceFlag: Traits of a provider: PR_RESOURCE_FLAGS, pidtagresourceflags-canonical-property.md.
export const STATUS_DEFAULT_OUTBOUND = 0x00000001;
export const STATUS_DEFAULT_STORE = 0x00000002;
export const STATUS_PRIMARY_IDENTITY = 0x00000004;
export const STATUS_SIMPLE_STORE = 0x00000008;
export const STATUS_XP_PREFER_LAST = 0x00000010;
export const STATUS_NO_PRIMARY_IDENTITY = 0x00000020;
export const STATUS_NO_DEFAULT_STORE = 0x00000040;
export const STATUS_TEMP_SECTION = 0x00000080;
export const STATUS_OWN_STORE = 0x00000100;
export const HOOK_INBOUND = 0x00000200;
export const HOOK_OUTBOUND = 0x00000400;
export const STATUS_NEED_IPM_TREE = 0x00000800;
export const STATUS_PRIMARY_STORE = 0x00001000;
export const STATUS_SECONDARY_STORE = 0x00002000;

// ResourceMethod: Which methods a status object supports: PR_RESOURCE_METHODS, pidtagresourcemethods-canonical-property.md.
export const STATUS_VALIDATE_STATE = 0x00000001;
export const STATUS_SETTINGS_DIALOG = 0x00000002;
export const STATUS_CHANGE_PASSWORD = 0x00000004;
export const STATUS_FLUSH_QUEUES = 0x00000008;

// ResourceType: What a row of the status table describes: PR_RESOURCE_TYPE, pidtagresourcetype-canonical-property.md.
export const MAPI_STORE_PROVIDER = 33;
export const MAPI_AB = 34;
export const MAPI_AB_PROVIDER = 35;
export const MAPI_TRANSPORT_PROVIDER = 36;
export const MAPI_SPOOLER = 37;
export const MAPI_PROFILE_PROVIDER = 38;
export const MAPI_SUBSYSTEM = 39;
export const MAPI_HOOK_PROVIDER = 40;

// RestrictionType: Kinds of restriction, srestriction.md.
export const RES_AND = 0;
export const RES_OR = 1;
export const RES_NOT = 2;
export const RES_CONTENT = 3;
export const RES_PROPERTY = 4;
export const RES_COMPAREPROPS = 5;
export const RES_BITMASK = 6;
export const RES_SIZE = 7;
export const RES_EXIST = 8;
export const RES_SUBRESTRICTION = 9;
export const RES_COMMENT = 10;
export const RES_COUNT = 11;
export const RES_ANNOTATION = 12;

// ResultCode: The codes that MAPI names (mapicode.h), as unsigned numbers.
export const S_OK = 0x00000000;
export const MAPI_E_INTERFACE_NOT_SUPPORTED = 0x80004002;
export const MAPI_E_CALL_FAILED = 0x80004005;
export const MAPI_E_NO_ACCESS = 0x80070005;
export const MAPI_E_NOT_ENOUGH_MEMORY = 0x8007000E;
export const MAPI_E_INVALID_PARAMETER = 0x80070057;
export const MAPI_E_NO_SUPPORT = 0x80040102;
export const MAPI_E_BAD_CHARWIDTH = 0x80040103;
export const MAPI_E_STRING_TOO_LONG = 0x80040105;
export const MAPI_E_UNKNOWN_FLAGS = 0x80040106;
export const MAPI_E_INVALID_ENTRYID = 0x80040107;
export const MAPI_E_INVALID_OBJECT = 0x80040108;
export const MAPI_E_OBJECT_CHANGED = 0x80040109;
export const MAPI_E_OBJECT_DELETED = 0x8004010A;
export const MAPI_E_BUSY = 0x8004010B;
export const MAPI_E_NOT_ENOUGH_DISK = 0x8004010D;
export const MAPI_E_NOT_ENOUGH_RESOURCES = 0x8004010E;
export const MAPI_E_NOT_FOUND = 0x8004010F;
export const MAPI_E_VERSION = 0x80040110;
export const MAPI_E_LOGON_FAILED = 0x80040111;
export const MAPI_E_SESSION_LIMIT = 0x80040112;
export const MAPI_E_USER_CANCEL = 0x80040113;
export const MAPI_E_UNABLE_TO_ABORT = 0x80040114;
export const MAPI_E_NETWORK_ERROR = 0x80040115;
export const MAPI_E_DISK_ERROR = 0x80040116;
export const MAPI_E_TOO_COMPLEX = 0x80040117;
export const MAPI_E_BAD_COLUMN = 0x80040118;
export const MAPI_E_EXTENDED_ERROR = 0x80040119;
export const MAPI_E_COMPUTED = 0x8004011A;
export const MAPI_E_CORRUPT_DATA = 0x8004011B;
export const MAPI_E_UNCONFIGURED = 0x8004011C;
export const MAPI_E_FAILONEPROVIDER = 0x8004011D;
export const MAPI_E_UNKNOWN_CPID = 0x8004011E;
export const MAPI_E_UNKNOWN_LCID = 0x8004011F;
export const MAPI_E_PASSWORD_CHANGE_REQUIRED = 0x80040120;
export const MAPI_E_PASSWORD_EXPIRED = 0x80040121;
export const MAPI_E_INVALID_WORKSTATION_ACCOUNT = 0x80040122;
export const MAPI_E_INVALID_ACCESS_TIME = 0x80040123;
export const MAPI_E_ACCOUNT_DISABLED = 0x80040124;
export const MAPI_E_END_OF_SESSION = 0x80040200;
export const MAPI_E_UNKNOWN_ENTRYID = 0x80040201;
export const MAPI_E_MISSING_REQUIRED_COLUMN = 0x80040202;
export const MAPI_W_NO_SERVICE = 0x00040203;
export const MAPI_E_BAD_VALUE = 0x80040301;
export const MAPI_E_INVALID_TYPE = 0x80040302;
export const MAPI_E_TYPE_NO_SUPPORT = 0x80040303;
export const MAPI_E_UNEXPECTED_TYPE = 0x80040304;
export const MAPI_E_TOO_BIG = 0x80040305;
export const MAPI_E_DECLINE_COPY = 0x80040306;
export const MAPI_E_UNEXPECTED_ID = 0x80040307;
export const MAPI_W_ERRORS_RETURNED = 0x00040380;
export const MAPI_E_UNABLE_TO_COMPLETE = 0x80040400;
export const MAPI_E_TIMEOUT = 0x80040401;
export const MAPI_E_TABLE_EMPTY = 0x80040402;
export const MAPI_E_TABLE_TOO_BIG = 0x80040403;
export const MAPI_E_INVALID_BOOKMARK = 0x80040405;
export const MAPI_W_POSITION_CHANGED = 0x00040481;
export const MAPI_W_APPROX_COUNT = 0x00040482;
export const MAPI_E_WAIT = 0x80040500;
export const MAPI_E_CANCEL = 0x80040501;
export const MAPI_E_NOT_ME = 0x80040502;
export const MAPI_W_CANCEL_MESSAGE = 0x00040580;
export const MAPI_E_CORRUPT_STORE = 0x80040600;
export const MAPI_E_NOT_IN_QUEUE = 0x80040601;
export const MAPI_E_NO_SUPPRESS = 0x80040602;
export const MAPI_E_COLLISION = 0x80040604;
export const MAPI_E_NOT_INITIALIZED = 0x80040605;
export const MAPI_E_NON_STANDARD = 0x80040606;
export const MAPI_E_NO_RECIPIENTS = 0x80040607;
export const MAPI_E_SUBMITTED = 0x80040608;
export const MAPI_E_HAS_FOLDERS = 0x80040609;
export const MAPI_E_HAS_MESSAGES = 0x8004060A;
export const MAPI_E_FOLDER_CYCLE = 0x8004060B;
export const MAPI_W_PARTIAL_COMPLETION = 0x00040680;
export const MAPI_E_AMBIGUOUS_RECIP = 0x80040700;

// SaveChangesFlag: Flags of imapiprop-savechanges.md.
export const KEEP_OPEN_READONLY = 0x00000001;
export const KEEP_OPEN_READWRITE = 0x00000002;
export const FORCE_SAVE = 0x00000004;

// SettingsDialogFlag: Flags of imapistatus-settingsdialog.md.
export const UI_READONLY = 0x00000001;

// SpoolerNotifyFlag: What a provider tells the spooler: flags of imapisupport-spoolernotify.md.
export const NOTIFY_NEWMAIL = 0x00000001;
export const NOTIFY_READYTOSEND = 0x00000002;
export const NOTIFY_SENTDEFERRED = 0x00000004;
export const NOTIFY_CRITSEC = 0x00001000;
export const NOTIFY_NONCRIT = 0x00002000;
export const NOTIFY_CONFIG_CHANGE = 0x00004000;
export const NOTIFY_CRITICAL_ERROR = 0x10000000;
export const NOTIFY_NEWMAIL_RECEIVED = 0x20000000;

// StatusCode: What a resource is doing now: PR_STATUS_CODE, pidtagstatuscode-canonical-property.md.
export const STATUS_AVAILABLE = 0x00000001;
export const STATUS_OFFLINE = 0x00000002;
export const STATUS_FAILURE = 0x00000004;
export const STATUS_INBOUND_ENABLED = 0x00010000;
export const STATUS_INBOUND_ACTIVE = 0x00020000;
export const STATUS_INBOUND_FLUSH = 0x00040000;
export const STATUS_OUTBOUND_ENABLED = 0x00100000;
export const STATUS_OUTBOUND_ACTIVE = 0x00200000;
export const STATUS_OUTBOUND_FLUSH = 0x00400000;
export const STATUS_REMOTE_ACCESS = 0x00800000;

// StatusRowFlag: Flags of imapisupport-modifystatusrow.md: change only the columns that are passed, instead of making a new row.
export const STATUSROW_UPDATE = 0x10000000;

// StoreLogoffFlag: How to log off from a store: flags of imsgstore-storelogoff.md and imapisupport-storelogofftransports.md.
export const LOGOFF_NO_WAIT = 0x00000001;
export const LOGOFF_ORDERLY = 0x00000002;
export const LOGOFF_PURGE = 0x00000004;
export const LOGOFF_ABORT = 0x00000008;
export const LOGOFF_QUIET = 0x00000010;
export const LOGOFF_COMPLETE = 0x00010000;
export const LOGOFF_INBOUND = 0x00020000;
export const LOGOFF_OUTBOUND = 0x00040000;
export const LOGOFF_OUTBOUND_QUEUE = 0x00080000;

// SubmitMessageFlag: Flags of ixplogon-submitmessage.md: the transport has deferred this message before, and now asks for it.
export const BEGIN_DEFERRED = 0x00000001;

// TableFlag: When a change to a table's view takes effect: flags of imapitable-setcolumns.md, imapitable-restrict.md.
export const TBL_ASYNC = 0x00000001;
export const TBL_BATCH = 0x00000002;

// TransportLogoffFlag: How a transport ends a session. ixplogon-transportlogoff.md has no flags; the header has these two.
export const LOGOFF_NORMAL = 0x00000001;
export const LOGOFF_HURRY = 0x80000000;

// TransportLogonFlag: Flags of ixpprovider-transportlogon.md.
export const LOGON_NO_DIALOG = 0x00000001;
export const LOGON_NO_CONNECT = 0x00000004;
export const LOGON_NO_INBOUND = 0x00000008;
export const LOGON_NO_OUTBOUND = 0x00000010;
export const LOGON_SP_IDLE = 0x00010000;
export const LOGON_SP_POLL = 0x00020000;
export const LOGON_SP_RESOLVE = 0x00040000;

// TransportNotifyFlag: What the spooler tells a transport: flags of ixplogon-transportnotify.md.
export const NOTIFY_BEGIN_INBOUND = 0x00000001;
export const NOTIFY_BEGIN_OUTBOUND = 0x00000002;
export const NOTIFY_BEGIN_INBOUND_FLUSH = 0x00000004;
export const NOTIFY_BEGIN_OUTBOUND_FLUSH = 0x00000008;
export const NOTIFY_END_INBOUND = 0x00010000;
export const NOTIFY_END_OUTBOUND = 0x00020000;
export const NOTIFY_END_INBOUND_FLUSH = 0x00040000;
export const NOTIFY_END_OUTBOUND_FLUSH = 0x00080000;
export const NOTIFY_ABORT_DEFERRED = 0x40000000;
export const NOTIFY_CANCEL_MESSAGE = 0x80000000;

// ValidateStateFlag: Flags of imapistatus-validatestate.md; the upper ones concern remote transports.
export const SUPPRESS_UI = 0x00000001;
export const REFRESH_XP_HEADER_CACHE = 0x00010000;
export const PROCESS_XP_HEADER_CACHE = 0x00020000;
export const FORCE_XP_CONNECT = 0x00040000;
export const FORCE_XP_DISCONNECT = 0x00080000;
export const CONFIG_CHANGED = 0x00100000;
export const ABORT_XP_HEADER_OPERATION = 0x00200000;
export const SHOW_XP_SESSION_UI = 0x00400000;

// Interface: Interface identifiers, as the kit writes them.
export const IID_IMAPITable = "{00020301-0000-0000-C000-000000000046}";
export const IID_IMAPIStatus = "{00020305-0000-0000-C000-000000000046}";
