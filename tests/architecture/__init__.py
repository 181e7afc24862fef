"""What holds the house together: style, types, who imports whom, what the wheel carries."""
