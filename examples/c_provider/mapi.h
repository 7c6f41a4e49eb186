/* What this subsystem needs of MAPI's vocabulary; names and values are MAPI's. */
#ifndef MAPI_H
#define MAPI_H

#include <stdint.h>

/* A result: 0 and MAPI_W_... are successes, codes with the top bit set are refusals. */
typedef uint32_t mapi_code;

#define S_OK 0x00000000u
#define MAPI_E_INTERFACE_NOT_SUPPORTED 0x80004002u
#define MAPI_E_INVALID_PARAMETER 0x80070057u
#define MAPI_E_NO_SUPPORT 0x80040102u
#define MAPI_E_BAD_CHARWIDTH 0x80040103u
#define MAPI_E_UNKNOWN_FLAGS 0x80040106u
#define MAPI_E_INVALID_ENTRYID 0x80040107u
#define MAPI_E_INVALID_OBJECT 0x80040108u
#define MAPI_E_BUSY 0x8004010Bu
#define MAPI_E_NOT_FOUND 0x8004010Fu
#define MAPI_E_LOGON_FAILED 0x80040111u
#define MAPI_E_NETWORK_ERROR 0x80040115u
#define MAPI_E_TOO_COMPLEX 0x80040117u
#define MAPI_E_END_OF_SESSION 0x80040200u
#define MAPI_E_UNKNOWN_ENTRYID 0x80040201u
#define MAPI_E_INVALID_BOOKMARK 0x80040405u
#define MAPI_E_COLLISION 0x80040604u
#define MAPI_E_NOT_INITIALIZED 0x80040605u
#define MAPI_W_ERRORS_RETURNED 0x00040380u

#define FAILED(code) (((code) & 0x80000000u) != 0)

/* Property types, and tags made of an identifier and a type. */
#define PT_UNSPECIFIED 0x0000u
#define PT_NULL 0x0001u
#define PT_LONG 0x0003u
#define PT_ERROR 0x000Au
#define PT_BOOLEAN 0x000Bu
#define PT_STRING8 0x001Eu
#define PT_UNICODE 0x001Fu
#define PT_CLSID 0x0048u
#define PT_BINARY 0x0102u

#define PROP_TYPE(tag) ((tag) & 0xFFFFu)
#define PROP_ID(tag) ((tag) >> 16)
#define CHANGE_PROP_TYPE(tag, type) (((tag) & 0xFFFF0000u) | (type))

#define PR_INSTANCE_KEY 0x0FF60102u
#define PR_OBJECT_TYPE 0x0FFE0003u
#define PR_ENTRYID 0x0FFF0102u
#define PR_ROWID 0x30000003u
#define PR_DISPLAY_NAME_A 0x3001001Eu
#define PR_PROVIDER_DISPLAY_A 0x3006001Eu
#define PR_RESOURCE_FLAGS 0x30090003u
#define PR_PROVIDER_DLL_NAME_A 0x300A001Eu
#define PR_IDENTITY_DISPLAY_A 0x3E00001Eu
#define PR_IDENTITY_ENTRYID 0x3E010102u
#define PR_RESOURCE_METHODS 0x3E020003u
#define PR_RESOURCE_TYPE 0x3E030003u
#define PR_STATUS_CODE 0x3E040003u
#define PR_IDENTITY_SEARCH_KEY 0x3E050102u
#define PR_STATUS_STRING_A 0x3E08001Eu

/* PR_OBJECT_TYPE of every status object. */
#define MAPI_STATUS 0xAu

/* PR_RESOURCE_TYPE */
#define MAPI_AB 34u
#define MAPI_TRANSPORT_PROVIDER 36u
#define MAPI_SPOOLER 37u
#define MAPI_SUBSYSTEM 39u

/* PR_RESOURCE_METHODS */
#define STATUS_VALIDATE_STATE 0x1u
#define STATUS_SETTINGS_DIALOG 0x2u
#define STATUS_FLUSH_QUEUES 0x8u

/* PR_RESOURCE_FLAGS */
#define STATUS_NO_DEFAULT_STORE 0x40u

/* PR_STATUS_CODE */
#define STATUS_AVAILABLE 0x00000001u
#define STATUS_FAILURE 0x00000004u
#define STATUS_INBOUND_ENABLED 0x00010000u
#define STATUS_INBOUND_FLUSH 0x00040000u
#define STATUS_OUTBOUND_ENABLED 0x00100000u
#define STATUS_OUTBOUND_FLUSH 0x00400000u

/* FlushQueues. UPLOAD is the outgoing queue and DOWNLOAD the incoming one: the reference page, not the topic. */
#define FLUSH_UPLOAD 0x02u
#define FLUSH_DOWNLOAD 0x04u
#define FLUSH_FORCE 0x08u
#define FLUSH_NO_UI 0x10u
#define FLUSH_ASYNC_OK 0x20u
#define FLUSH_DIRECTIONS (FLUSH_UPLOAD | FLUSH_DOWNLOAD)
#define FLUSH_KNOWN (FLUSH_DIRECTIONS | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK)

/* Logon, GetStatusTable, OpenEntry */
#define MAPI_NO_MAIL 0x00008000u
#define MAPI_UNICODE 0x80000000u
#define MAPI_MODIFY 0x01u
#define MAPI_DEFERRED_ERRORS 0x08u
#define MAPI_BEST_ACCESS 0x10u
#define IID_IMAPISTATUS "{00020305-0000-0000-C000-000000000046}"

/* Tables */
#define TBL_ASYNC 0x1u
#define TBL_BATCH 0x2u
#define TBL_ALL_COLUMNS 0x1u
#define TBL_NOADVANCE 0x1u
#define BOOKMARK_BEGINNING 0u
#define BOOKMARK_CURRENT 1u
#define BOOKMARK_END 2u

#define RELOP_LT 0u
#define RELOP_LE 1u
#define RELOP_GT 2u
#define RELOP_GE 3u
#define RELOP_EQ 4u
#define RELOP_NE 5u

/* abFlags[0] of an entry identifier: good for this session only, and for opening, not for keeping. */
#define MAPI_NOW 0x10u
#define MAPI_THISSESSION 0x20u
#define MAPI_NOTRECIP 0x40u
#define MAPI_SHORTTERM 0x80u

#endif
