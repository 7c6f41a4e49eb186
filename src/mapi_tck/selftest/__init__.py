"""The self-test: runs the scenarios against specimens. For each specimen the expected verdict of every requirement is known.

`plan` says which scenarios are run. `forking` is a process that collects them once and does each job in a copy of itself. The
pool (`mapi_tck.certification.pool`) gives the jobs to several such processes. Mutation testing uses both. `endings` does the jobs
of the self-test: each runs the scenarios against one adapter. `reach` does many of them, and skips the scenarios that a
wrong implementation cannot change. `matrix` compares the results with what is expected. `trying` carries out the whole
self-test.
"""
