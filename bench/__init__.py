"""Benchmarks of the platform as it runs: real processes, real sockets, on this machine only.

Every figure comes with a limit or a peer that is measured in the same run. Nothing here passes or fails.
"""
