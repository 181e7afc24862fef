"""Text as programs save it, in UTF-8 or Windows-1252; what is no text is named for what it is."""

from __future__ import annotations

from rcp.services.imports.report import FileRefused

MAX_BYTES = 20 * 1024 * 1024

_SIGNATURES = (
    (b"\x89PNG", "file_picture"),
    (b"\xff\xd8\xff", "file_picture"),
    (b"GIF8", "file_picture"),
    (b"BM", "file_picture"),
    (b"RIFF", "file_picture"),
    (b"%PDF", "file_pdf"),
    (b"PK\x03\x04", "file_workbook"),
    (b"\xd0\xcf\x11\xe0", "file_workbook"),
)


def text_of(content: bytes, limit: int = MAX_BYTES) -> str:
    """The text of a file; raises FileRefused for one too large, empty or not made of text."""
    if len(content) > limit:
        raise FileRefused("file_too_large", megabytes=limit // (1024 * 1024))
    if not content.strip():
        raise FileRefused("file_empty")
    text = _decoded(content)
    for signature, code in _SIGNATURES:
        if content.startswith(signature) and (code != "file_picture" or _has_controls(text)):
            raise FileRefused(code)
    if _has_controls(text):
        raise FileRefused("file_not_text")
    return text


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _has_controls(text: str) -> bool:
    """Whether the text holds characters that no text file has; no database keeps a null."""
    return "\0" in text or any(
        ord(character) < 32 and character not in "\t\r\n\f" for character in text[:4096]
    )
