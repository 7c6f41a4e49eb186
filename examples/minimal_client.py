"""A complete client: it walks procedures A and B, looks at each answer, and releases what it holds on every path."""

from contextlib import ExitStack

from mapi_tck import mapi as m

ENTRYID, TYPE = m.PropertyTag.PR_ENTRYID, m.PropertyTag.PR_RESOURCE_TYPE


def rows_of(session, kind, held):
    table = session.get_status_table(0)
    held.callback(table.release)
    matching = m.PropertyRestriction(m.Relop.RELOP_EQ, TYPE, m.PropertyValue(TYPE, kind))
    rows = table.hr_query_all_rows((ENTRYID, TYPE), matching, None, 0)
    held.callback(rows.free)
    return [m.find(row, ENTRYID) for row in rows]


def open_first(session, ids, held):
    if not ids or ids[0].is_absent:
        raise m.MapiError(m.ResultCode.MAPI_E_NOT_FOUND)
    status_object, _ = session.open_entry(ids[0].value, None, 0)
    held.callback(status_object.release)
    return status_object


def flush(session, flags, transport):
    with ExitStack() as held:
        own = open_first(session, [transport], held) if transport else None
        methods = own.get_props((m.PropertyTag.PR_RESOURCE_METHODS,), 0)[1][0] if own else None
        if methods and not methods.is_absent and methods.value & m.ResourceMethod.STATUS_FLUSH_QUEUES:
            own.flush_queues(0, None, flags)
        else:
            spooler = open_first(session, rows_of(session, m.ResourceType.MAPI_SPOOLER, held), held)
            spooler.flush_queues(0, transport and transport.value, flags)


def walk(mapi, task):
    flags = m.FlushFlag.FLUSH_NO_UI | 2 * ("outgoing" in task.directions) | 4 * ("incoming" in task.directions)
    failures = []
    with ExitStack() as held:
        session = mapi.logon(task.profile, 0)
        held.callback(session.release)
        held.callback(session.logoff, 0, 0, 0)
        each = rows_of(session, m.ResourceType.MAPI_TRANSPORT_PROVIDER, held) if task.procedure == "B" else [None]
        for transport in each:
            try:
                flush(session, flags, transport)
            except m.MapiError as failure:
                failures.append(failure.code)
    return failures[0] if failures else None
