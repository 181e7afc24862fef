"""Timefold's and OptaPlanner's meeting scheduling, planned by our engine with their wishes."""

from benchmarks.timefold.measure import rows

__all__ = ["rows"]
