"""What is asked of servers that are not ours: addresses checked, answers bounded."""
