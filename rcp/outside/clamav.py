"""Asking a ClamAV daemon whether a file is safe (clamd's INSTREAM, over a socket)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from rcp.outside.faults import NotFetched
from rcp.outside.wire import CONNECT_SECONDS, Deadline

SECONDS = 120.0
_SIZE = struct.Struct("!L")
_ANSWER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class ScannerAddress:
    """Where clamd listens: the path of its socket, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        return f"unix:{self.path}" if self.path else f"{self.host}:{self.port}"


class Verdict(StrEnum):
    """What the scanner says of a file; TOO_LARGE and SILENT are no leave to keep it."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"
    SILENT = "silent"


def scanner_address(text: str) -> ScannerAddress:
    """`unix:/run/clamav/clamd.ctl` or `host:3310`; raises ValueError for anything else."""
    if text.startswith("unix:/"):
        return ScannerAddress(path=text.removeprefix("unix:"))
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(text)
    return ScannerAddress(host=host.strip("[]"), port=int(port))


def answers(address: ScannerAddress) -> bool:
    """Whether a scanner lives there."""
    try:
        with _connected(address, Deadline(CONNECT_SECONDS)) as wire:
            wire.sendall(b"zPING\0")
            return _answer(wire, Deadline(CONNECT_SECONDS)) == b"PONG"
    except (OSError, NotFetched):
        return False


def scan(address: ScannerAddress, parts: Iterable[bytes], seconds: float = SECONDS) -> Verdict:
    """What the scanner says of the file that the parts make; everything within `seconds`.

    The name of what was found is not told: it would only be a hint to whoever sent it.
    """
    deadline = Deadline(seconds)
    try:
        with _connected(address, deadline) as wire:
            with suppress(BrokenPipeError, ConnectionResetError):  # it stops reading, then says why
                _send(wire, parts, deadline)
            return _verdict(_answer(wire, deadline))
    except (OSError, NotFetched):
        return Verdict.SILENT


def _connected(address: ScannerAddress, deadline: Deadline) -> socket.socket:
    wait = min(CONNECT_SECONDS, deadline.left())
    if not address.path:
        return socket.create_connection((address.host, address.port), wait)
    wire = socket.socket(socket.AF_UNIX)
    wire.settimeout(wait)
    try:
        wire.connect(address.path)
    except OSError:
        wire.close()
        raise
    return wire


def _send(wire: socket.socket, parts: Iterable[bytes], deadline: Deadline) -> None:
    wire.sendall(b"zINSTREAM\0")
    for part in parts:
        wire.settimeout(deadline.left())
        wire.sendall(_SIZE.pack(len(part)) + part)
    wire.sendall(_SIZE.pack(0))


def _answer(wire: socket.socket, deadline: Deadline) -> bytes:
    told = b""
    while len(told) < _ANSWER_BYTES and not told.endswith(b"\0"):
        wire.settimeout(deadline.left())
        read = wire.recv(_ANSWER_BYTES)
        if not read:
            break
        told += read
    return told.rstrip(b"\0\n")


def _verdict(answer: bytes) -> Verdict:
    if answer == b"stream: OK":
        return Verdict.CLEAN
    if answer.endswith(b" FOUND"):
        return Verdict.INFECTED
    return Verdict.TOO_LARGE if b"size limit exceeded" in answer else Verdict.SILENT
