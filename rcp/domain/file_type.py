"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 132
"""How much of a file must be seen to tell what it is: a DICOM file says so after 128 bytes."""


class FileType(StrEnum):
    """The files that a case may hold, kept as they are."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    DICOM = "dicom"

    @property
    def media_type(self) -> str:
        """As HTTP says it."""
        return {FileType.PDF: "application/pdf", FileType.DICOM: "application/dicom"}.get(
            self, f"image/{self.value}"
        )

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return {FileType.JPEG: ".jpg", FileType.TIFF: ".tif", FileType.DICOM: ".dcm"}.get(
            self, f".{self.value}"
        )

    @property
    def is_shown(self) -> bool:
        """Whether every browser shows it by itself."""
        return self not in {FileType.TIFF, FileType.DICOM}


def file_type(head: bytes) -> FileType | None:
    """What a file is by its first HEAD_BYTES bytes; None for all that a case may not hold.

    Sources: ISO 32000-2 §7.5.2, ITU-T T.81 annex B, PNG §5.2, RFC 9649, TIFF 6.0 §2,
    DICOM PS3.10 §7.1. The mark must stand where the format puts it: a PDF whose first bytes are
    something else is refused, although some readers would still open it.
    """
    if head[:4] == b"RIFF":
        return FileType.WEBP if head[8:12] == b"WEBP" else None
    if head[128:132] == b"DICM":
        return FileType.DICOM
    return next((kind for mark, kind in _MARKS if head.startswith(mark)), None)


_MARKS = (
    (b"%PDF-", FileType.PDF),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
)
