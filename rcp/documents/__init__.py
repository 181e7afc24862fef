"""Documents: plain values in, the bytes of a PDF out; no database, no request, no network."""
