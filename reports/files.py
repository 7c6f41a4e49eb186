"""Writing a report: a reader of the file sees the old one or the whole new one, never half."""

from mapi_tck.writing import write_whole as write_whole
