"""The specification as executable text. This module only says where it is."""

from pathlib import Path

#: The folder that holds the feature files and the catalogue; in an editable install the one of the checkout.
ROOT = Path(__file__).resolve().parent
