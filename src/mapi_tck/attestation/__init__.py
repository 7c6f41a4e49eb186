"""Certificates: what a record must be so that it can be certified, the package that is signed, and how a reader verifies it.

`keys` and `envelope` sign. `package` has the files, as a folder or an archive. `grounds` says what keeps a record from being
certified. `issuing` writes a package, `verifying` checks one. Nothing here asks a network.
"""
