"""What the kit costs: one paired ratio, measured by `python -m benchmarks` (`make bench`)."""
