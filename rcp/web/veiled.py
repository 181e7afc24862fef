"""Temporary files that hold nothing readable: what people send must not lie in clear on a disk."""

from __future__ import annotations

import io
import os
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from waitress import buffers

_BLOCK = 16


def veil_waitress() -> None:
    """Let the server keep long requests and answers in veiled files.

    It opens temporary files of its own when a body outgrows its buffer, and has no setting for it.
    """
    buffers.TempfileBasedBuffer.newfile = lambda _buffer: VeiledFile()


class VeiledFile(io.RawIOBase):
    """A temporary file encrypted under a key that only this process has, for as long as it is open.

    AES-256 in counter mode, so that any place can be read. A place is written once: writing over
    one would repeat its key stream, and is refused with ValueError.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file, path = mkstemp()
        Path(path).unlink()  # it has no name from now on, and goes when it is closed
        self._key, self._place, self._end = os.urandom(32), 0, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """At the end alone."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The place where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place inside the file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._end}[whence]
        self._place = max(0, min(start + offset, self._end))
        return self._place

    def write(self, clear: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer is newer than 3.11
        """Add at the end."""
        if self._place != self._end:
            raise ValueError("a veiled file is only written at its end")
        veiled = memoryview(self._veil(bytes(clear), self._end))
        while veiled:
            written = os.pwrite(self._file, veiled, self._end)
            veiled, self._end = veiled[written:], self._end + written
        self._place = self._end
        return len(clear)

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # as above
        """Read from the present place on."""
        clear = self._veil(os.pread(self._file, len(target), self._place), self._place)
        target[: len(clear)] = clear
        self._place += len(clear)
        return len(clear)

    def close(self) -> None:
        """Forget the file."""
        if not self.closed:
            os.close(self._file)
        super().close()

    def _veil(self, content: bytes, place: int) -> bytes:
        """Hide or show what stands at a place: the same operation."""
        first, skipped = divmod(place, _BLOCK)
        stream = Cipher(AES256(self._key), CTR(first.to_bytes(_BLOCK))).encryptor()
        return stream.update(bytes(skipped) + content)[skipped:]
