"""The step vocabulary: every line that a feature file may use, one module per noun of the specification."""

pytest_plugins = [
    "mapi_tck.steps.environment",
    "mapi_tck.steps.procedures",
    "mapi_tck.steps.answers",
    "mapi_tck.steps.status_table",
    "mapi_tck.steps.status_rows",
    "mapi_tck.steps.entry_ids",
    "mapi_tck.steps.status_objects",
    "mapi_tck.steps.flush",
    "mapi_tck.steps.messages",
    "mapi_tck.steps.user_interface",
    "mapi_tck.steps.objects",
    "mapi_tck.steps.spooler",
    "mapi_tck.steps.transport_flush",
    "mapi_tck.steps.transport_calls",
    "mapi_tck.steps.transport_objects",
    "mapi_tck.steps.transport_rows",
    "mapi_tck.steps.transport_messages",
    "mapi_tck.steps.transport_mail",
]
