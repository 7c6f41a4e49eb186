"""Transports that did not have to be flushed: rulings D-63 and D-64."""

from mapi_tck.ports import Session
from mapi_tck.scenario import Scenario

from ..client.excuses import DIALS, out_of_service
from .expectations import Expectations


def excused_in(tck: Scenario, session: Session | None, model: Expectations, names: set[str]) -> set[str]:
    """Those among the transports that could ask their user in no flush, or that have failed for good as their row shows."""
    silent = {name for name in names if model.transports[name].kind in DIALS and name not in model.dialled}
    failed = out_of_service(tck, session, model.troubled & names - silent) if session is not None else set()
    return silent | failed
