"""The source of a provider whose deviations a test can switch on and off, for the test of a gate over several versions."""

from pathlib import Path

SOURCE = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_table import StatusTable


class Table(StatusTable):
    def query_columns(self, flags):
        told = super().query_columns(flags)
        return tuple(sorted(told)) if {SORTS} else told

    def restrict(self, restriction, flags):
        if restriction is not None or not {KEEPS}:
            super().restrict(restriction, flags)


class Visit(Session):
    def open_entry(self, entry_id, interface, flags):
        opened, kind = super().open_entry(entry_id, interface, flags)
        return opened, 1 if {MISTAKES} else kind


class Provider(ReferenceAdapter):
    def __init__(self):
        super().__init__(Parts(status_table=Table, session=Visit))
"""


def write(folder: Path, *, sorts: bool = False, keeps: bool = False, mistakes: bool = False) -> None:
    """Write the provider's module into the folder. It has the deviations that are true.

    `sorts`: it answers its columns in sorted order. `keeps`: it keeps a restriction that the client removes. `mistakes`: it
    answers a wrong object type.
    """
    text = SOURCE.format(SORTS=sorts, KEEPS=keeps, MISTAKES=mistakes)
    (folder / "provider.py").write_text(text, "utf-8")
