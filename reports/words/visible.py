"""Values of a record, made short and safe to show."""

import json

from mapi_tck.foreign import shortened, visible
from mapi_tck.wire.codecs import Json


def bounded(value: Json, limit: int) -> Json:
    """The value with every text in it shortened."""
    if isinstance(value, dict):
        return {shortened(str(key), limit): bounded(item, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [bounded(item, limit) for item in value]
    return shortened(value, limit) if isinstance(value, str) else value


def compact(value: Json) -> str:
    """A value of the record on one line: a text as it is, any other value as JSON."""
    if isinstance(value, str) and value.strip():
        return visible(value)
    return visible(json.dumps(value, ensure_ascii=False))
