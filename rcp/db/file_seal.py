"""Files of any size, sealed part by part under a key of their own.

The key of a file is itself sealed under the process's keyring: changing the keyring's keys
re-seals a few bytes a file, never the file. Each part is bound to its file, its rank and the number
of parts, so that none can be moved, repeated or left out unseen.
"""

from __future__ import annotations

import base64
import os
import uuid

from rcp.db.keyring import KEY_BYTES, Keyring

PART_BYTES = 512 * 1024


def new_file_key() -> str:
    """A fresh key for one file, as base64 text."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def parts_in(size: int) -> int:
    """How many parts a file of `size` bytes is cut into."""
    return -(-size // PART_BYTES)


class FileSeal:
    """Seals and opens the parts of one file."""

    def __init__(self, key: str, file_id: uuid.UUID, parts: int) -> None:
        """`key` as `new_file_key` gives it."""
        self._ring = Keyring([base64.b64decode(key)])
        self._file = f"attachment_part.content/{file_id}/{parts}"

    def seal(self, number: int, clear: bytes) -> bytes:
        """The part of that rank, counted from 0, encrypted."""
        return self._ring.seal(clear, f"{self._file}/{number}")

    def open(self, number: int, sealed: bytes) -> bytes:
        """The part in clear; raises UnreadableSecret if it is not that part of that file."""
        return self._ring.open(sealed, f"{self._file}/{number}")
