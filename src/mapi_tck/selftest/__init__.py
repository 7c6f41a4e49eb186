"""The self-test: runs the scenarios against implementations of which it is known how every requirement must end.

`plan` says which scenarios are run. `forking` is a process that collects them once and does each job in a copy of itself, `pool`
keeps several such processes busy; mutation testing uses both. `endings` is the job: run the scenarios against one adapter.
`matrix` compares the results with what is expected, and `trying` carries all of it out.
"""
