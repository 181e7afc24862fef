"""The planning engine: places meetings, fills seats, assigns cases."""
