#include "status.h"

#include <strings.h>

#include "row.h"
#include "wrong.h"

mapi_code status_open(struct logon *logon, const char *interface, uint32_t flags, struct logon **object)
{
    if ((flags & ~(MAPI_MODIFY | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (interface != NULL && strcasecmp(interface, IID_IMAPISTATUS) != 0)
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    /* MAPI_MODIFY changes nothing: the object has nothing that could be written. */
    if ((flags & MAPI_MODIFY) != 0 && is_wrong("refuse-modify"))
        return MAPI_E_NO_SUPPORT;
    *object = logon_hold(logon);
    return S_OK;
}

mapi_code status_get_props(const struct logon *logon, const uint32_t *tags, size_t tag_count, uint32_t flags,
                           struct properties *values)
{
    struct properties all = {0};
    if (is_wrong("object-unlike-row"))
        add_number(&all, PR_RESOURCE_METHODS, row_methods(logon) | STATUS_SETTINGS_DIALOG);
    row_describe(logon, &all);
    add_text(&all, PR_PROVIDER_DLL_NAME_A, "CXP");
    add_number(&all, PR_RESOURCE_FLAGS, STATUS_NO_DEFAULT_STORE);
    add_number(&all, PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER);
    add_number(&all, PR_OBJECT_TYPE, MAPI_STATUS);
    mapi_code code = choose_properties(&all, tags, tag_count, flags, values);
    properties_clear(&all);
    return code;
}

mapi_code status_flush(struct logon *logon, bool has_target, uint32_t flags)
{
    if ((row_methods(logon) & STATUS_FLUSH_QUEUES) == 0 && !is_wrong("flush-without-support"))
        return MAPI_E_NO_SUPPORT;
    return has_target ? MAPI_E_INVALID_PARAMETER : transport_request(logon, flags);
}
