"""Runs the kit's pytest plugin beside popular plugins of others: `python -m compat`.

Such a plugin may repeat, rename, leave out or reorder items, and replace their reports. Beside each of them, and beside each two,
a session has the verdicts that it has without them, or it fails and says why. The plugins live in a virtual environment of their
own. A session loads only those that are named.
"""
