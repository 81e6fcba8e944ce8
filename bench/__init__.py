"""Benchmarks. Each file prints ratios within one run, one line a figure: `name | figure | at most LIMIT`."""
