"""The lines of role client, where the kit plays the subsystem, and a client under test walks the procedures."""
