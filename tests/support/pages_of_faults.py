"""A program that runs wrong implementations as the self-test does, and writes a report of some of those that fail.

Called as `python -m pages_of_faults ROLE`, in place of `mapi_tck.selftest.reach`. The environment variable PAGES_OF_FAULTS
names the folder of the reports.
"""

import os
import sys
from functools import cache
from pathlib import Path

import pytest

from mapi_tck.adapters.wrong import specimens
from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import write_report
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.forking import serve
from mapi_tck.selftest.reach import Reaching
from mapi_tck.suite.specimens import Specimen
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

#: The browser tests look at the report of one in so many faults; with MAPI_TCK_EVERY_FAULT=1 at all.
STRIDE = 1 if os.environ.get("MAPI_TCK_EVERY_FAULT") else 8


@cache
def failing(role: Role) -> list[Specimen]:
    """The faults whose report has a failure to show, one in `STRIDE` of them."""
    return [fault for fault in specimens(role) if fault.exit is ExitCode.FAILED][::STRIDE]


class Pages(Reaching):
    """Writes a page of each of these faults, with the calls of what fails."""

    def do(self, session: pytest.Session, job: Json) -> Json:
        """Keep the calls where a page is written: they take time."""
        shown = any(fault.adapter == job["adapter"] for fault in failing(self.settings.role))
        self.traced = (Verdict.FAIL,) if shown else ()
        return super().do(session, job)

    def ending(self, assessment: Assessment) -> Json:
        """Write the page, and answer how the run ended."""
        if self.traced:
            name = assessment.header["adapter"].replace(":", "-")
            write_report("html", assessment.record, Path(os.environ["PAGES_OF_FAULTS"]) / f"{name}.html")
        return super().ending(assessment)


if __name__ == "__main__":
    serve(Pages, Role(sys.argv[1]))
