"""Mutation testing: counts how many small mistakes in the reference the features detect.

Two mutation tools that know nothing of MAPI change the reference in every place, one change at a time (`mutants`). The features
alone, without any unit test, judge each changed reference in a copy of a process that has collected the scenarios (`judging`).
`outcomes` says how each mutant ends, and `figures` writes the numbers. `survivors.toml` lists each mutant that survives, with the
reason; any other survivor is an error (`survivors`).

Called as `python -m mutation`.
"""
