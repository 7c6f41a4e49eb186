"""A program that runs wrong implementations as the self-test does, and leaves the report of each in a folder.

Called as `python pages_of_faults.py ROLE FOLDER`; it reads lines `{"adapter": …}`, and answers each when its page is there.
"""

import sys
from pathlib import Path

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import write_report
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.endings import Endings
from mapi_tck.selftest.forking import serve
from mapi_tck.wire.codecs import Json


class Pages(Endings):
    """Writes a page of each run."""

    traced = True

    def ending(self, assessment: Assessment) -> Json:
        """How the run ended, its page written."""
        name = assessment.header["adapter"].replace(":", "-")
        write_report("html", assessment.record, Path(sys.argv[2]) / f"{name}.html")
        return super().ending(assessment)


serve(Pages, Role(sys.argv[1]))
