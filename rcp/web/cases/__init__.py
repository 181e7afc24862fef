"""Cases: listed, handed in, sorted, put before a meeting."""
