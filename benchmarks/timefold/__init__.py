"""Timefold's and OptaPlanner's meeting scheduling, planned by our engine with their wishes."""
