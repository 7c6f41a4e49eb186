/* The interfaces of a transport provider; ROOT is the provider, which logs on. */
#ifndef INTERFACES_H
#define INTERFACES_H

#include "calls.h"

enum interface { PROVIDER = ROOT, XP_LOGON, TRANSPORT_STATUS, TRANSPORT_BED };

#endif
