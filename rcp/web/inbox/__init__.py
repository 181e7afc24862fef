"""What waits for a decision: other times, deputies, doubtful answers, what did not arrive."""
