"""The one pool of the kit: it does many jobs on this machine or on a cluster, and gives each result as soon as it is there.

`pool` hands jobs to threads of this process, or to the workers of a cluster (`cluster`). The jobs run in other processes, which
`processes` starts, keeps and ends. A process that dies or hangs costs the result of its own job only.
"""
