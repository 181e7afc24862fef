"""Why something has no place, and the smallest changes that would give it one."""
