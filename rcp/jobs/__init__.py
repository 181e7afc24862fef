"""Background work: tasks, the rows that remember them, and the workers that run them.

With SQLite one embedded worker takes rows of the `job` table by itself. With PostgreSQL the rows
are carried to any number of workers by procrastinate. Both run a job in a child process with
limits, and both record it by the same conditional updates.
"""
