"""The roles that can be under test."""

from enum import StrEnum


class Role(StrEnum):
    """What is under test; the kit plays the others."""

    SUBSYSTEM = "subsystem"
    TRANSPORT = "transport"
