#include "row.h"

#include <stdlib.h>
#include <string.h>

#include "call_back.h"
#include "wrong.h"

#define READY (STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED)

static uint32_t flush_bits(uint32_t directions)
{
    uint32_t upload = is_wrong("swap-directions") ? FLUSH_DOWNLOAD : FLUSH_UPLOAD;
    return ((directions & upload) != 0 ? STATUS_OUTBOUND_FLUSH : 0) |
           ((directions & (FLUSH_DIRECTIONS ^ upload)) != 0 ? STATUS_INBOUND_FLUSH : 0);
}

static uint32_t status_code(const struct logon *logon)
{
    uint32_t code = READY | flush_bits(logon->phase | logon->requested);
    return is_wrong("no-outbound-bit") ? code & ~STATUS_OUTBOUND_FLUSH : code;
}

static const char *status_string(const struct logon *logon)
{
    switch (logon->phase) {
    case FLUSH_UPLOAD:
        return "Sending";
    case FLUSH_DOWNLOAD:
        return "Receiving";
    default:
        return logon->is_cut_off ? "The mail server does not answer" : "Ready";
    }
}

static const char *provider_display(const struct logon *logon)
{
    static const char *const NAMES[] = {[KIND_LAN] = "c_transport on a local network",
                                        [KIND_MODEM] = "c_transport on a modem",
                                        [KIND_RAS] = "c_transport on remote access"};
    return NAMES[logon->traits.kind];
}

uint32_t row_methods(const struct logon *logon)
{
    return STATUS_VALIDATE_STATE | (logon->traits.supports_flush ? STATUS_FLUSH_QUEUES : 0);
}

static void describe_state(const struct logon *logon, struct properties *columns)
{
    add_number(columns, PR_STATUS_CODE, status_code(logon));
    add_text(columns, PR_STATUS_STRING_A, status_string(logon));
}

/* Whose transport it is: an address book entry, and the key by which such an entry is found. */
static void describe_identity(const struct logon *logon, struct properties *columns)
{
    static const char TYPE[] = "CXP:";
    size_t length = strlen(logon->name);
    unsigned char *id = allocate(sizeof TYPE + length, 1); /* an identifier's four bytes of flags are zero */
    memcpy(id + 4, logon->name, length);
    add_text(columns, PR_IDENTITY_DISPLAY_A, logon->name);
    add_bytes(columns, PR_IDENTITY_ENTRYID, id, 4 + length);
    memcpy(id, TYPE, 4);
    for (size_t i = 4; i < 4 + length; i++)
        id[i] = (unsigned char)(id[i] >= 'a' && id[i] <= 'z' ? id[i] - 'a' + 'A' : id[i]);
    if (!is_wrong("half-identity"))
        add_bytes(columns, PR_IDENTITY_SEARCH_KEY, id, 4 + length + 1);
    free(id);
}

void row_describe(const struct logon *logon, struct properties *columns)
{
    add_text(columns, PR_DISPLAY_NAME_A, logon->name);
    add_text(columns, PR_PROVIDER_DISPLAY_A, provider_display(logon));
    add_number(columns, PR_RESOURCE_METHODS, row_methods(logon));
    describe_identity(logon, columns);
    describe_state(logon, columns);
}

mapi_code row_make(const struct logon *logon)
{
    struct properties columns = {0};
    row_describe(logon, &columns);
    mapi_code code = support_modify_status_row(logon->support, &columns, 0);
    properties_clear(&columns);
    return code;
}

mapi_code row_update(const struct logon *logon)
{
    struct properties columns = {0};
    describe_state(logon, &columns);
    uint32_t flags = is_wrong("replace-row") ? 0 : STATUSROW_UPDATE;
    const char *support = is_wrong("mix-up-rows") ? logon->world->first_support : logon->support;
    mapi_code code = support_modify_status_row(support, &columns, flags);
    properties_clear(&columns);
    return code;
}
