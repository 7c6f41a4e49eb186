#include "line.h"

#include "wrong.h"

mapi_code line_open(struct logon *logon, uint32_t flags)
{
    struct world *world = logon->world;
    bool dials = logon->traits.kind != KIND_LAN;
    if (logon->holds_line)
        return S_OK;
    if (dials && world->dialed != NULL)
        return MAPI_E_BUSY;
    if (dials)
        world->dialed = logon;
    logon->holds_line = true;
    world->lines++;
    if ((dials && (flags & FLUSH_NO_UI) == 0) || is_wrong("prompt-despite-no-ui"))
        screen_show(&world->screen, logon->name, PROMPT_DIALOG);
    return S_OK;
}

void line_close(struct logon *logon)
{
    if (!logon->holds_line)
        return;
    logon->holds_line = false;
    logon->world->lines--;
    if (logon->world->dialed == logon)
        logon->world->dialed = NULL;
}
