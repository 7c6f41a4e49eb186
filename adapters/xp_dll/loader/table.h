// IMAPITable over rows in memory: the recipients and attachments of a message.
#pragma once

#include "properties.h"

// The caller gets one reference. `columns` is the set of columns until SetColumns is called.
IMAPITable *make_table(std::vector<Properties> rows, std::vector<ULONG> columns);
