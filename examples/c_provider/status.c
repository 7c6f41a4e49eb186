#include "status.h"

#include <stdlib.h>
#include <strings.h>

#include "spooler.h"
#include "wrong.h"

static uint32_t methods(const struct resource *resource)
{
    switch (resource->type) {
    case MAPI_SPOOLER:
        return STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES;
    case MAPI_TRANSPORT_PROVIDER:
        if (resource->transport->supports_flush || is_wrong("flush-bit-but-no-support"))
            return STATUS_VALIDATE_STATE | STATUS_SETTINGS_DIALOG | STATUS_FLUSH_QUEUES;
        return STATUS_VALIDATE_STATE | STATUS_SETTINGS_DIALOG;
    default:
        return STATUS_VALIDATE_STATE;
    }
}

static uint32_t status_code(const struct session *session, const struct resource *resource)
{
    if (resource->type == MAPI_SPOOLER && session->no_mail)
        return STATUS_FAILURE;
    if (resource->transport == NULL)
        return STATUS_AVAILABLE;
    uint32_t pending = resource->transport->request.pending;
    return STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED |
           ((pending & FLUSH_UPLOAD) != 0 ? STATUS_OUTBOUND_FLUSH : 0) |
           ((pending & FLUSH_DOWNLOAD) != 0 ? STATUS_INBOUND_FLUSH : 0);
}

static const char *display_name(const struct session *session, const struct resource *resource)
{
    switch (resource->type) {
    case MAPI_SPOOLER:
        return "Spooler";
    case MAPI_AB:
        return "Address Book";
    case MAPI_SUBSYSTEM: /* This is how a client finds out its profile's name. */
        return session->profile->name;
    default:
        return resource->transport->name;
    }
}

static const char *provider_display(const struct resource *resource)
{
    if (resource->transport == NULL)
        return "c_provider subsystem";
    switch (resource->transport->kind) {
    case KIND_MODEM:
        return "c_provider modem transport";
    case KIND_RAS:
        return "c_provider RAS transport";
    default:
        return "c_provider LAN transport";
    }
}

static const char *status_string(const struct transport *transport)
{
    if (transport->request.pending == 0)
        return "Ready";
    return (transport->request.pending & FLUSH_UPLOAD) != 0 ? "Sending" : "Receiving";
}

/* What a row and its object both have. */
static void describe(const struct session *session, const struct resource *resource, struct properties *values)
{
    add_text(values, PR_DISPLAY_NAME_A, display_name(session, resource));
    add_text(values, PR_PROVIDER_DLL_NAME_A, resource->transport == NULL ? "CPROV" : "CPROVXP");
    add_number(values, PR_RESOURCE_FLAGS, resource->transport == NULL ? 0 : STATUS_NO_DEFAULT_STORE);
    add_number(values, PR_RESOURCE_METHODS, methods(resource));
    add_number(values, PR_RESOURCE_TYPE, resource->type);
    add_number(values, PR_STATUS_CODE, status_code(session, resource));
    add_number(values, PR_OBJECT_TYPE, MAPI_STATUS);
}

/* Provider columns: the identity is the transport's own, all three of its properties or none. */
static void describe_transport(const struct transport *transport, const struct resource *resource, struct properties *row)
{
    /* An entry identifier begins with four bytes of flags, which are zero here. */
    unsigned char identity[] = {0, 0, 0, 0, 'X', 'P', ':', 0, 0, 0, 0};
    for (size_t i = 0; i < 4; i++)
        identity[7 + i] = (unsigned char)(transport->number >> 8 * i);
    add_text(row, PR_PROVIDER_DISPLAY_A, provider_display(resource));
    add_text(row, PR_STATUS_STRING_A, status_string(transport));
    add_text(row, PR_IDENTITY_DISPLAY_A, transport->name);
    add_bytes(row, PR_IDENTITY_ENTRYID, identity, sizeof identity);
    add_bytes(row, PR_IDENTITY_SEARCH_KEY, identity + 4, sizeof identity - 4);
}

void status_row(const struct session *session, size_t place, struct properties *row)
{
    struct resource resource = session_resource(session, place);
    unsigned char id[ENTRY_ID_SIZE];
    unsigned char key[] = {(unsigned char)resource.type, 0, 0, 0, 0};
    uint32_t number = resource.transport == NULL ? 0 : resource.transport->number;
    for (size_t i = 0; i < 4; i++)
        key[1 + i] = (unsigned char)(number >> 8 * i);
    entry_id_write(session, &resource, id);
    describe(session, &resource, row);
    add_bytes(row, PR_ENTRYID, id, sizeof id);
    add_bytes(row, PR_INSTANCE_KEY, key, sizeof key);
    add_number(row, PR_ROWID, (int64_t)place + 1);
    if (resource.transport != NULL)
        describe_transport(resource.transport, &resource, row);
}

mapi_code status_open(struct session *session, struct bytes id, const char *interface, uint32_t flags,
                      struct status_object **object)
{
    struct resource resource;
    if ((flags & ~(MAPI_MODIFY | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (interface != NULL && strcasecmp(interface, IID_IMAPISTATUS) != 0)
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    mapi_code code = entry_id_read(session, id, &resource);
    if (FAILED(code))
        return code;
    /* MAPI_MODIFY changes nothing: the object has nothing that could be written. */
    *object = allocate(1, sizeof **object);
    **object = (struct status_object){.session = session_hold(session), .resource = resource};
    return S_OK;
}

void status_release(struct status_object *object)
{
    session_release(object->session);
    free(object);
}

mapi_code status_get_props(const struct status_object *object, const uint32_t *tags, size_t tag_count, uint32_t flags,
                           struct properties *values)
{
    struct properties all = {0};
    describe(object->session, &object->resource, &all);
    add_text(&all, PR_PROVIDER_DISPLAY_A, provider_display(&object->resource));
    mapi_code code = choose_properties(&all, tags, tag_count, flags, values);
    properties_clear(&all);
    return code;
}

static mapi_code flush_by_spooler(struct session *session, const struct bytes *target, uint32_t flags)
{
    struct resource resource = {0};
    if (session->no_mail)
        return MAPI_E_NOT_INITIALIZED;
    if ((flags & ~FLUSH_KNOWN) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (target != NULL && (FAILED(entry_id_read(session, *target, &resource)) || resource.transport == NULL))
        return MAPI_E_NOT_FOUND;
    /* FLUSH_ASYNC_OK is a permission; this spooler makes no use of it. */
    return spooler_flush(session->world, session->profile, resource.transport, flags);
}

static mapi_code flush_transport(struct session *session, struct transport *transport, bool has_target, uint32_t flags)
{
    if (!transport->supports_flush)
        return MAPI_E_NO_SUPPORT;
    if (has_target)
        return MAPI_E_INVALID_PARAMETER;
    if ((flags & ~FLUSH_KNOWN) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    return spooler_request(session->world, session->profile, transport, flags);
}

mapi_code status_flush(struct status_object *object, const struct bytes *target, uint32_t flags)
{
    if (is_wrong("die-in-flush"))
        exit(3);
    if (is_wrong("hang-in-flush"))
        hang();
    if (object->resource.type == MAPI_SPOOLER)
        return flush_by_spooler(object->session, target, flags);
    if (object->resource.transport == NULL)
        return MAPI_E_NO_SUPPORT;
    return flush_transport(object->session, object->resource.transport, target != NULL, flags);
}
