"""The order of one meeting: each person attends only the stretch in which they are needed."""
