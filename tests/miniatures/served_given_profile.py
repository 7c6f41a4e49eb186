"""A program that serves a subsystem with a given profile over `stdio:`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "example_adapters"))

from given_profile import Given

from mapi_tck.wire.stdio_server import serve

serve(Given())
