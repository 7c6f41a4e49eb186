// The step texts of the feature files, for editors. Written by `make docs`; the step functions are in the folder steps/.
// docs/editors.md says how an editor finds this file.
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber'

defineParameterType({ name: "number", regexp: /\d+/ })
defineParameterType({ name: "transport", regexp: /.+/ })
defineParameterType({ name: "behaves", regexp: /.+/ })
defineParameterType({ name: "flag", regexp: /MAPI_UNICODE/ })
defineParameterType({ name: "columns", regexp: /.+/ })
defineParameterType({ name: "flag2", regexp: /TBL_ASYNC|TBL_BATCH/ })
defineParameterType({ name: "kind", regexp: /MAPI_STORE_PROVIDER|MAPI_AB|MAPI_AB_PROVIDER|MAPI_TRANSPORT_PROVIDER|MAPI_SPOOLER|MAPI_PROFILE_PROVIDER|MAPI_SUBSYSTEM|MAPI_HOOK_PROVIDER/ })
defineParameterType({ name: "order", regexp: /from first to last|from last to first/ })
defineParameterType({ name: "things", regexp: /.+/ })
defineParameterType({ name: "flag3", regexp: /MAPI_LOGOFF_SHARED|MAPI_LOGOFF_UI/ })
defineParameterType({ name: "procedure", regexp: /A|B/ })
defineParameterType({ name: "last", regexp: /1|2|3|4|5|5\.1|5\.2|5\.3|6|7/ })
defineParameterType({ name: "usual", regexp: /S_OK|MAPI_E_INTERFACE_NOT_SUPPORTED|MAPI_E_CALL_FAILED|MAPI_E_NO_ACCESS|MAPI_E_NOT_ENOUGH_MEMORY|MAPI_E_INVALID_PARAMETER|MAPI_E_NO_SUPPORT|MAPI_E_BAD_CHARWIDTH|MAPI_E_STRING_TOO_LONG|MAPI_E_UNKNOWN_FLAGS|MAPI_E_INVALID_ENTRYID|MAPI_E_INVALID_OBJECT|MAPI_E_OBJECT_CHANGED|MAPI_E_OBJECT_DELETED|MAPI_E_BUSY|MAPI_E_NOT_ENOUGH_DISK|MAPI_E_NOT_ENOUGH_RESOURCES|MAPI_E_NOT_FOUND|MAPI_E_VERSION|MAPI_E_LOGON_FAILED|MAPI_E_SESSION_LIMIT|MAPI_E_USER_CANCEL|MAPI_E_UNABLE_TO_ABORT|MAPI_E_NETWORK_ERROR|MAPI_E_DISK_ERROR|MAPI_E_TOO_COMPLEX|MAPI_E_BAD_COLUMN|MAPI_E_EXTENDED_ERROR|MAPI_E_COMPUTED|MAPI_E_CORRUPT_DATA|MAPI_E_UNCONFIGURED|MAPI_E_FAILONEPROVIDER|MAPI_E_UNKNOWN_CPID|MAPI_E_UNKNOWN_LCID|MAPI_E_PASSWORD_CHANGE_REQUIRED|MAPI_E_PASSWORD_EXPIRED|MAPI_E_INVALID_WORKSTATION_ACCOUNT|MAPI_E_INVALID_ACCESS_TIME|MAPI_E_ACCOUNT_DISABLED|MAPI_E_END_OF_SESSION|MAPI_E_UNKNOWN_ENTRYID|MAPI_E_MISSING_REQUIRED_COLUMN|MAPI_W_NO_SERVICE|MAPI_E_BAD_VALUE|MAPI_E_INVALID_TYPE|MAPI_E_TYPE_NO_SUPPORT|MAPI_E_UNEXPECTED_TYPE|MAPI_E_TOO_BIG|MAPI_E_DECLINE_COPY|MAPI_E_UNEXPECTED_ID|MAPI_W_ERRORS_RETURNED|MAPI_E_UNABLE_TO_COMPLETE|MAPI_E_TIMEOUT|MAPI_E_TABLE_EMPTY|MAPI_E_TABLE_TOO_BIG|MAPI_E_INVALID_BOOKMARK|MAPI_W_POSITION_CHANGED|MAPI_W_APPROX_COUNT|MAPI_E_WAIT|MAPI_E_CANCEL|MAPI_E_NOT_ME|MAPI_W_CANCEL_MESSAGE|MAPI_E_CORRUPT_STORE|MAPI_E_NOT_IN_QUEUE|MAPI_E_NO_SUPPRESS|MAPI_E_COLLISION|MAPI_E_NOT_INITIALIZED|MAPI_E_NON_STANDARD|MAPI_E_NO_RECIPIENTS|MAPI_E_SUBMITTED|MAPI_E_HAS_FOLDERS|MAPI_E_HAS_MESSAGES|MAPI_E_FOLDER_CYCLE|MAPI_W_PARTIAL_COMPLETION|MAPI_E_AMBIGUOUS_RECIP/ })
defineParameterType({ name: "asked", regexp: /.+/ })
defineParameterType({ name: "coding", regexp: /ANSI|Unicode/ })
defineParameterType({ name: "condition", regexp: /.+/ })
defineParameterType({ name: "bookmark", regexp: /BOOKMARK_BEGINNING|BOOKMARK_CURRENT|BOOKMARK_END/ })
defineParameterType({ name: "flag4", regexp: /TBL_NOADVANCE/ })
defineParameterType({ name: "most", regexp: /\d+/ })
defineParameterType({ name: "number2", regexp: /exactly one|at most one|no/ })
defineParameterType({ name: "number3", regexp: /exactly one|at least one|at most one|no/ })
defineParameterType({ name: "column", regexp: /PR_NULL|PR_INSTANCE_KEY|PR_ACCESS_LEVEL|PR_OBJECT_TYPE|PR_ENTRYID|PR_ROWID|PR_DISPLAY_NAME_A|PR_DISPLAY_NAME_W|PR_PROVIDER_DISPLAY_A|PR_PROVIDER_DISPLAY_W|PR_RESOURCE_FLAGS|PR_PROVIDER_DLL_NAME_A|PR_PROVIDER_DLL_NAME_W|PR_PROVIDER_UID|PR_PROVIDER_ORDINAL|PR_IDENTITY_DISPLAY_A|PR_IDENTITY_DISPLAY_W|PR_IDENTITY_ENTRYID|PR_RESOURCE_METHODS|PR_RESOURCE_TYPE|PR_STATUS_CODE|PR_IDENTITY_SEARCH_KEY|PR_OWN_STORE_ENTRYID|PR_RESOURCE_PATH_A|PR_RESOURCE_PATH_W|PR_STATUS_STRING_A|PR_STATUS_STRING_W|PR_HEADER_FOLDER_ENTRYID|PR_REMOTE_PROGRESS|PR_REMOTE_PROGRESS_TEXT_A|PR_REMOTE_PROGRESS_TEXT_W|PR_REMOTE_VALIDATE_OK/ })
defineParameterType({ name: "bits", regexp: /.+/ })
defineParameterType({ name: "bit", regexp: /STATUS_AVAILABLE|STATUS_OFFLINE|STATUS_FAILURE|STATUS_INBOUND_ENABLED|STATUS_INBOUND_ACTIVE|STATUS_INBOUND_FLUSH|STATUS_OUTBOUND_ENABLED|STATUS_OUTBOUND_ACTIVE|STATUS_OUTBOUND_FLUSH|STATUS_REMOTE_ACCESS/ })
defineParameterType({ name: "kind2", regexp: /MAPI_STORE_PROVIDER|MAPI_AB|MAPI_AB_PROVIDER|MAPI_TRANSPORT_PROVIDER|MAPI_SPOOLER|MAPI_PROFILE_PROVIDER|MAPI_SUBSYSTEM|MAPI_HOOK_PROVIDER|an undefined type|minus one/ })
defineParameterType({ name: "column2", regexp: /.+/ })
defineParameterType({ name: "flag5", regexp: /MAPI_MODIFY|MAPI_DEFERRED_ERRORS|MAPI_BEST_ACCESS/ })
defineParameterType({ name: "properties", regexp: /.+/ })
defineParameterType({ name: "queues", regexp: /no|the outgoing|the incoming|the outgoing and incoming/ })
defineParameterType({ name: "flag6", regexp: /FLUSH_UPLOAD|FLUSH_DOWNLOAD|FLUSH_FORCE|FLUSH_NO_UI|FLUSH_ASYNC_OK|FLUSH_FORCE and FLUSH_ASYNC_OK/ })
defineParameterType({ name: "whose", regexp: /.+/ })
defineParameterType({ name: "what", regexp: /message|outgoing message|incoming message/ })
defineParameterType({ name: "fate", regexp: /lost|doubled/ })
defineParameterType({ name: "other", regexp: /STATUS_AVAILABLE|STATUS_OFFLINE|STATUS_FAILURE|STATUS_INBOUND_ENABLED|STATUS_INBOUND_ACTIVE|STATUS_INBOUND_FLUSH|STATUS_OUTBOUND_ENABLED|STATUS_OUTBOUND_ACTIVE|STATUS_OUTBOUND_FLUSH|STATUS_REMOTE_ACCESS/ })
defineParameterType({ name: "left", regexp: /a message|an outgoing message|an incoming message/ })
defineParameterType({ name: "owner", regexp: /.+/ })
defineParameterType({ name: "who", regexp: /.+/ })
defineParameterType({ name: "count", regexp: /1 row|2 rows|3 rows|all rows/ })
defineParameterType({ name: "whom", regexp: /.+/ })
defineParameterType({ name: "which", regexp: /first|second|third|last/ })
defineParameterType({ name: "flags", regexp: /FLUSH_FORCE|FLUSH_ASYNC_OK|FLUSH_FORCE and FLUSH_ASYNC_OK|FLUSH_FORCE, without FLUSH_NO_UI|FLUSH_ASYNC_OK, without FLUSH_NO_UI|FLUSH_FORCE and FLUSH_ASYNC_OK, without FLUSH_NO_UI/ })
defineParameterType({ name: "target", regexp: /.+/ })
defineParameterType({ name: "outgoing", regexp: /\d+/ })
defineParameterType({ name: "incoming", regexp: /\d+/ })
defineParameterType({ name: "percent", regexp: /\d+/ })
defineParameterType({ name: "length", regexp: /\d+/ })
defineParameterType({ name: "space", regexp: /clients do anything, in any order|clients flush in any way while all far ends are well|each three values of the dimensions come together|the spooler flushes slow far ends, synchronously and in any way|procedures A and B are carried out, in any order|clients get and release anything, in any order|a client gets and releases anything, in any order|two clients get anything, and one of them logs off|a client uses several status tables, in any order|two clients use status tables, in any order|a client limits the columns to any, in any order|a client restricts a status table again and again|a client restricts a status table to what is not of a type|a client reads any number of rows at a time|a client reads any steady columns twice|a client asks status objects for any properties|a client presents bytes that are no entry identifier|a client presents a part of an entry identifier/ })
defineParameterType({ name: "law", regexp: /no message is lost|no message is doubled|messages leave in the order in which they were submitted|no flush moves messages of a transport that it is not for|no flush moves messages of a direction that it is not for|every message is transferred that a flush was for|success is answered only if every message was transferred|every flush transfers what it is for, once and in order, and nothing else|every synchronous flush has transferred what it is for when it returns|the spooler shows no user interface|no LAN transport shows a user interface|every message is transferred that a procedure was for|nothing stays alive|what is still held goes on working|what the other holds goes on working|each status table reads as if it were alone|each client's status table reads as if it were alone|the spooler's row holds exactly these columns|each transport's row holds exactly these columns|QueryColumns tells these columns|the latest restriction selects exactly its rows|the restriction selects exactly the other rows|it reads the same rows as in one call|it reads the same rows again, in any order|each value is in its place|they are refused|it is refused/ })
defineParameterType({ name: "name", regexp: /.+/ })
defineParameterType({ name: "first", regexp: /.+/ })
defineParameterType({ name: "second", regexp: /.+/ })
defineParameterType({ name: "fewer", regexp: /\d+/ })
defineParameterType({ name: "room", regexp: /nothing|only the first message|only the first 2 messages/ })
defineParameterType({ name: "queues2", regexp: /the outgoing queue|the incoming queue|both queues/ })
defineParameterType({ name: "messages", regexp: /\d+/ })
defineParameterType({ name: "interruption", regexp: /a shutdown between two messages|a shutdown before EndMessage|a shutdown while a slow far end is waited for|a shutdown while messages are received|the cancelling of a message|the cancelling of a message that is sent again|the cancelling of a message to a slow far end|a logoff before EndMessage|a logoff while messages are received|a shutdown before EndMessage of a cancelled message|a logoff before EndMessage of a cancelled message/ })
defineParameterType({ name: "flag7", regexp: /FLUSH_UPLOAD|FLUSH_DOWNLOAD|FLUSH_FORCE|FLUSH_NO_UI|FLUSH_ASYNC_OK/ })
defineParameterType({ name: "names", regexp: /.+/ })
defineParameterType({ name: "which2", regexp: /every property that it gives alone|every property that it gives alone, each twice|every property that it gives alone, and all of them again|every property that it gives alone, all of them twenty times|every property that it gives alone, behind one that no object has|every property that it gives alone, each behind one that no object has|every property that it gives alone, with some that no object has behind it/ })
defineParameterType({ name: "direction", regexp: /outgoing|incoming/ })
defineParameterType({ name: "call", regexp: /GetStatusTable|SetColumns|HrQueryAllRows|OpenEntry|GetProps|FlushQueues/ })
defineParameterType({ name: "code", regexp: /S_OK|MAPI_E_INTERFACE_NOT_SUPPORTED|MAPI_E_CALL_FAILED|MAPI_E_NO_ACCESS|MAPI_E_NOT_ENOUGH_MEMORY|MAPI_E_INVALID_PARAMETER|MAPI_E_NO_SUPPORT|MAPI_E_BAD_CHARWIDTH|MAPI_E_STRING_TOO_LONG|MAPI_E_UNKNOWN_FLAGS|MAPI_E_INVALID_ENTRYID|MAPI_E_INVALID_OBJECT|MAPI_E_OBJECT_CHANGED|MAPI_E_OBJECT_DELETED|MAPI_E_BUSY|MAPI_E_NOT_ENOUGH_DISK|MAPI_E_NOT_ENOUGH_RESOURCES|MAPI_E_NOT_FOUND|MAPI_E_VERSION|MAPI_E_LOGON_FAILED|MAPI_E_SESSION_LIMIT|MAPI_E_USER_CANCEL|MAPI_E_UNABLE_TO_ABORT|MAPI_E_NETWORK_ERROR|MAPI_E_DISK_ERROR|MAPI_E_TOO_COMPLEX|MAPI_E_BAD_COLUMN|MAPI_E_EXTENDED_ERROR|MAPI_E_COMPUTED|MAPI_E_CORRUPT_DATA|MAPI_E_UNCONFIGURED|MAPI_E_FAILONEPROVIDER|MAPI_E_UNKNOWN_CPID|MAPI_E_UNKNOWN_LCID|MAPI_E_PASSWORD_CHANGE_REQUIRED|MAPI_E_PASSWORD_EXPIRED|MAPI_E_INVALID_WORKSTATION_ACCOUNT|MAPI_E_INVALID_ACCESS_TIME|MAPI_E_ACCOUNT_DISABLED|MAPI_E_END_OF_SESSION|MAPI_E_UNKNOWN_ENTRYID|MAPI_E_MISSING_REQUIRED_COLUMN|MAPI_W_NO_SERVICE|MAPI_E_BAD_VALUE|MAPI_E_INVALID_TYPE|MAPI_E_TYPE_NO_SUPPORT|MAPI_E_UNEXPECTED_TYPE|MAPI_E_TOO_BIG|MAPI_E_DECLINE_COPY|MAPI_E_UNEXPECTED_ID|MAPI_W_ERRORS_RETURNED|MAPI_E_UNABLE_TO_COMPLETE|MAPI_E_TIMEOUT|MAPI_E_TABLE_EMPTY|MAPI_E_TABLE_TOO_BIG|MAPI_E_INVALID_BOOKMARK|MAPI_W_POSITION_CHANGED|MAPI_W_APPROX_COUNT|MAPI_E_WAIT|MAPI_E_CANCEL|MAPI_E_NOT_ME|MAPI_W_CANCEL_MESSAGE|MAPI_E_CORRUPT_STORE|MAPI_E_NOT_IN_QUEUE|MAPI_E_NO_SUPPRESS|MAPI_E_COLLISION|MAPI_E_NOT_INITIALIZED|MAPI_E_NON_STANDARD|MAPI_E_NO_RECIPIENTS|MAPI_E_SUBMITTED|MAPI_E_HAS_FOLDERS|MAPI_E_HAS_MESSAGES|MAPI_E_FOLDER_CYCLE|MAPI_W_PARTIAL_COMPLETION|MAPI_E_AMBIGUOUS_RECIP/ })
defineParameterType({ name: "way", regexp: /first to last|last to first/ })
defineParameterType({ name: "rows", regexp: /.+/ })
defineParameterType({ name: "whom2", regexp: /the spooler|transports/ })
defineParameterType({ name: "type", regexp: /PT_ERROR|PT_NULL/ })
defineParameterType({ name: "methods", regexp: /.+/ })
defineParameterType({ name: "queues3", regexp: /the outgoing|the incoming|all/ })
defineParameterType({ name: "other2", regexp: /MAPI_STORE_PROVIDER|MAPI_AB|MAPI_AB_PROVIDER|MAPI_TRANSPORT_PROVIDER|MAPI_SPOOLER|MAPI_PROFILE_PROVIDER|MAPI_SUBSYSTEM|MAPI_HOOK_PROVIDER/ })
defineParameterType({ name: "but", regexp: /.+/ })
defineParameterType({ name: "way2", regexp: /its own status object|the spooler/ })
defineParameterType({ name: "things2", regexp: /each status object, status table and row set|each row set/ })

Given("a profile with the transports", () => {}) // steps/client/environment.py, profile_with
Given("a profile with {number} transports", () => {}) // steps/client/environment.py, profile_of
Given("a profile with {number} transports, or the given profile", () => {}) // steps/client/environment.py, profile_of_up_to
Given("a profile with two transports whose names are in Cyrillic letters, where that can be arranged", () => {}) // steps/client/environment.py, profile_in_cyrillic
Given("a profile without transports", () => {}) // steps/client/environment.py, profile_without
Given("messages that wait", () => {}) // steps/client/environment.py, messages_wait
Given("messages that wait at every transport", () => {}) // steps/client/environment.py, messages_wait_everywhere
Given("the far end of {transport} {behaves}", () => {}) // steps/client/environment.py, far_end
Given("the far end of {transport} {behaves}, where that can be arranged", () => {}) // steps/client/environment.py, far_end_if_possible
Given("the far end of {transport} is slow, and very slow where time is simulated", () => {}) // steps/client/environment.py, very_slow_far_end
Given("an hour has passed, where time is simulated", () => {}) // steps/client/environment.py, hour_passes
When("it waits an hour, where time is simulated", () => {}) // steps/client/environment.py, hour_passes
Given("someone is at the screen", () => {}) // steps/client/environment.py, someone_at_the_screen
Given("someone is at the screen, where that can be arranged", () => {}) // steps/client/environment.py, someone_if_possible
Given("a client that has logged on", () => {}) // steps/client/environment.py, logged_on
Given("a client that has logged on without mail", () => {}) // steps/client/environment.py, logged_on_without_mail
Given("a second client that has logged on", () => {}) // steps/client/environment.py, second_logged_on
Given("a second client that has logged on without mail", () => {}) // steps/client/environment.py, second_logged_on
Given("a second profile with the transport {transport}, in use by a second client", () => {}) // steps/client/environment.py, second_profile
Given("a second profile with the transport {transport} is in use by a second client, where there can be one", () => {}) // steps/client/environment.py, second_profile_if_possible
When("the client gets the status table", () => {}) // steps/client/procedures.py, gets_status_table
When("the client gets the status table with {flag}", () => {}) // steps/client/procedures.py, gets_status_table
When("the client gets {number} status tables, and keeps them", () => {}) // steps/client/procedures.py, gets_status_tables
When("it limits the columns to {columns}", () => {}) // steps/client/procedures.py, limits_columns
When("it limits the columns to {columns} with {flag2}", () => {}) // steps/client/procedures.py, limits_columns
When("it builds a restriction that matches PR_RESOURCE_TYPE with {kind}", () => {}) // steps/client/procedures.py, builds_restriction
When("it retrieves the rows that match", () => {}) // steps/client/procedures.py, retrieves_rows
When("it opens the status object of the spooler's row", () => {}) // steps/client/procedures.py, opens_spooler
When("for each row {order} the client takes these steps before the next", () => {}) // steps/client/procedures.py, visits_rows
When("it releases {things}", () => {}) // steps/client/procedures.py, releases
When("it logs off, and releases the session", () => {}) // steps/client/procedures.py, logs_off
When("it logs off with {flag3}, and releases the session", () => {}) // steps/client/procedures.py, logs_off
Given("procedure {procedure} has been carried out up to step {last}", () => {}) // steps/client/procedures.py, carried_out
When("the client carries out procedure {procedure} up to step {last}", () => {}) // steps/client/procedures.py, carries_out
When("a second client carries out procedure B up to step 4", () => {}) // steps/client/procedures.py, second_client
When("a second client carries out procedure B up to step 4 and logs off", () => {}) // steps/client/procedures.py, second_client_leaves
When("a client of another profile carries out procedure B up to step 4 and logs off", () => {}) // steps/client/procedures.py, other_client_leaves
Then("the call succeeds", () => {}) // steps/client/answers.py, call_succeeds
Then("the call succeeds, and nothing had moved before it", () => {}) // steps/client/answers.py, call_succeeds_at_rest
Then("the call is not refused for lack of support", () => {}) // steps/client/answers.py, call_supported
Then("the call is refused", () => {}) // steps/client/answers.py, call_refused
Then("the call is refused, as a rule with {usual}", () => {}) // steps/client/answers.py, call_refused
Then("the call opens a status object", () => {}) // steps/client/answers.py, call_opens
Then("the call answers {asked}", () => {}) // steps/client/answers.py, call_tells
Then("the call answers at least {asked}", () => {}) // steps/client/answers.py, call_tells
Then("every string column that the call answers is {coding}", () => {}) // steps/client/answers.py, strings_coded
Then("the call gives {asked}", () => {}) // steps/client/answers.py, call_gives
Then("the call tells that it has moved one row back", () => {}) // steps/client/answers.py, call_tells_move
Then("the call tells that it has moved one row forward", () => {}) // steps/client/answers.py, call_tells_move
Then("the call tells that it has not moved", () => {}) // steps/client/answers.py, call_tells_move
Then("each of them opens", () => {}) // steps/client/answers.py, each_opens
Then("each of them does not refuse for lack of support", () => {}) // steps/client/answers.py, each_supported
Then("each of them refuses", () => {}) // steps/client/answers.py, each_refuses
Then("each of them is refused", () => {}) // steps/client/answers.py, each_is_refused
Then("each of them answers {asked} in that order", () => {}) // steps/client/answers.py, each_in_order
Then("each of them answers with a warning and marks nothing but what it lacks as an error", () => {}) // steps/client/answers.py, each_warns
Then("each of them answers without a warning if no value is an error", () => {}) // steps/client/answers.py, each_answers_quietly
Then("each of them answers in that type or with an error", () => {}) // steps/client/answers.py, each_typed
Given("the columns are {columns}", () => {}) // steps/client/status_table.py, columns_are
Given("the columns are {columns} with {flag2}", () => {}) // steps/client/status_table.py, columns_are
Given("the table has been restricted to {condition}", () => {}) // steps/client/status_table.py, has_been_restricted
When("it asks for the columns", () => {}) // steps/client/status_table.py, asks_for_columns
When("it asks for all columns that there are", () => {}) // steps/client/status_table.py, asks_for_columns
When("it restricts the table to {condition}", () => {}) // steps/client/status_table.py, restricts
When("it restricts the table to {condition} with {flag2}", () => {}) // steps/client/status_table.py, restricts
When("it restricts the table, which refuses {condition}", () => {}) // steps/client/status_table.py, restricts_in_vain
When("it starts over", () => {}) // steps/client/status_table.py, starts_over
When("it starts over {number} times", () => {}) // steps/client/status_table.py, starts_over
When("it starts again one row before {bookmark}", () => {}) // steps/client/status_table.py, starts_beside
When("it starts again one row behind {bookmark}", () => {}) // steps/client/status_table.py, starts_beside
When("it reads all rows", () => {}) // steps/client/status_table.py, reads
When("it reads {number} rows at a time", () => {}) // steps/client/status_table.py, reads
When("it reads one row at a time", () => {}) // steps/client/status_table.py, reads
When("it reads one row, then {number} rows at a time", () => {}) // steps/client/status_table.py, reads_on
When("it reads the rest", () => {}) // steps/client/status_table.py, reads_rest
When("it reads one row", () => {}) // steps/client/status_table.py, reads_once
When("it reads zero rows", () => {}) // steps/client/status_table.py, reads_once
Given("the table has been read to the end", () => {}) // steps/client/status_table.py, have_been_read
When("it reads row after row, and one row with {flag4} before each", () => {}) // steps/client/status_table.py, reads_twice
When("it reads row after row, and {number} rows with {flag4} before each", () => {}) // steps/client/status_table.py, reads_twice
When("it starts again at one row after another from {bookmark}, and reads each", () => {}) // steps/client/status_table.py, seeks_each
When("the implementation's own HrQueryAllRows is called for everything", () => {}) // steps/client/status_table.py, own_query
When("the implementation's own HrQueryAllRows is called for at most {most} row", () => {}) // steps/client/status_table.py, own_query
When("the implementation's own HrQueryAllRows is called for at most {most} row of {kind}", () => {}) // steps/client/status_table.py, own_query
When("the implementation's own HrQueryAllRows is called for at most {most} rows of {kind}", () => {}) // steps/client/status_table.py, own_query
When("the implementation's own HrQueryAllRows is called for {columns} of {kind}", () => {}) // steps/client/status_table.py, own_query
When("the implementation's own HrQueryAllRows is called, which refuses at most {most} row", () => {}) // steps/client/status_table.py, own_query_in_vain
Given("a second status table with MAPI_UNICODE is open, where there can be one", () => {}) // steps/client/status_table.py, unicode_beside
When("a second status table is narrowed to the transports and read", () => {}) // steps/client/status_table.py, narrows_second
When("a second status table is narrowed to the transports, read and released", () => {}) // steps/client/status_table.py, narrows_second
Then("there is {number2} row of any type", () => {}) // steps/client/status_rows.py, there_is_any
Then("there is {number3} row of {kind}", () => {}) // steps/client/status_rows.py, there_is
Then("each transport of the profile has a row", () => {}) // steps/client/status_rows.py, each_transport_has_row
Then("it reads some of the same rows again", () => {}) // steps/client/status_rows.py, some_same_rows
Then("it reads new rows only", () => {}) // steps/client/status_rows.py, new_rows_only
Then("the first table still reads as it was set up", () => {}) // steps/client/status_rows.py, first_undisturbed
Then("every row has {column}", () => {}) // steps/client/status_rows.py, every_row_has
Then("every row has PR_OBJECT_TYPE = MAPI_STATUS", () => {}) // steps/client/status_rows.py, every_row_is_status
Then("every row has a defined PR_RESOURCE_TYPE", () => {}) // steps/client/status_rows.py, every_row_typed
Then("every row has all of its columns or none", () => {}) // steps/client/status_rows.py, every_row_complete
Then("every row marks what no row has as absent, and nothing else", () => {}) // steps/client/status_rows.py, every_row_marked
Then("every row has a PR_INSTANCE_KEY of its own", () => {}) // steps/client/status_rows.py, keys_differ
Then("every row has a PR_ROWID of its own", () => {}) // steps/client/status_rows.py, keys_differ
Then("every row leaves the reserved bytes of its entry identifiers clear", () => {}) // steps/client/status_rows.py, reserved_bytes_clear
Then("every row shows its texts in Unicode, or an error", () => {}) // steps/client/status_rows.py, texts_in_unicode
Then("every row has the columns that QueryColumns told", () => {}) // steps/client/status_rows.py, columns_as_told
Then("each row of {kind} has exactly the columns {columns}", () => {}) // steps/client/status_rows.py, has_columns
Then("each row of {kind} has an entry identifier", () => {}) // steps/client/status_rows.py, has_entry_id
Then("each row of {kind} has the name of the profile", () => {}) // steps/client/status_rows.py, has_profile_name
Then("each row of {kind} has {bits} set in PR_RESOURCE_METHODS", () => {}) // steps/client/status_rows.py, promises
Then("each row of {kind} has {bits} clear in PR_RESOURCE_METHODS", () => {}) // steps/client/status_rows.py, does_not_promise
Then("each row of {kind} has {bit} set in PR_STATUS_CODE", () => {}) // steps/client/status_rows.py, has_status
Then("each row of {kind} has STATUS_AVAILABLE or STATUS_OFFLINE set in PR_STATUS_CODE", () => {}) // steps/client/status_rows.py, works
Then("exactly the rows of {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("all rows but those of {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("exactly the rows of types below {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("exactly the rows of types up to {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("exactly the rows of types above {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("exactly the rows of types from {kind2} are there", () => {}) // steps/client/selection.py, rows_selected
Then("exactly the rows that have {column2} are there", () => {}) // steps/client/selection.py, rows_that_have
Then("rows of {kind} and of other types are there", () => {}) // steps/client/selection.py, rows_of_many_types
Then("as many rows as there are of {kind} are there", () => {}) // steps/client/selection.py, as_many_rows
Then("it reads the same rows again", () => {}) // steps/client/selection.py, same_rows
Then("it reads the same rows again, in any order", () => {}) // steps/client/selection.py, same_rows
When("it calls OpenEntry with the spooler's entry identifier and IID_IMAPITable", () => {}) // steps/client/entry_ids.py, opens_spoolers
When("it calls OpenEntry with the spooler's entry identifier and {flag5}", () => {}) // steps/client/entry_ids.py, opens_spoolers
When("it calls OpenEntry with the entry identifier of each row that opens and IID_IMAPIStatus", () => {}) // steps/client/entry_ids.py, opens_all_with
When("it calls OpenEntry with the entry identifier of each row that opens and {flag5}", () => {}) // steps/client/entry_ids.py, opens_all_with
When("it calls OpenEntry with the spooler's entry identifier once more, and releases that object", () => {}) // steps/client/entry_ids.py, opens_once_more
When("it calls OpenEntry with the spooler's entry identifier and {flag5} once more, and releases that object", () => {}) // steps/client/entry_ids.py, opens_once_more
When("it calls OpenEntry with each transport's entry identifier once more, and releases that object", () => {}) // steps/client/entry_ids.py, opens_each_once_more
When("it calls OpenEntry with the entry identifier of each of MAPI's own rows once more, and releases that object", () => {}) // steps/client/entry_ids.py, opens_each_once_more
When("it calls OpenEntry with the spooler's entry identifier cut short", () => {}) // steps/client/entry_ids.py, opens_cut_short
When("it calls OpenEntry with each transport's entry identifier cut short", () => {}) // steps/client/entry_ids.py, opens_each_cut_short
When("it calls OpenEntry, which refuses an entry identifier that has been cut short", () => {}) // steps/client/entry_ids.py, refuses_to_open
When("it calls OpenEntry, which refuses a made-up entry identifier", () => {}) // steps/client/entry_ids.py, refuses_to_open
When("it calls OpenEntry, which refuses IID_IMAPITable as the interface of the spooler's object", () => {}) // steps/client/entry_ids.py, refuses_to_open
When("it calls OpenEntry, which refuses IID_IMAPITable as the interface of each transport's object", () => {}) // steps/client/entry_ids.py, refuses_to_open
When("it calls OpenEntry with a made-up entry identifier", () => {}) // steps/client/entry_ids.py, opens_unmade
When("it opens each transport's row from first to last", () => {}) // steps/client/entry_ids.py, opens_rows
When("it opens each transport's row from last to first", () => {}) // steps/client/entry_ids.py, opens_rows
When("it opens each transport's row and releases its object before the next", () => {}) // steps/client/entry_ids.py, opens_and_releases_rows
When("it compares the spooler's entry identifier with itself", () => {}) // steps/client/entry_ids.py, compares_with_itself
When("it compares the spooler's entry identifier with that of another status table", () => {}) // steps/client/entry_ids.py, compares_tables
When("it compares each transport's entry identifier with that of another status table", () => {}) // steps/client/entry_ids.py, compares_transports
When("it compares the spooler's entry identifier with a made-up one and with itself cut short", () => {}) // steps/client/entry_ids.py, compares_with_unmade
When("it compares the spooler's entry identifier with each transport's", () => {}) // steps/client/entry_ids.py, compares_with_transports
When("it compares the entry identifiers of the rows with each other", () => {}) // steps/client/entry_ids.py, compares_rows
Then("all of them are equal", () => {}) // steps/client/entry_ids.py, are_equal
Then("no two of them are equal", () => {}) // steps/client/entry_ids.py, are_equal
Then("all of them are equal if they were before", () => {}) // steps/client/entry_ids.py, are_still_equal
When("it gets {properties} of the spooler's status object", () => {}) // steps/client/status_objects.py, gets_spoolers
When("it gets {properties} of the spooler's status object {number} times", () => {}) // steps/client/status_objects.py, gets_spoolers
When("it gets {properties} of each transport's status object", () => {}) // steps/client/status_objects.py, gets_each
When("it gets {properties} of each transport's status object with {flag}", () => {}) // steps/client/status_objects.py, gets_each
When("it gets {properties} of each of MAPI's own status objects", () => {}) // steps/client/status_objects.py, gets_each
When("it gets {properties} of each of MAPI's own status objects with {flag}", () => {}) // steps/client/status_objects.py, gets_each
When("it gets no property of each transport's status object", () => {}) // steps/client/status_objects.py, gets_each
When("it gets no property of each of MAPI's own status objects", () => {}) // steps/client/status_objects.py, gets_each
Then("each of them gives the same as before", () => {}) // steps/client/status_objects.py, each_gives_the_same
Then("each of them has the property", () => {}) // steps/client/status_objects.py, each_has
Then("the call does not give more than read-only access", () => {}) // steps/client/status_objects.py, call_gives_read_only
Then("each of them does not give more than read-only access", () => {}) // steps/client/status_objects.py, each_gives_read_only
Then("each of them says the same as its row", () => {}) // steps/client/status_objects.py, each_agrees
Then("each of them is a status object", () => {}) // steps/client/status_objects.py, each_is_status_object
When("it flushes {queues} queues through the spooler", () => {}) // steps/client/flush.py, flushes
When("it flushes {queues} queues through the spooler with {flag6}", () => {}) // steps/client/flush.py, flushes
When("it flushes {queues} queues through the spooler without FLUSH_NO_UI", () => {}) // steps/client/flush.py, flushes
When("it flushes {queues} queues through the spooler with {flag6}, without FLUSH_NO_UI", () => {}) // steps/client/flush.py, flushes
When("it flushes {queues} queues of each transport, through its object or the spooler", () => {}) // steps/client/flush.py, flushes_each
When("it flushes {queues} queues through the object of {transport}", () => {}) // steps/client/flush.py, flushes_one
When("it flushes {queues} queues through the object of {transport} with {flag6}", () => {}) // steps/client/flush.py, flushes_one
When("it flushes {queues} queues through the spooler for {transport}", () => {}) // steps/client/flush.py, flushes_one
When("it flushes {queues} queues through the spooler for {transport} with {flag6}", () => {}) // steps/client/flush.py, flushes_one
Given("a flush of {queues} queues through the spooler with FLUSH_ASYNC_OK is under way", () => {}) // steps/client/flush.py, flush_under_way
Given("a flush of {queues} queues through the object of {transport} is under way", () => {}) // steps/client/flush.py, flush_of_one_under_way
Given("a flush of {queues} queues through the spooler for {transport} with FLUSH_ASYNC_OK is under way", () => {}) // steps/client/flush.py, flush_of_one_under_way
When("it asks again until that is accepted", () => {}) // steps/client/flush.py, asks_again
When("it reads one row, then flushes all queues through the spooler and reads on", () => {}) // steps/client/flush.py, reads_around_flush
When("it waits until a message of {whose} has moved", () => {}) // steps/client/flush.py, waits_until_moved
When("it flushes {queues} queues through the spooler for all, in a session without mail", () => {}) // steps/client/flush.py, flushes_unknown_session
When("it flushes {queues} queues through the spooler for all with {flag6}, in a session without mail", () => {}) // steps/client/flush.py, flushes_unknown_session
When("it flushes {queues} queues through the spooler for a transport of another session, in a session without mail", () => {}) // steps/client/flush.py, flushes_unknown_target
When("it flushes {queues} queues through the spooler for a made-up target", () => {}) // steps/client/flush.py, flushes_unmade
When("it flushes {queues} queues through the spooler for a target that has been cut short", () => {}) // steps/client/flush.py, flushes_cut_short
When("it flushes {queues} queues through the spooler for a target of another profile", () => {}) // steps/client/flush.py, flushes_foreign
When("it flushes {queues} queues through the spooler for the transport of the second profile", () => {}) // steps/client/flush.py, flushes_elsewhere
When("it flushes {queues} queues through the spooler for the transport of the second profile with {flag6}", () => {}) // steps/client/flush.py, flushes_elsewhere
When("it calls FlushQueues on the subsystem's status object", () => {}) // steps/client/flush.py, flushes_mapis
When("it calls FlushQueues on the address book's status object", () => {}) // steps/client/flush.py, flushes_mapis
When("it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES set", () => {}) // steps/client/flush.py, flushes_own
When("it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES clear", () => {}) // steps/client/flush.py, flushes_own
Then("every {what} of {whose} has been transferred", () => {}) // steps/client/messages.py, all_transferred
Then("in the end every {what} of {whose} is transferred", () => {}) // steps/client/messages.py, all_transferred
Then("in the end every message that came last is transferred", () => {}) // steps/client/messages.py, latest_transferred
When("it waits until every {what} of {whose} is transferred", () => {}) // steps/client/messages.py, waits_until_transferred
Then("no {what} of {whose} has been transferred", () => {}) // steps/client/messages.py, none_transferred
Then("no message is {fate}", () => {}) // steps/client/messages.py, no_message_is
Then("messages of {whose} are still waiting", () => {}) // steps/client/messages.py, still_waiting
Then("every outgoing message of {whose} waits or has been returned", () => {}) // steps/client/messages.py, waits_or_returned
Then("the outgoing messages of {whose} went in the order in which they were submitted", () => {}) // steps/client/order.py, went_in_order
Then("the outgoing messages that came last for {whose} went in the order in which they were submitted", () => {}) // steps/client/order.py, went_in_order
Then("the outgoing messages of {whose} went in the order of submission, or in two parts that each have it", () => {}) // steps/client/order.py, went_in_runs
Then("the outgoing messages of {whose} went before its incoming ones", () => {}) // steps/client/order.py, went_first
Then("the transports went one after another, in transport order", () => {}) // steps/client/order.py, went_in_transport_order
Given("a flush of {queues} queues through the spooler for a made-up target has been tried", () => {}) // steps/client/history.py, unknown_target_tried
Given("a flush of {queues} queues through the spooler has been tried", () => {}) // steps/client/history.py, flush_tried
Given("a flush of {queues} queues through the spooler with {flag6} has been tried", () => {}) // steps/client/history.py, flush_tried
Given("a flush of {queues} queues through the spooler without FLUSH_NO_UI has been tried", () => {}) // steps/client/history.py, flush_tried
Given("a flush of {queues} queues through the object of {transport} has been tried", () => {}) // steps/client/history.py, flush_of_one_tried
Given("a flush of {queues} queues through the spooler for {transport} has been tried", () => {}) // steps/client/history.py, flush_of_one_tried
Given("a flush of a second client is under way", () => {}) // steps/client/history.py, others_flush
Given("a second client has logged off while its flush was under way", () => {}) // steps/client/history.py, earlier_session
Given("a second client has logged off while its flush was under way, and the flush has ended", () => {}) // steps/client/history.py, earlier_session
Given("a second client has flushed all queues and logged off", () => {}) // steps/client/history.py, earlier_flush
Given("a second client has flushed all queues and logged off with MAPI_LOGOFF_UI, with someone at the screen", () => {}) // steps/client/history.py, earlier_flush
Given("a second client has flushed all queues and logged off with MAPI_LOGOFF_UI, where someone can be at the screen", () => {}) // steps/client/history.py, earlier_flush
Given("a second client has logged on without mail and logged off", () => {}) // steps/client/history.py, earlier_logon
When("a client without mail asks the spooler for a flush of all queues, and logs off", () => {}) // steps/client/history.py, flush_without_mail
Given("a second client has opened each transport's status object and released it", () => {}) // steps/client/history.py, earlier_visit
When("it looks at the status code of {transport}", () => {}) // steps/client/status_bits.py, looks_at_status_code
Then("the bit {bit} is set", () => {}) // steps/client/status_bits.py, bit_is
Given("the table has shown the status code of {transport}", () => {}) // steps/client/status_bits.py, has_read_code
Then("the bit {bit} is set in the end, or {other} as before", () => {}) // steps/client/status_bits.py, bit_is_shown
Then("the bit {bit} is clear in the end", () => {}) // steps/client/status_bits.py, bit_is_cleared
When("it looks at the status codes of all transports while {transport} is flushed", () => {}) // steps/client/status_bits.py, looks_at_all_codes
Then("each transport but {transport} shows no flush bit", () => {}) // steps/client/status_bits.py, others_show_none
When("it looks at the open table and at new ones for the status code of {transport}", () => {}) // steps/client/status_bits.py, looks_in_open_table
Then("it reads the flush bits of {transport} there that new tables show", () => {}) // steps/client/status_bits.py, open_table_follows
Then("in the end it reads no flush bit of {transport} there", () => {}) // steps/client/status_bits.py, open_table_is_clear
Then("the call answers with a warning only if {left} has not been transferred", () => {}) // steps/client/honesty.py, honest_warning
Then("each of the flushes is accepted", () => {}) // steps/client/honesty.py, flushes_accepted
Then("success is answered only if every message has been transferred", () => {}) // steps/client/honesty.py, honest_success
Then("success is answered only if in the end every {what} of {whose} is transferred", () => {}) // steps/client/honesty.py, done_or_refused
Then("{owner} has shown no user interface", () => {}) // steps/client/user_interface.py, has_shown_nothing
Then("{owner} has shown a user interface or none, and the report says which", () => {}) // steps/client/user_interface.py, has_shown_nothing
Given("the objects that are alive have been counted", () => {}) // steps/client/objects.py, counted
Then("no more objects are alive than before", () => {}) // steps/client/objects.py, no_more_alive
Given("a client that has logged on, and has opened each of MAPI's own rows", () => {}) // steps/client/own_objects.py, logged_on_and_opened
When("it opens each of MAPI's own rows", () => {}) // steps/client/own_objects.py, open_own
When("it calls OpenEntry with the entry identifier of each of MAPI's own rows and {flag5}", () => {}) // steps/client/own_objects.py, opens_own_with
When("it calls OpenEntry with the entry identifier of each of MAPI's own rows and IID_IMAPITable", () => {}) // steps/client/own_objects.py, opens_own_with
When("it calls OpenEntry with the entry identifier of each of MAPI's own rows cut short", () => {}) // steps/client/own_objects.py, opens_own_cut_short
When("it calls OpenEntry, which refuses IID_IMAPITable as the interface of each of MAPI's own objects", () => {}) // steps/client/own_objects.py, refuses_own
When("it compares the entry identifier of each of MAPI's own rows with itself", () => {}) // steps/client/own_objects.py, compares_own_with_themselves
When("it compares the entry identifier of each of MAPI's own rows with that of another status table", () => {}) // steps/client/own_objects.py, compares_own_of_tables
When("it compares the entry identifiers of MAPI's own rows with each other and with each transport's", () => {}) // steps/client/own_objects.py, compares_own_with_others
When("it compares the entry identifier of each of MAPI's own rows with a made-up one", () => {}) // steps/client/own_objects.py, compares_own_with_unmade
When("client {who} logs on", () => {}) // steps/search/lines.py, logs_on
When("client {who} logs off", () => {}) // steps/search/lines.py, logs_off
When("client {who} gets status table {number}", () => {}) // steps/search/lines.py, gets_table
When("client {who} limits status table {number} to {columns}", () => {}) // steps/search/lines.py, limits
When("client {who} restricts status table {number} to {condition}", () => {}) // steps/search/lines.py, restricts_to
When("client {who} starts over with status table {number}", () => {}) // steps/search/lines.py, starts_over
When("client {who} reads {count} of status table {number}", () => {}) // steps/search/lines.py, reads
When("client {who} opens the status object of {whom}", () => {}) // steps/search/lines.py, opens
When("client {who} holds the status object of {whom}, and opens and releases another one", () => {}) // steps/search/lines.py, opens_another
When("client {who} releases the status object of {whom}", () => {}) // steps/search/lines.py, releases_object
When("client {who} releases the {which} thing that it holds", () => {}) // steps/search/lines.py, releases
When("every client releases what it holds, first things first, and logs off", () => {}) // steps/search/lines.py, release_everything
When("client {who} flushes {queues} queues through the spooler", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the spooler with {flags}", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the spooler for {target}", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the spooler for {target} with {flags}", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the spooler without FLUSH_NO_UI", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the spooler for {target} without FLUSH_NO_UI", () => {}) // steps/search/lines.py, flushes
When("client {who} flushes {queues} queues through the object of {transport}", () => {}) // steps/search/lines.py, flushes_own
When("client {who} flushes {queues} queues through the object of {transport} with {flags}", () => {}) // steps/search/lines.py, flushes_own
When("client {who} flushes {queues} queues through the object of {transport} without FLUSH_NO_UI", () => {}) // steps/search/lines.py, flushes_own
When("client {who} carries out procedure A for {queues} queues", () => {}) // steps/search/lines.py, carries_out_a
When("client {who} carries out procedure B for {queues} queues", () => {}) // steps/search/lines.py, carries_out_b
When("client {who} carries out procedure B from last to first for {queues} queues", () => {}) // steps/search/lines.py, carries_out_b
When("more messages of {transport} wait: {outgoing} outgoing, {incoming} incoming", () => {}) // steps/search/lines.py, more_messages
When("the far end of {transport} now {behaves}", () => {}) // steps/search/lines.py, far_end_now
When("it calls OpenEntry with the spooler's entry identifier cut to {percent} percent", () => {}) // steps/search/lines.py, opens_part
When("it calls OpenEntry with {length} made-up bytes", () => {}) // steps/search/lines.py, opens_bytes
When("a moment passes", () => {}) // steps/search/lines.py, moment
When("an hour passes", () => {}) // steps/search/lines.py, hour
When("everything that was under way is over", () => {}) // steps/search/lines.py, all_over
When("cases are tried in which {space}", () => {}) // steps/search/laws.py, tries
Then("in every case {law}", () => {}) // steps/search/laws.py, in_every_case
Then("in this case no message is {fate}", () => {}) // steps/search/laws.py, no_message_is
Then("in this case messages leave in the order in which they were submitted", () => {}) // steps/search/laws.py, order_kept
Then("in this case no flush moves messages of a transport that it is not for", () => {}) // steps/search/laws.py, untouched
Then("in this case no flush moves messages of a direction that it is not for", () => {}) // steps/search/laws.py, untouched
Then("in this case every message is transferred that a flush was for", () => {}) // steps/search/laws.py, due_transferred
Then("in this case every message is transferred that a procedure was for", () => {}) // steps/search/laws.py, due_transferred
Then("in this case every flush transfers what it is for, once and in order, and nothing else", () => {}) // steps/search/laws.py, flushed_alone
Then("in this case every synchronous flush has transferred what it is for when it returns", () => {}) // steps/search/laws.py, done_at_return
Then("in this case success is answered only if every message was transferred", () => {}) // steps/search/laws.py, honest
Then("in this case the spooler shows no user interface", () => {}) // steps/search/laws.py, silent
Then("in this case no LAN transport shows a user interface", () => {}) // steps/search/laws.py, silent
Then("in this case nothing stays alive", () => {}) // steps/search/laws.py, nothing_alive
Then("in this case what is still held goes on working", () => {}) // steps/search/laws.py, goes_on
Then("in this case what the other holds goes on working", () => {}) // steps/search/laws.py, goes_on
Then("in this case each status table reads as if it were alone", () => {}) // steps/search/laws.py, tables_alone
Then("in this case each client's status table reads as if it were alone", () => {}) // steps/search/laws.py, tables_alone
Given("the transport {name} has logged on", () => {}) // steps/spooler/flush.py, has_logged_on
Given("the transport {name} on a LAN has logged on", () => {}) // steps/spooler/flush.py, has_logged_on
Given("the transport {name} on RAS has logged on", () => {}) // steps/spooler/flush.py, has_logged_on
Given("the transport {name} with STATUS_FLUSH_QUEUES has logged on", () => {}) // steps/spooler/flush.py, has_logged_on
Given("the asynchronous transport {name} has logged on", () => {}) // steps/spooler/flush.py, has_logged_on
When("the spooler logs {name} on", () => {}) // steps/spooler/flush.py, logs_on
Given("the transports {first} and {second} have logged on", () => {}) // steps/spooler/flush.py, have_logged_on
Given("the transports of a profile of {number} have logged on, or of {fewer} in real time", () => {}) // steps/spooler/flush.py, many_have_logged_on
Given("{number} messages of {transport} wait with the spooler", () => {}) // steps/spooler/flush.py, messages_wait
Given("{number} messages of {transport} wait at its far end", () => {}) // steps/spooler/flush.py, messages_wait
When("{number} more messages of {transport} come to the spooler", () => {}) // steps/spooler/flush.py, messages_wait
Given("{number} messages of {transport} wait at its far end, where that can be arranged", () => {}) // steps/spooler/flush.py, messages_wait_if_possible
When("{number} more messages of {transport} come to its far end, where that can be arranged", () => {}) // steps/spooler/flush.py, messages_wait_if_possible
Given("{number} messages of {transport} wait with the spooler, or {fewer} in real time", () => {}) // steps/spooler/flush.py, many_messages_wait
Given("{number} messages of {transport} wait at its far end, or {fewer} in real time", () => {}) // steps/spooler/flush.py, many_messages_wait
Given("the spooler can save {room} of what {transport} receives", () => {}) // steps/spooler/flush.py, cannot_save
Given("the spooler can save again all of what {transport} receives", () => {}) // steps/spooler/flush.py, can_save
Given("the spooler goes on to the next message of {transport} when one stays", () => {}) // steps/spooler/flush.py, passes_over
Given("what the provider holds has been counted", () => {}) // steps/spooler/flush.py, held_counted
Given("a flush of {queues2} has been announced to {transport}", () => {}) // steps/spooler/flush.py, has_been_announced
Given("the spooler has flushed {queues2} of {transport}", () => {}) // steps/spooler/flush.py, has_flushed
Given("{number} flushes of {transport} have been made", () => {}) // steps/spooler/flush.py, flushes_made
Given("the far end of each transport {behaves}", () => {}) // steps/spooler/flush.py, each_far_end
When("the far end of each transport {behaves}, where that can be arranged", () => {}) // steps/spooler/flush.py, each_far_end_if_possible
Given("the far end of {transport} is down after {number} messages, or {fewer} in real time", () => {}) // steps/spooler/flush.py, down_after
Given("{transport} has deferred messages", () => {}) // steps/spooler/flush.py, has_deferred
When("the spooler flushes {queues2} of {transport}", () => {}) // steps/spooler/flush.py, flushes
When("the spooler flushes with FLUSH_FORCE {queues2} of {transport}", () => {}) // steps/spooler/flush.py, flushes
When("from last to first the spooler flushes {queues2} of {transport}", () => {}) // steps/spooler/flush.py, flushes
When("the spooler makes {number} flushes of {transport}, each after {messages} more messages each way", () => {}) // steps/spooler/flush.py, flushes_often
When("the spooler has {number} sessions of {transport}, each with a flush of {messages} more messages each way", () => {}) // steps/spooler/flush.py, has_sessions
Given("{transport} has been logged off and on again", () => {}) // steps/spooler/flush.py, logs_on_again
When("{transport} is logged off and on again", () => {}) // steps/spooler/flush.py, logs_on_again
When("the spooler waits an hour", () => {}) // steps/spooler/flush.py, waits_indeed
When("the spooler waits an hour, where time is simulated", () => {}) // steps/spooler/flush.py, waits
Given("a flush of {transport} was ended by {interruption}", () => {}) // steps/spooler/interruptions.py, was_ended
When("the spooler shuts down in the middle of the flush of {transport}", () => {}) // steps/spooler/interruptions.py, shuts_down
When("the spooler goes on with the flush of {transport}", () => {}) // steps/spooler/interruptions.py, goes_on
When("meanwhile the far end of {transport} {behaves}", () => {}) // steps/spooler/interruptions.py, meanwhile
When("the spooler announces to {transport} a flush of {queues2}", () => {}) // steps/spooler/calls.py, announces
When("the spooler announces to {transport} a flush of {queues2} with {flag7}", () => {}) // steps/spooler/calls.py, announces
When("{transport} gets ready and shows {bit}", () => {}) // steps/spooler/calls.py, gets_ready
When("the spooler submits the first message to {transport}", () => {}) // steps/spooler/calls.py, submits_first
When("the spooler submits the next message to {transport}", () => {}) // steps/spooler/calls.py, submits_first
When("the spooler submits every message to {transport}", () => {}) // steps/spooler/calls.py, submits_all
When("{transport} takes it", () => {}) // steps/spooler/calls.py, takes_it
When("the spooler asks {transport} what became of it", () => {}) // steps/spooler/calls.py, asks_what_became
When("{transport} says that it is sent, or asks for it again", () => {}) // steps/spooler/calls.py, says_sent
When("they go on like this until the outgoing queue of {transport} is empty", () => {}) // steps/spooler/calls.py, go_on_sending
When("the spooler cancels the message that it has submitted to {transport}", () => {}) // steps/spooler/calls.py, cancels
When("the spooler ends inbound and outbound operations of {transport}, and begins them again", () => {}) // steps/spooler/calls.py, ends_and_begins
When("the spooler ends the outbound phase of {transport}", () => {}) // steps/spooler/calls.py, ends_outbound
When("nothing of {transport} is sent, because its outgoing queue was not announced", () => {}) // steps/spooler/calls.py, nothing_sent
When("the spooler goes on to the inbound phase of {transport}", () => {}) // steps/spooler/calls.py, goes_on_to_receiving
When("the spooler comes to the inbound phase of {transport}, if it shows one", () => {}) // steps/spooler/calls.py, comes_to_receiving
When("{transport} goes over to receiving", () => {}) // steps/spooler/calls.py, goes_over
When("the spooler offers {transport} an empty message", () => {}) // steps/spooler/calls.py, offers
When("{transport} fills and saves it, and so on until it leaves one unsaved", () => {}) // steps/spooler/calls.py, fills
When("the spooler ends the inbound phase of {transport}", () => {}) // steps/spooler/calls.py, ends_inbound
When("nothing of {transport} is received, because its incoming queue was not announced", () => {}) // steps/spooler/calls.py, nothing_received
When("{transport} lets go", () => {}) // steps/spooler/calls.py, lets_go
When("the spooler turns to the next transport, and there is none", () => {}) // steps/spooler/calls.py, turns_to_none
When("the spooler turns to {transport} and does the same", () => {}) // steps/spooler/calls.py, turns_to
Given("a transport of each kind has logged on", () => {}) // steps/spooler/objects.py, logs_each_on
Given("a transport of each kind with STATUS_FLUSH_QUEUES has logged on", () => {}) // steps/spooler/objects.py, logs_each_on
Given("a transport of each kind without STATUS_FLUSH_QUEUES has logged on", () => {}) // steps/spooler/objects.py, logs_each_on
When("the spooler logs a transport of each kind on", () => {}) // steps/spooler/objects.py, logs_each_on
When("the spooler logs {transport} off", () => {}) // steps/spooler/objects.py, logs_off
When("the spooler logs {transport} on again", () => {}) // steps/spooler/objects.py, logs_on_again
Then("{transport} calls nothing back any more", () => {}) // steps/spooler/objects.py, calls_nothing_back
Then("nothing is called back in the session of {transport} that was logged off", () => {}) // steps/spooler/objects.py, calls_nothing_back
When("the spooler opens the status object of {transport} as IMAPIStatus", () => {}) // steps/spooler/objects.py, opens
When("the spooler opens the status object of {transport} without naming an interface", () => {}) // steps/spooler/objects.py, opens
When("the spooler opens the status object of {transport} with MAPI_MODIFY", () => {}) // steps/spooler/objects.py, opens_otherwise
When("the spooler opens the status object of {transport} as IMAPITable", () => {}) // steps/spooler/objects.py, opens_otherwise
Given("the status object of {transport} has been opened, and stays open", () => {}) // steps/spooler/objects.py, stays_open
When("a client opens the status object of {transport}, and keeps it open", () => {}) // steps/spooler/objects.py, stays_open
When("another client opens the status object of {transport}, and releases it", () => {}) // steps/spooler/objects.py, opens_and_releases
When("the spooler reads {names} from the status object of {transport}", () => {}) // steps/spooler/objects.py, reads
When("the spooler reads {names} from each status object", () => {}) // steps/spooler/objects.py, reads_each
Then("the status object is of type MAPI_STATUS", () => {}) // steps/spooler/objects.py, is_status_object
Then("the status object has them all", () => {}) // steps/spooler/objects.py, has_all
Then("the status object says the same as the row", () => {}) // steps/spooler/objects.py, agrees_with_row
When("a client calls what PR_RESOURCE_METHODS of the status object of {transport} does not list", () => {}) // steps/spooler/objects.py, calls_unlisted
Given("someone is at the screen, or there is no dialog to close", () => {}) // steps/spooler/objects.py, closes_dialogs
When("a client calls SettingsDialog of the status object of {transport}", () => {}) // steps/spooler/objects.py, calls_settings
Then("each of these dialogs has been shown", () => {}) // steps/spooler/objects.py, each_has_shown
When("the spooler calls {transport} for anything but a flush", () => {}) // steps/spooler/objects.py, calls_for_anything_else
Then("every such call succeeds", () => {}) // steps/spooler/objects.py, every_call
Then("every such call succeeds, or answers MAPI_E_BUSY", () => {}) // steps/spooler/objects.py, every_call
Then("every such call is refused", () => {}) // steps/spooler/objects.py, every_call
When("the spooler reads {which2} from the status object of {transport} in one call", () => {}) // steps/spooler/properties.py, reads_together
Then("each value is in its place, without a warning", () => {}) // steps/spooler/properties.py, each_in_place
Then("each value is in its place, and what no object has is an error with a warning", () => {}) // steps/spooler/properties.py, each_in_place
Then("each type is that of a transport's status object, where it is told", () => {}) // steps/spooler/properties.py, type_told
When("a client calls FlushQueues of the status object of {transport} for {queues2}", () => {}) // steps/spooler/requests.py, client_flushes
When("a client calls it again for {queues2} of {transport} if it was refused", () => {}) // steps/spooler/requests.py, client_flushes_again
When("the spooler does what the row of {transport} asks for", () => {}) // steps/spooler/requests.py, flushes_requests
When("the spooler does what the row of {transport} still asks for, if anything", () => {}) // steps/spooler/requests.py, flushes_requests
Then("the row of {transport} still shows each request that was accepted", () => {}) // steps/spooler/requests.py, shows_requests
Then("the row of {transport} shows {bit} for both queues, if it did for the incoming queue alone", () => {}) // steps/spooler/requests.py, shows_alike
Then("no row shows a request that was refused", () => {}) // steps/spooler/requests.py, shows_no_refused
When("the spooler validates the state of {transport} and of its status object with SUPPRESS_UI", () => {}) // steps/spooler/validation.py, validates
When("the spooler validates the state of {transport} and of its status object with an undefined flag", () => {}) // steps/spooler/validation.py, validates
When("the spooler validates the state of {transport} and of its status object with FORCE_XP_CONNECT", () => {}) // steps/spooler/validation.py, validates
When("the spooler validates the state of {transport} and of its status object with each other flag that is defined", () => {}) // steps/spooler/validation.py, validates_with_each
When("the spooler has {first} and {second} configured anew", () => {}) // steps/spooler/validation.py, configures_anew
Then("both answer alike", () => {}) // steps/spooler/validation.py, answer_alike
Then("every such call succeeds, or is refused for another reason than an unknown flag", () => {}) // steps/spooler/validation.py, no_flag_unknown
When("the spooler calls AddressTypes of {transport}", () => {}) // steps/spooler/questions.py, asks_address_types
When("the spooler calls Poll of {transport}", () => {}) // steps/spooler/questions.py, polls
When("the spooler calls Idle of {transport}", () => {}) // steps/spooler/questions.py, idles
When("the spooler calls Poll and Idle of {transport}, where it wants them", () => {}) // steps/spooler/questions.py, asks_what_it_wants
Then("the answer is address types, none, or an empty one alone", () => {}) // steps/spooler/questions.py, address_types_named
Then("the answer is that mail waits", () => {}) // steps/spooler/questions.py, poll_answers
Then("the answer is that no mail waits", () => {}) // steps/spooler/questions.py, poll_answers
Then("each row has {columns}", () => {}) // steps/spooler/rows.py, has_columns
Then("each row has all of {columns}, or none", () => {}) // steps/spooler/rows.py, has_all_or_none
Then("the row of {transport} keeps what says who the transport is", () => {}) // steps/spooler/rows.py, keeps_identity
Then("the row of {transport} shows {bit}", () => {}) // steps/spooler/rows.py, shows
Then("the row of {transport} shows no {bit}", () => {}) // steps/spooler/rows.py, shows_no
Then("the row of {transport} shows no flush bit", () => {}) // steps/spooler/rows.py, shows_no_flush
Then("no call to one transport has changed the row of another", () => {}) // steps/spooler/rows.py, no_other_row
Then("each message of {transport} that was submitted is taken", () => {}) // steps/spooler/messages.py, submitted_taken
Then("each message of {transport} that was submitted reaches the far end", () => {}) // steps/spooler/messages.py, submitted_sent
Then("each message of {transport} that EndMessage called sent has reached the far end", () => {}) // steps/spooler/messages.py, finished_sent
Then("EndMessage has told the truth about each message of {transport}", () => {}) // steps/spooler/messages.py, ended_true
Then("each message of {transport} that was declined stays unsent", () => {}) // steps/spooler/messages.py, declined_unsent
Then("each message of {transport} that EndMessage kept stays unsent", () => {}) // steps/spooler/messages.py, kept_unsent
Then("each message of {transport} that was declined has been sent in the end", () => {}) // steps/spooler/messages.py, stayed_sent
Then("each message of {transport} that EndMessage kept has been sent once in the end", () => {}) // steps/spooler/messages.py, stayed_sent
Then("each message of {transport} that StartMessage left unsaved is delivered by the next flush", () => {}) // steps/spooler/messages.py, unsaved_delivered
Then("{transport} does not answer as if no mail waited", () => {}) // steps/spooler/messages.py, not_as_if_empty
Then("{transport} succeeds and leaves the message unsaved", () => {}) // steps/spooler/messages.py, left_unsaved
Then("the answers of {transport} to SubmitMessage are among those that its page names", () => {}) // steps/spooler/messages.py, declines_named
Then("the answers of {transport} to EndMessage have one flag at most", () => {}) // steps/spooler/messages.py, one_flag
Then("the answers of {transport} to EndMessage are true", () => {}) // steps/spooler/messages.py, answers_true
Then("in the end every {what} of {transport} arrives", () => {}) // steps/spooler/mail.py, arrives
Then("each of these flushes has transferred what had come by then", () => {}) // steps/spooler/mail.py, each_transferred
Then("no message of {transport} is lost", () => {}) // steps/spooler/mail.py, none_lost
Then("no message of {transport} is doubled", () => {}) // steps/spooler/mail.py, none_doubled
Then("no message of {transport} has moved", () => {}) // steps/spooler/mail.py, none_moved
Then("the {direction} mail of {transport} arrives in the order in which it waited", () => {}) // steps/spooler/mail.py, in_order
Then("{transport} announces its deferred messages with NOTIFY_SENTDEFERRED, and takes them", () => {}) // steps/spooler/mail.py, announces_deferred
Then("the provider holds no more than before", () => {}) // steps/spooler/mail.py, holds_no_more
Given("the subsystem refuses {call} with {code}", () => {}) // steps/subsystem/walk.py, refuses
Given("the subsystem refuses {call} of {name} with {code}", () => {}) // steps/subsystem/walk.py, refuses
Given("the subsystem refuses call {number} with {code}", () => {}) // steps/subsystem/walk.py, refuses_one_call
Given("the subsystem gives its rows from {way}", () => {}) // steps/subsystem/walk.py, turned
Given("the subsystem gives its rows in another order each time they are read", () => {}) // steps/subsystem/walk.py, reordered
Given("the subsystem gives {rows} a call", () => {}) // steps/subsystem/walk.py, few_rows
Given("the subsystem gives entry identifiers of {number} bytes", () => {}) // steps/subsystem/walk.py, identifiers_of
Given("the subsystem gives the property identifier 0 to what is missing", () => {}) // steps/subsystem/walk.py, anonymous
Given("the subsystem has no row of {whom2}", () => {}) // steps/subsystem/walk.py, no_rows
Given("the subsystem has no Unicode status table", () => {}) // steps/subsystem/walk.py, no_unicode
Given("the row of {name} has {type} in place of its entry identifier", () => {}) // steps/subsystem/walk.py, lacks_entry_id
Given("PR_RESOURCE_METHODS of {transport} lists {methods}", () => {}) // steps/subsystem/walk.py, methods_of
Given("the client has flushed {queues3} queues by procedure {procedure} before", () => {}) // steps/subsystem/walk.py, has_flushed
When("the client is to flush {queues3} queues by procedure {procedure}", () => {}) // steps/subsystem/walk.py, is_to_flush
When("the client is to flush {queues3} queues by procedure {procedure}, and someone is at the screen", () => {}) // steps/subsystem/walk.py, is_to_flush_attended
When("the client is to flush {queues3} queues of {transport} alone by procedure B", () => {}) // steps/subsystem/walk.py, is_to_flush_one
When("the client is to flush {queues3} queues of {transport} alone by procedure B, and someone is at the screen", () => {}) // steps/subsystem/walk.py, is_to_flush_one_attended
When("the client is to flush {queues3} queues by procedure {procedure}, and each of its calls is refused in turn with {code}", () => {}) // steps/subsystem/walk.py, each_refused
When("the client is to flush by procedure {procedure}, in {number} walks that are made up", () => {}) // steps/subsystem/walk.py, in_any_walk
When("the client is to flush one transport alone by procedure B, in {number} walks that are made up", () => {}) // steps/subsystem/walk.py, alone_in_any_walk
Then("the client ends by itself", () => {}) // steps/subsystem/calls.py, ends
Then("it says that all is done only if all is done", () => {}) // steps/subsystem/calls.py, honest
Then("it says that all is done", () => {}) // steps/subsystem/calls.py, says_done
Then("it gets the status table from a session that has logged on", () => {}) // steps/subsystem/calls.py, gets_table
Then("its columns contain PR_ENTRYID and PR_RESOURCE_TYPE when it reads rows", () => {}) // steps/subsystem/calls.py, columns_contain
Then("it sets at least one column", () => {}) // steps/subsystem/calls.py, some_column
Then("it selects the rows that it uses by PR_RESOURCE_TYPE = {kind}", () => {}) // steps/subsystem/calls.py, selects
Then("it selects the rows that it uses by PR_RESOURCE_TYPE = {kind} or {other2}", () => {}) // steps/subsystem/calls.py, selects
Then("the restriction is in effect when it reads rows", () => {}) // steps/subsystem/calls.py, restriction_in_effect
Then("it opens no status object but those of transports, by their rows", () => {}) // steps/subsystem/calls.py, opens_only_transports
Then("it opens entry identifiers that a row has shown, byte for byte", () => {}) // steps/subsystem/calls.py, opens_identifiers
Then("it asks for no more than read access", () => {}) // steps/subsystem/calls.py, reads_only
Then("it calls FlushQueues of the spooler once, without target", () => {}) // steps/subsystem/calls.py, flushes_spooler
Then("it passes FLUSH_NO_UI", () => {}) // steps/subsystem/calls.py, no_ui
Then("it flushes {queues3} queues, and no others", () => {}) // steps/subsystem/directions.py, flushes_queues
Then("it visits the row of each transport", () => {}) // steps/subsystem/transports.py, visits_each
Then("it opens no transport's status object", () => {}) // steps/subsystem/transports.py, opens_none
Then("it flushes every transport", () => {}) // steps/subsystem/transports.py, flushes_each
Then("it flushes every transport but {but}", () => {}) // steps/subsystem/transports.py, flushes_each
Then("it flushes every transport, unless a call was refused", () => {}) // steps/subsystem/transports.py, flushes_each
Then("it looks at PR_RESOURCE_METHODS of each transport before it flushes", () => {}) // steps/subsystem/transports.py, looks_first
Then("it flushes {transport} through {way2} only", () => {}) // steps/subsystem/transports.py, flushes_by
Then("it calls FlushQueues once for each transport", () => {}) // steps/subsystem/transports.py, once_each
Then("it flushes {transport}, and no other transport", () => {}) // steps/subsystem/transports.py, flushes_one
Then("it passes no target to a transport's own status object", () => {}) // steps/subsystem/transports.py, no_target
Then("it passes no FLUSH_ASYNC_OK to a transport's own status object", () => {}) // steps/subsystem/transports.py, waits_for_transports
Then("it releases each transport's status object in its turn", () => {}) // steps/subsystem/transports.py, releases_in_turn
Then("it releases the status table and the rows outside of its loop", () => {}) // steps/subsystem/transports.py, releases_outside_loop
Then("it flushes what it is to flush, and nothing else", () => {}) // steps/subsystem/strays.py, flushes_nothing_else
Then("it releases {things2} exactly once, and uses nothing afterwards", () => {}) // steps/subsystem/releases.py, releases_once
Then("it releases each status object and status table before Logoff", () => {}) // steps/subsystem/releases.py, releases_in_session
Then("it reads no row that it has freed", () => {}) // steps/subsystem/releases.py, reads_no_freed_row
Then("it calls each transport's status object on the thread that has opened it", () => {}) // steps/subsystem/releases.py, one_thread
Then("it releases its session once, and calls nothing else of it after Logoff", () => {}) // steps/subsystem/releases.py, only_release
