"""A program of a user's own that serves a provider: the last line is all that it takes."""

from mapi_tck.adapters.reference import ReferenceProvider
from mapi_tck.wire.stdio_server import serve

serve(ReferenceProvider(), role="transport")
