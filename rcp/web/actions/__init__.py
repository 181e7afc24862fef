"""Actions followed until done."""
