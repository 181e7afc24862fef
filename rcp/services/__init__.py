"""The use cases: a session and plain values in, rows changed; never a request."""
