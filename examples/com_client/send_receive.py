"""Sends and receives through Extended MAPI, with pywin32.

The procedure is A, through the spooler, or B, transport by transport, or for the one transport that is named. The directions are
outgoing, incoming, or both with a comma. The exit code is 0 if all is done, and 1 if not.
"""

import argparse
import sys

import pythoncom
from win32com.mapi import mapi
from win32com.mapi.mapitags import PR_DISPLAY_NAME_A, PR_ENTRYID, PR_RESOURCE_METHODS, PR_RESOURCE_TYPE

# pywin32 lacks these.
MAPI_SPOOLER, MAPI_TRANSPORT_PROVIDER, MAPI_STATUS = 37, 36, 10
MAPI_E_NOT_FOUND = -2147221233
STATUS_FLUSH_QUEUES = 0x8
FLUSH_UPLOAD, FLUSH_DOWNLOAD, FLUSH_NO_UI = 0x2, 0x4, 0x10


class Mail:
    """A session, and how to flush its queues."""

    def __init__(self, profile, flags, wrong):
        self.session = mapi.MAPILogonEx(0, profile, None, mapi.MAPI_EXTENDED | mapi.MAPI_NEW_SESSION)
        self.flags = flags
        self.kept = [] if "keeps-status-objects" in wrong else None

    def entry_ids(self, kind, name=None):
        """Steps 1 to 4: the entry identifiers of the rows of this type, with this name if one is given; or None."""
        table = self.session.GetStatusTable(0)
        restriction = (mapi.RES_PROPERTY, (mapi.RELOP_EQ, PR_RESOURCE_TYPE, (PR_RESOURCE_TYPE, kind)))
        columns = (PR_ENTRYID, PR_RESOURCE_TYPE, PR_DISPLAY_NAME_A)[: 3 if name else 2]
        rows = [dict(row) for row in mapi.HrQueryAllRows(table, columns, restriction, None, 0)]
        return [row.get(PR_ENTRYID) for row in rows if not name or row.get(PR_DISPLAY_NAME_A) == name.encode()]

    def open(self, entry_id):
        """Steps A5 and B5.1."""
        if entry_id is None:
            raise pythoncom.com_error(MAPI_E_NOT_FOUND, "the row has no entry identifier", None, None)
        status = self.session.OpenEntry(entry_id, None, 0)
        if self.kept is not None:
            self.kept.append(status)
        return status

    def flush_all(self, target=None):
        """Procedure A; with a target it is the fallback of step B5.3."""
        found = self.entry_ids(MAPI_SPOOLER)
        self.open(found[0] if found else None).FlushQueues(0, target, self.flags)

    def flush_each(self, name):
        """Procedure B, for one transport if it is named. A failure at one transport does not stop it at the others."""
        failures = []
        entry_ids = self.entry_ids(MAPI_TRANSPORT_PROVIDER, name)
        if name and not entry_ids:
            raise pythoncom.com_error(MAPI_E_NOT_FOUND, "there is no such transport", None, None)
        for entry_id in entry_ids:
            try:
                self.flush_transport(entry_id)
            except pythoncom.com_error as error:
                failures.append(error.hresult)
        if failures:
            raise pythoncom.com_error(failures[0], "a transport was not flushed", None, None)

    def flush_transport(self, entry_id):
        """Steps B5.1 to B5.4 for one row."""
        status = self.open(entry_id)
        _, ((tag, methods),) = status.GetProps((PR_RESOURCE_METHODS,), 0)
        if tag == PR_RESOURCE_METHODS and methods & STATUS_FLUSH_QUEUES:
            status.FlushQueues(0, None, self.flags)
        else:
            self.flush_all(entry_id)


def main(procedure, directions, profile, transport, wrong):
    flags = 0 if "shows-user-interface" in wrong else FLUSH_NO_UI
    flags |= FLUSH_UPLOAD * ("outgoing" in directions) | FLUSH_DOWNLOAD * ("incoming" in directions)
    mapi.MAPIInitialize(None)
    try:
        mail = Mail(profile, flags, wrong)
        if procedure == "A":
            mail.flush_all()
        else:
            mail.flush_each(transport)
    except pythoncom.com_error as error:
        return f"not done: 0x{error.hresult & 0xFFFFFFFF:08X}"
    finally:
        mail = None
        mapi.MAPIUninitialize()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("procedure", choices=["A", "B"])
    parser.add_argument("directions")
    parser.add_argument("profile", nargs="?")
    parser.add_argument("transport", nargs="?")
    parser.add_argument("--wrong", action="append", default=[], metavar="NAME")
    sys.exit(main(**vars(parser.parse_args())))
