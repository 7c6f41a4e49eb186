"""A complete transport provider, its adapter and test bed included. Its mail system is a toy in memory."""

import time
from collections import defaultdict
from dataclasses import replace

from mapi_tck import mapi
from mapi_tck import transport_ports as port
from mapi_tck.mapi import PropertyType, PropertyValue, ResultCode, TransportNotifyFlag
from mapi_tck.ports import Condition, Description, Evidence, FarEnd

NAME, CODE = mapi.PropertyTag.PR_DISPLAY_NAME_A, mapi.PropertyTag.PR_STATUS_CODE
METHODS, FLUSHES = mapi.PropertyTag.PR_RESOURCE_METHODS, int(mapi.ResourceMethod.STATUS_FLUSH_QUEUES)
UPLOAD, DOWNLOAD = mapi.FlushFlag.FLUSH_UPLOAD, mapi.FlushFlag.FLUSH_DOWNLOAD
OUTBOUND, INBOUND = mapi.StatusCode.STATUS_OUTBOUND_FLUSH, mapi.StatusCode.STATUS_INBOUND_FLUSH


class Transport(port.XPLogon):  # what a class here does not define is its port's: it does nothing
    def __init__(self, name, support, toy):
        self.name, self.support, self.toy, self.announced = name, support, toy, 0
        self.row = {NAME: name, METHODS: FLUSHES}
        self.show(0, flags=0)

    def show(self, directions, flags=mapi.StatusRowFlag.STATUSROW_UPDATE):
        self.row[CODE] = (OUTBOUND if directions & UPLOAD else 0) | (INBOUND if directions & DOWNLOAD else 0)
        self.support.modify_status_row([PropertyValue(*column) for column in self.row.items()], flags)

    def begin_phase(self):
        self.toy.lines[self.name] = bool(self.announced)
        self.show(self.announced & UPLOAD or self.announced)

    def address_types(self, flags):
        return ["TOY"]

    def open_status_entry(self, interface, flags):
        return Status(self), mapi.ObjectType.MAPI_STATUS

    def flush_queues(self, ui_param, target, flags):
        self.announced = flags & (UPLOAD | DOWNLOAD)
        self.begin_phase()

    def transport_notify(self, flags, data):
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self.announced &= DOWNLOAD
        if flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH:
            self.announced = 0
        self.begin_phase()

    def submit_message(self, flags, message):
        self.toy.connect(self.name)
        self.toy.taken[self.name].append(message.token)
        return port.Submitted()

    def end_message(self, reference):
        return 0  # it is sent: submit_message declines what the far end does not take

    def start_message(self, flags, message):
        if arrived := self.toy.arrived[self.name]:
            self.toy.connect(self.name)
            message.set_token(arrived[0])
            message.save_changes(0)
            del arrived[0]
        return port.Started()


class Status(port.TransportStatusObject):
    def __init__(self, transport):
        self.transport = transport

    def get_props(self, tags, flags):
        slots = [self.slot(tag) for tag in tags]
        warning = any(slot.is_error for slot in slots)
        return ResultCode.MAPI_W_ERRORS_RETURNED if warning else ResultCode.S_OK, slots

    def slot(self, tag):
        if tag in self.transport.row:
            return PropertyValue(tag, self.transport.row[tag])
        return PropertyValue(mapi.change_prop_type(tag, PropertyType.PT_ERROR), ResultCode.MAPI_E_NOT_FOUND)

    def flush_queues(self, ui_param, target, flags):
        self.transport.show(flags)
        return ResultCode.S_OK


class Toy(port.TransportTestBed):
    def reset(self):
        self.arrived, self.taken = defaultdict(list), defaultdict(list)
        self.far_ends, self.lines = defaultdict(FarEnd), {}

    def connect(self, transport):
        far_end = self.far_ends[transport]
        is_down = far_end.condition is Condition.DOWN and far_end.after == 0
        if is_down or far_end.condition is Condition.REFUSING:
            raise mapi.MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        time.sleep(far_end.seconds)
        self.far_ends[transport] = replace(far_end, after=far_end.after - 1)

    def arrive(self, transport, tokens):
        self.arrived[transport] += tokens

    def waiting(self, transport):
        return self.arrived[transport]

    def sent(self, transport):
        return self.taken[transport]

    def set_far_end(self, transport, far_end):
        self.far_ends[transport] = far_end

    def prompts(self):
        return ()

    def live_objects(self):
        return {"line": sum(self.lines.values())}


class MinimalAdapter(port.TransportAdapter):
    def __init__(self):
        self.toy = Toy()

    def describe(self):
        return Description("toy transport", "1.0", observes=frozenset(Evidence))

    def transport_logon(self, support, transport, flags):
        return Transport(transport.name, support, self.toy), 0

    def test_bed(self):
        return self.toy
