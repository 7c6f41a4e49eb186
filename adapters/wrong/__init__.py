"""Deliberately wrong adapters: `wrong:FAULT` is the reference with one fault, a subsystem's or a transport's.

They prove that the kit notices. Each says beforehand which requirements end how (`subsystem.toml`, `transport.toml`), and the
self-test compares. The classes are sorted by the part of the reference that they replace.
"""

from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from ..reference.variants import AnyAdapter, Variants

WRONG = Variants(
    package=__name__,
    remark="wrong on purpose",
    argument="the name of a fault",
    one="a fault",
    several="faults",
    missing="fault",
)
specimens = WRONG.specimens


@serves(*Role)
def wrong(argument: str, parameters: Parameters, role: Role) -> AnyAdapter:
    """`wrong:FAULT`: the kit's own subsystem, transport or client with one fault, to see the kit find it."""
    return WRONG.adapter(argument, role)
