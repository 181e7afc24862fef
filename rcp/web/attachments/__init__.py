"""Files of a case: added, shown, taken away, removed."""
