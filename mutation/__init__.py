"""How well the features judge, as a number that nobody has chosen: mutation testing of the reference.

Two mutation tools that know nothing of MAPI change the reference in every place they can, one change at a time (`mutants`). The
features alone, no unit test, judge each of these subsystems in a copy of a process that has collected the scenarios (`judging`);
`crew` keeps such processes busy. What survives is listed with its reason in `survivors.toml`, and nothing else may survive
(`survivors`). `figures` writes what was found.

Called as `python -m mutation`.
"""
