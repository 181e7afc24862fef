"""Where everything is kept: SQLAlchemy on SQLite (embedded) or PostgreSQL (shared)."""
