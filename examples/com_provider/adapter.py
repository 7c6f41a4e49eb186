"""The adapter to the COM provider: that to the installed MAPI, with a test bed that sees the spool folders.

Run it with Python for Windows, where the DLL is registered and COM_PROVIDER_SPOOL names the folder (README.md):

    mapi-tck run examples.com_provider.adapter:ComProvider
"""

from dataclasses import replace

from examples.com_provider.test_bed import SpoolBed
from mapi_tck.adapters.outlook.adapter import OutlookAdapter
from mapi_tck.ports import Description, Evidence


class ComProvider(OutlookAdapter):
    """Calls the DLL through pywin32."""

    def __init__(self) -> None:
        super().__init__()
        self._test_bed = SpoolBed(self)

    def describe(self) -> Description:
        """What the registry says, with all that the test bed sees. Nothing moves in the folders without a flush."""
        self._test_bed.reset()
        return replace(super().describe(), observes=frozenset(Evidence), quiet=True)

    def test_bed(self) -> SpoolBed:
        """The test bed."""
        return self._test_bed
