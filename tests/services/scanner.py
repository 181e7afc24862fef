"""A scanner at the end of a real socket, which speaks as clamd does (clamd(8), INSTREAM)."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rcp.outside.clamav import ScannerAddress

WORM = b"WORM-OF-THE-TESTS"
LIMIT = 900_000


class _Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._verdict())

    def _verdict(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Tests.Worm FOUND\0" if WORM in content else b"stream: OK\0"


@contextmanager
def a_scanner() -> Iterator[ScannerAddress]:
    """Listens on a port of its own until the end of the block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield ScannerAddress(host="127.0.0.1", port=server.server_address[1])
        server.shutdown()
