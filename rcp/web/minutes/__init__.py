"""Minutes, from draft to signed versions."""
