"""A program that serves a subsystem with a given profile over `stdio:`."""

import sys
from importlib import import_module
from pathlib import Path

from mapi_tck.wire.stdio_server import serve

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "example_adapters"))

serve(import_module("given_profile").Given())
