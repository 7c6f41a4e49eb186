#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "memory.h"

#define BUILT_IN_NAME "Sample"

struct profile *profile_new(const char *name)
{
    struct profile *profile = allocate(1, sizeof *profile);
    profile->name = copy_text(name);
    profile->references = 1;
    return profile;
}

void profile_add(struct profile *profile, const struct traits *traits)
{
    profile->transports = room_for_one(profile->transports, profile->transport_count, &profile->transport_capacity,
                                       sizeof *profile->transports);
    profile->transports[profile->transport_count++] = (struct transport){.name = copy_text(traits->name),
                                                                         .kind = traits->kind,
                                                                         .supports_flush = traits->supports_flush,
                                                                         .asynchronous = traits->asynchronous};
}

static void forget_profile(struct world *world, const struct profile *profile)
{
    for (size_t i = 0; i < world->profile_count; i++) {
        if (world->profiles[i] == profile) {
            world->profile_count--;
            memmove(&world->profiles[i], &world->profiles[i + 1], (world->profile_count - i) * sizeof *world->profiles);
            return;
        }
    }
}

void profile_release(struct world *world, struct profile *profile)
{
    if (--profile->references != 0)
        return;
    forget_profile(world, profile);
    for (size_t i = 0; i < profile->transport_count; i++) {
        struct transport *transport = &profile->transports[i];
        queue_clear(&transport->queues[OUTGOING]);
        queue_clear(&transport->queues[INCOMING]);
        free(transport->name);
    }
    free(profile->transports);
    free(profile->name);
    free(profile);
}

static struct transport *transport_named(const struct profile *profile, const char *name)
{
    for (size_t i = 0; i < profile->transport_count; i++) {
        if (strcmp(profile->transports[i].name, name) == 0)
            return &profile->transports[i];
    }
    return NULL;
}

struct transport *world_transport(const struct world *world, const char *name)
{
    for (size_t i = world->profile_count; i-- > 0;) {
        struct transport *found = world->profiles[i]->installed ? transport_named(world->profiles[i], name) : NULL;
        if (found != NULL)
            return found;
    }
    return NULL;
}

struct profile *world_profile(const struct world *world, const char *name)
{
    if (name[0] == '\0')
        name = BUILT_IN_NAME;
    for (size_t i = 0; i < world->profile_count; i++) {
        if (world->profiles[i]->installed && strcmp(world->profiles[i]->name, name) == 0)
            return world->profiles[i];
    }
    return NULL;
}

/* A test bed names transports without their profile, so a name stands for one transport. The built-in profile is always
 * there and gives way. */
static mapi_code check_profile(const struct world *world, const struct profile *profile)
{
    if (profile->name[0] == '\0')
        return MAPI_E_INVALID_PARAMETER;
    for (size_t i = 0; i < profile->transport_count; i++) {
        const char *name = profile->transports[i].name;
        if (transport_named(profile, name) != &profile->transports[i])
            return MAPI_E_INVALID_PARAMETER;
        for (size_t k = 0; k < world->profile_count; k++) {
            const struct profile *other = world->profiles[k];
            if (other->installed && !other->built_in && strcmp(other->name, profile->name) != 0 &&
                transport_named(other, name) != NULL)
                return MAPI_E_COLLISION;
        }
    }
    return S_OK;
}

/* Sessions on a replaced profile keep it, but what was asked of it before is dropped. */
static void uninstall(struct world *world, struct profile *profile)
{
    for (size_t i = 0; i < profile->transport_count; i++)
        profile->transports[i].request = (struct request){0};
    profile->installed = false;
    profile_release(world, profile);
}

mapi_code world_install(struct world *world, struct profile *profile)
{
    mapi_code code = check_profile(world, profile);
    if (FAILED(code)) {
        profile_release(world, profile);
        return code;
    }
    struct profile *replaced = world_profile(world, profile->name);
    if (replaced != NULL)
        uninstall(world, replaced);
    for (size_t i = 0; i < profile->transport_count; i++)
        profile->transports[i].number = ++world->transports_made;
    profile->installed = true;
    world->profiles =
        room_for_one(world->profiles, world->profile_count, &world->profile_capacity, sizeof(struct profile *));
    world->profiles[world->profile_count++] = profile;
    return S_OK;
}

void note_transfer(struct world *world, const struct transport *transport, enum direction direction, const char *token)
{
    world->transfers =
        room_for_one(world->transfers, world->transfer_count, &world->transfer_capacity, sizeof *world->transfers);
    world->transfers[world->transfer_count++] =
        (struct transfer){.transport = copy_text(transport->name), .direction = direction, .token = copy_text(token)};
}

static void start(struct world *world)
{
    static const struct traits BUILT_IN[] = {
        {"Office LAN", KIND_LAN, true, false}, {"Archive", KIND_LAN, false, false}, {"Modem", KIND_MODEM, true, false}};
    struct profile *profile = profile_new(BUILT_IN_NAME);
    profile->built_in = true;
    for (size_t i = 0; i < sizeof BUILT_IN / sizeof BUILT_IN[0]; i++)
        profile_add(profile, &BUILT_IN[i]);
    world_install(world, profile);
}

static void end(struct world *world)
{
    for (size_t i = world->profile_count; i-- > 0;) {
        if (world->profiles[i]->installed)
            uninstall(world, world->profiles[i]);
    }
    for (size_t i = 0; i < world->transfer_count; i++) {
        free(world->transfers[i].transport);
        free(world->transfers[i].token);
    }
    screen_clear(&world->screen);
    free(world->profiles);
    free(world->transfers);
    /* Numbers begin again, so that the same calls after a reset give the same entry identifiers. */
    *world = (struct world){0};
}

struct world *world_new(void)
{
    struct world *world = allocate(1, sizeof *world);
    start(world);
    return world;
}

void world_free(struct world *world)
{
    end(world);
    free(world);
}

void world_reset(struct world *world)
{
    end(world);
    start(world);
}
