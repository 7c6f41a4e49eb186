"""The kit proves itself: against implementations of which it is known beforehand how every requirement ends.

`specimens` says what is known of them, `worker` runs the scenarios against one after another in copies of one process that has
loaded and collected everything, `crew` keeps several such processes busy, `matrix` holds what was found against what was known,
and `proof` keeps the outcome for the reports.
"""
