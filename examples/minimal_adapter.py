"""A complete adapter: it passes the kit's calls to a binding of MAPI, here a toy, and gives the binding's answers back."""

from examples import toy_mapi
from mapi_tck.mapi import MapiError, PropertyValue, RowSet, failed
from mapi_tck.ports import Description


def call(method, *arguments):
    code, *answer = method(*arguments)
    if failed(code):
        raise MapiError(code)
    return [code, *answer]


class MinimalAdapter:
    def describe(self):
        return Description("toy MAPI", "1.0")

    def logon(self, profile, flags):
        return Session(call(toy_mapi.logon, profile, flags)[1])

    def test_bed(self): ...  # there is none: only calls can be seen
    def close(self): ...


class Wrapped:
    def __init__(self, it):
        self.it = it

    def release(self):
        self.it.Release()


class Session(Wrapped):
    def get_status_table(self, flags):
        return Table(call(self.it.GetStatusTable, flags)[1])

    def open_entry(self, entry_id, interface, flags):
        _, object_type, found = call(self.it.OpenEntry, entry_id, interface, flags)
        return StatusObject(found), object_type

    def compare_entry_ids(self, first, second, flags):
        return call(self.it.CompareEntryIDs, first, second, flags)[1]

    def logoff(self, ui_param, flags, reserved):
        call(self.it.Logoff, ui_param, flags, reserved)


class Table(Wrapped):
    def set_columns(self, tags, flags):
        call(self.it.SetColumns, tags, flags)

    def query_columns(self, flags):
        return call(self.it.QueryColumns, flags)[1]

    def restrict(self, restriction, flags):
        call(self.it.Restrict, restriction, flags)

    def seek_row(self, bookmark, row_count):
        return call(self.it.SeekRow, bookmark, row_count)[1]

    def query_rows(self, row_count, flags):
        rows = call(self.it.QueryRows, row_count, flags)[1]
        return RowSet(tuple(tuple(PropertyValue(*column) for column in row) for row in rows))


class StatusObject(Wrapped):
    def get_props(self, tags, flags):
        code, values = call(self.it.GetProps, tags, flags)
        return code, [PropertyValue(*value) for value in values]

    def flush_queues(self, ui_param, target, flags):
        return call(self.it.FlushQueues, ui_param, target, flags)[0]
