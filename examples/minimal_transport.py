"""A complete transport provider and its adapter. The mail system behind it is a toy, and its own test bed."""

from toy_mail import ToyMail

from mapi_tck import mapi, ports
from mapi_tck.mapi import FlushFlag, PropertyTag, ResourceMethod, StatusCode, StatusRowFlag
from mapi_tck.mapi import TransportNotifyFlag as Notify
from mapi_tck.ports import Description, Evidence

UPLOAD, DOWNLOAD = FlushFlag.FLUSH_UPLOAD, FlushFlag.FLUSH_DOWNLOAD
OUTBOUND, INBOUND = StatusCode.STATUS_OUTBOUND_FLUSH, StatusCode.STATUS_INBOUND_FLUSH


class Transport(ports.XPLogon):  # the port has the methods that are not defined here: they do nothing
    def __init__(self, name, support, mail):
        self.name, self.support, self.mail, self.announced, self.asked = name, support, mail, 0, 0
        self.row = {PropertyTag.PR_DISPLAY_NAME_A: name, PropertyTag.PR_PROVIDER_DISPLAY_A: "Minimal"}
        self.row[PropertyTag.PR_RESOURCE_METHODS] = ResourceMethod.STATUS_FLUSH_QUEUES
        self.show(0, flags=0)

    def show(self, directions, flags=StatusRowFlag.STATUSROW_UPDATE):
        bits = (OUTBOUND if directions & UPLOAD else 0) | (INBOUND if directions & DOWNLOAD else 0)
        self.row[PropertyTag.PR_STATUS_CODE] = StatusCode.STATUS_AVAILABLE | bits
        self.support.modify_status_row(mapi.props(self.row), flags)

    def begin_phase(self):
        self.mail.hold_line(self.name, bool(self.announced))
        self.show(self.announced & UPLOAD or self.announced or self.asked)

    def address_types(self, flags):
        return ["TOY"]

    def open_status_entry(self, interface, flags):
        return Status(self), mapi.ObjectType.MAPI_STATUS

    def flush_queues(self, ui_param, target, flags):
        self.announced = flags & (UPLOAD | DOWNLOAD)
        self.asked &= ~flags  # this flush does what a client has asked for
        self.begin_phase()

    def transport_notify(self, flags, data):
        self.announced &= DOWNLOAD if flags & Notify.NOTIFY_END_OUTBOUND_FLUSH else UPLOAD | DOWNLOAD
        self.announced &= 0 if flags & Notify.NOTIFY_END_INBOUND_FLUSH else DOWNLOAD | UPLOAD
        self.begin_phase()

    def transport_logoff(self, flags):
        self.mail.hold_line(self.name, False)

    def submit_message(self, flags, message):
        self.mail.take(self.name, message.token)  # declined by an exception if the far end cannot
        return ports.Submitted()

    def end_message(self, reference):
        return 0  # it is sent

    def start_message(self, flags, message):
        if token := self.mail.offer(self.name):
            message.set_token(token)
            message.save_changes(0)
            self.mail.fetched(self.name)
        return ports.Started()


class Status(ports.TransportStatusObject):
    def __init__(self, transport):
        self.transport = transport

    def get_props(self, tags, flags):
        return mapi.answer_get_props(self.transport.row, tags)

    def flush_queues(self, ui_param, target, flags):
        if self.transport.row[PropertyTag.PR_STATUS_CODE] & (OUTBOUND | INBOUND):
            raise mapi.MapiError(mapi.ResultCode.MAPI_E_BUSY)  # a flush is under way, or asked for already
        self.transport.asked = flags & (UPLOAD | DOWNLOAD)
        self.transport.show(flags)
        return mapi.ResultCode.S_OK


class MinimalAdapter(ports.TransportAdapter):
    mail = ToyMail()

    def describe(self):
        return Description("minimal transport", "1.0", observes=frozenset(Evidence))

    def transport_logon(self, support, transport, flags):
        return Transport(transport.name, support, self.mail), 0

    def test_bed(self):
        return self.mail
