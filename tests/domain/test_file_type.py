"""What a file is: told by what it holds, whatever it is called."""

from __future__ import annotations

import pytest

from rcp.domain.file_type import HEAD_BYTES, FileType, file_type

DICOM = bytes(128) + b"DICM" + b"\x02\x00\x00\x00"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", FileType.PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00", FileType.PNG),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileType.WEBP),
        (b"II*\x00\x08\x00", FileType.TIFF),
        (b"MM\x00*\x00\x00", FileType.TIFF),
        (DICOM, FileType.DICOM),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, kind: FileType) -> None:
    assert file_type(head[:HEAD_BYTES]) is kind
    assert kind.media_type.startswith(("application/", "image/"))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html>%PDF-1.7",  # some readers would open it, and a browser would show the page
        b"\n%PDF-1.7",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"GIF89a/*",  # also a script
        bytes(128) + b"DICX",
        bytes(127) + b"DICM",
    ],
)
def test_anything_else_is_refused_whatever_its_name(head: bytes) -> None:
    assert file_type(head) is None


def test_what_browsers_cannot_show_is_only_kept() -> None:
    assert {kind for kind in FileType if not kind.is_shown} == {FileType.TIFF, FileType.DICOM}
