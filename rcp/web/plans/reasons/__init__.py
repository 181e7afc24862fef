"""Facts about plans in words: why something has no place, what would help, what changes."""
