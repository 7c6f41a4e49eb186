"""A provider's source with its deviations switched on and off, for the story of a gate."""

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
    """Write the provider: it tells its columns sorted, keeps an old restriction, mistakes the type of an object."""
    text = SOURCE.format(SORTS=sorts, KEEPS=keeps, MISTAKES=mistakes)
    (folder / "provider.py").write_text(text, "utf-8")
