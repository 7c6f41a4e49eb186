"""Benchmarks: what the kit costs, as ratios measured by `python -m benchmarks` (`make bench`)."""
