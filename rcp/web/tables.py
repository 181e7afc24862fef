"""Tables taken away as files."""

from __future__ import annotations

from flask import Response

CSV, XLSX = "csv", "xlsx"
_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(content: bytes, kind: str, name: str) -> Response:
    """A table to keep on the reader's own disk and in no cache; `name` names no patient."""
    return Response(
        content,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "no-store",
        },
    )
