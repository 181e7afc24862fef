"""The invented territory and the tour that the demonstration makes of it."""
