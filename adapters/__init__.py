"""Built-in adapters: the reference subsystem, wrong ones, other processes, recorded runs."""
