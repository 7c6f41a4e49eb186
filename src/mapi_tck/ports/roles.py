"""The roles that an implementation can have in a test."""

from enum import StrEnum


class Role(StrEnum):
    """The role of the implementation; the kit plays the others."""

    SUBSYSTEM = "subsystem"
    TRANSPORT = "transport"
    CLIENT = "client"
