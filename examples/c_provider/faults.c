#include "wrong.h"

const struct fault FAULTS[] = {
    {"swap-directions", "FLUSH_UPLOAD flushes incoming queues and FLUSH_DOWNLOAD outgoing ones"},
    {"incoming-first", "a flush in both directions takes the incoming queue before the outgoing one"},
    {"first-transport-only", "the spooler's flush reaches the first transport only"},
    {"ignore-target", "the spooler's flush reaches every transport although one is the target"},
    {"stop-at-failure", "the spooler's flush stops at the first far end that is down"},
    {"lose-on-down", "a message is lost when it meets a far end that is down"},
    {"deliver-twice", "every message is delivered twice"},
    {"no-spooler-row", "the status table has no row for the spooler"},
    {"ignore-restriction", "Restrict succeeds, and every row stays"},
    {"leak-row-sets", "a row set that the client frees stays allocated"},
    {"prompt-despite-no-ui", "the spooler shows its progress despite FLUSH_NO_UI"},
    {"flush-bit-but-no-support", "PR_RESOURCE_METHODS of every transport promises a FlushQueues that not all have"},
    {"die-in-flush", "the process exits with 3 in FlushQueues"},
    {"hang-in-flush", "FlushQueues never returns"},
    {"garbage-answer", "the answer to query_rows is not JSON"},
};
const size_t FAULT_COUNT = sizeof FAULTS / sizeof FAULTS[0];
