"""The published schema of the run record."""

import json
from importlib.resources import files
from typing import Any

SCHEMA: dict[str, Any] = json.loads(files("mapi_tck").joinpath("schemas/run.schema.json").read_text("utf-8"))
