"""The rules of the field on plain values: no database, no request, no language."""
