"""Right but unusual adapters: `unusual:NAME` is the reference, a subsystem's or a transport's, with a permitted way of its own.

They prove that the kit is fair: an implementation may do what the source leaves open in any way, and passes. The tables
(`subsystem.toml`, `transport.toml`) name the pages and rulings that allow each. The classes are sorted by the part of the
reference that they replace.
"""

from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from ..reference.variants import AnyAdapter, Variants

UNUSUAL = Variants(
    package=__name__,
    remark="right but unusual",
    argument="a name",
    one="one",
    several="names",
    missing="implementation",
)
specimens = UNUSUAL.specimens


@serves(*Role)
def unusual(argument: str, parameters: Parameters, role: Role) -> AnyAdapter:
    """`unusual:NAME`: the kit's own subsystem, transport or client with an unusual behaviour. The kit must accept it."""
    return UNUSUAL.adapter(argument, role)
