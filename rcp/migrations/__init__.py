"""The database's schema, step by step; inside the package so that a wheel can upgrade."""
