"""What people send waits in temporary files that nobody can read."""

from __future__ import annotations

import os

import pytest
from waitress.buffers import OverflowableBuffer

from rcp.web import veiled
from rcp.web.veiled import VeiledFile

SENT = b"Compte rendu de FICTIVE Marie" + os.urandom(700_000)


class Watched(VeiledFile):
    """A veiled file whose bytes on the disk can be looked at."""

    def lying(self) -> bytes:
        return os.pread(self._file, 2 * len(SENT), 0)


def test_what_waits_in_temporary_files_is_not_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(veiled, "VeiledFile", Watched)
    veiled.veil_waitress()
    buffer = OverflowableBuffer(1_000)
    for start in range(0, len(SENT), 70_001):
        buffer.append(SENT[start : start + 70_001])
    file = buffer.getfile()
    assert isinstance(file, Watched)
    assert file.read(100) == SENT[:100]
    file.seek(333_333)
    assert file.read() == SENT[333_333:]
    assert len(file.lying()) == len(SENT)
    assert SENT[200:300] not in file.lying()
    file.seek(5)
    with pytest.raises(ValueError, match="written at its end"):
        file.write(b"again")
    buffer.close()
