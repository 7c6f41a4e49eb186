"""A program that runs wrong implementations as the self-test does, and leaves the report of each in a folder.

Called as `python pages_of_faults.py ROLE FOLDER`; it reads lines `{"adapter": …}`, and answers each when its page is there.
"""

import sys
from pathlib import Path

from mapi_tck.assessment import Assessment
from mapi_tck.ports.roles import Role
from mapi_tck.reports import html
from mapi_tck.selftest import worker
from mapi_tck.wire.codecs import Json

FOLDER = Path(sys.argv[2])
ENDING = worker.ending


def ending(assessment: Assessment) -> Json:
    """How the run ended, its page written."""
    name = assessment.header["adapter"].replace(":", "-")
    html.write(assessment.record, FOLDER / f"{name}.html")
    return ENDING(assessment)


worker.ending = ending
worker.traced = True
worker.main(Role(sys.argv[1]))
