"""A program that runs wrong implementations as the self-test does, and writes a report of each run that fails.

Called as `python -m pages_of_faults ROLE`. The environment variable PAGES_OF_FAULTS names the folder of the reports. The program
reads lines `{"adapter": …}`, and answers each when its report is written.
"""

import os
import sys
from pathlib import Path

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import write_report
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.endings import Endings
from mapi_tck.selftest.forking import serve
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json


class Pages(Endings):
    """Writes a page of each run that fails, with the calls of what fails."""

    traced = (Verdict.FAIL,)

    def ending(self, assessment: Assessment) -> Json:
        """Write the page, and answer how the run ended."""
        if assessment.exit_code == ExitCode.FAILED:
            name = assessment.header["adapter"].replace(":", "-")
            write_report("html", assessment.record, Path(os.environ["PAGES_OF_FAULTS"]) / f"{name}.html")
        return super().ending(assessment)


serve(Pages, Role(sys.argv[1]))
