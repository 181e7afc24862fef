"""All that knows a request."""
