"""A program that runs wrong implementations as the self-test does, and leaves the reports of those that fail in a folder.

Called as `python -m pages_of_faults ROLE` with the folder in PAGES_OF_FAULTS; it reads lines `{"adapter": …}`, and answers each
when its page is there.
"""

import os
import sys
from pathlib import Path

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import write_report
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.endings import Endings
from mapi_tck.selftest.forking import serve
from mapi_tck.verdicts import ExitCode
from mapi_tck.wire.codecs import Json


class Pages(Endings):
    """Writes a page of each run that fails."""

    traced = True

    def ending(self, assessment: Assessment) -> Json:
        """How the run ended, its page written."""
        if assessment.exit_code == ExitCode.FAILED:
            name = assessment.header["adapter"].replace(":", "-")
            write_report("html", assessment.record, Path(os.environ["PAGES_OF_FAULTS"]) / f"{name}.html")
        return super().ending(assessment)


serve(Pages, Role(sys.argv[1]))
