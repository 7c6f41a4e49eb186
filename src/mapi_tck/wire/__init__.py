"""The ports as data: how calls are written down, carried, and served in another process."""
