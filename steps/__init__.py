"""The step vocabulary: every line that a feature file may use, one module per noun of the specification.

Importing this package declares all phrases.
"""

from importlib import import_module

pytest_plugins = [
    "mapi_tck.steps.client.environment",
    "mapi_tck.steps.client.procedures",
    "mapi_tck.steps.client.answers",
    "mapi_tck.steps.client.status_table",
    "mapi_tck.steps.client.status_rows",
    "mapi_tck.steps.client.selection",
    "mapi_tck.steps.client.entry_ids",
    "mapi_tck.steps.client.status_objects",
    "mapi_tck.steps.client.flush",
    "mapi_tck.steps.client.messages",
    "mapi_tck.steps.client.order",
    "mapi_tck.steps.client.history",
    "mapi_tck.steps.client.status_bits",
    "mapi_tck.steps.client.honesty",
    "mapi_tck.steps.client.user_interface",
    "mapi_tck.steps.client.objects",
    "mapi_tck.steps.client.own_objects",
    "mapi_tck.steps.search.clients",
    "mapi_tck.steps.search.lines",
    "mapi_tck.steps.search.laws",
    "mapi_tck.steps.spooler.spooler",
    "mapi_tck.steps.spooler.flush",
    "mapi_tck.steps.spooler.interruptions",
    "mapi_tck.steps.spooler.calls",
    "mapi_tck.steps.spooler.objects",
    "mapi_tck.steps.spooler.properties",
    "mapi_tck.steps.spooler.requests",
    "mapi_tck.steps.spooler.validation",
    "mapi_tck.steps.spooler.questions",
    "mapi_tck.steps.spooler.rows",
    "mapi_tck.steps.spooler.messages",
    "mapi_tck.steps.spooler.mail",
    "mapi_tck.steps.subsystem.walk",
    "mapi_tck.steps.subsystem.calls",
    "mapi_tck.steps.subsystem.directions",
    "mapi_tck.steps.subsystem.transports",
    "mapi_tck.steps.subsystem.strays",
    "mapi_tck.steps.subsystem.releases",
]

for _module in pytest_plugins:
    import_module(_module)
