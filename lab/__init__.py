"""The lab: everything that can be certified on this machine, certified in one go. `python -m lab --help`."""
