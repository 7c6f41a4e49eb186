/* The interfaces of a subsystem; ROOT is the adapter. */
#ifndef INTERFACES_H
#define INTERFACES_H

#include "calls.h"

enum interface { ADAPTER = ROOT, SESSION, TABLE, ROW_SET, STATUS_OBJECT, TEST_BED };

#endif
