"""The kit proves itself: against implementations of which it is known beforehand how every requirement ends.

`plan` says which scenarios are run against them, `worker` runs these against one after another in copies of one process that has
loaded and collected everything, `crew` keeps several such processes busy, `matrix` holds what was found against what was known,
and `trying` does it all.
"""
