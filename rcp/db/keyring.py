"""The keys that protect identities, clinical text and files; they never enter the database.

Values are sealed with AES-256-GCM. A sealed value reads `version | key id (4 bytes) | nonce
(12 bytes) | ciphertext and tag`; what the value belongs to (its table and column) is authenticated
with it, so that a value moved elsewhere does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12


class UnreadableSecret(Exception):
    """A sealed value that none of the keys opens, or that was moved or altered."""


class Keyring:
    """Seals with its first key and opens with any of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys`: 32 bytes each, newest first; raises ValueError for none or a wrong length."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("a keyring needs at least one key of 32 bytes")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._sealing_id = _key_id(keys[0])
        self._index_keys = [hashlib.sha256(b"blind index\0" + key).digest() for key in keys]

    @property
    def mark(self) -> bytes:
        """How everything begins that the first key seals."""
        return VERSION + self._sealing_id

    def seal(self, clear: bytes, belongs_to: str) -> bytes:
        """Encrypt; `belongs_to` must be given again to open."""
        nonce = os.urandom(_NONCE_BYTES)
        cipher = self._ciphers[self._sealing_id]
        return (
            VERSION + self._sealing_id + nonce + cipher.encrypt(nonce, clear, belongs_to.encode())
        )

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """Decrypt; raises UnreadableSecret if no key fits or the value was tampered with."""
        key_id, rest = sealed[1 : 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        if sealed[:1] != VERSION or key_id not in self._ciphers:
            raise UnreadableSecret(f"no key opens this value of {belongs_to}")
        try:
            return self._ciphers[key_id].decrypt(
                rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], belongs_to.encode()
            )
        except InvalidTag:
            raise UnreadableSecret(f"a value of {belongs_to} was altered or moved") from None

    def blind_index(self, text: str) -> str:
        """A keyed digest that finds an exact identifier again without revealing it."""
        return self.blind_indexes(text)[0]

    def blind_indexes(self, text: str) -> list[str]:
        """The digest under each key, newest first: what an earlier key gave is known again."""
        return [
            hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._index_keys
        ]

    def blind_numbers(self, text: str) -> tuple[int, ...]:
        """Short keyed digests of a text, 63 bits each, one per key: written with the first one,
        looked for with all."""
        digests = (hmac.digest(key, text.encode(), "sha256") for key in self._index_keys)
        return tuple(int.from_bytes(digest[:8]) >> 1 for digest in digests)


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id\0" + key).digest()[:_ID_BYTES]


def new_key() -> str:
    """A fresh key as base64 text."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def keys_from_text(text: str) -> list[bytes]:
    """Keys from base64 texts separated by spaces or line ends; raises ValueError if senseless."""
    return [base64.b64decode(part, validate=True) for part in text.split()]


_active: list[Keyring] = []


def activate(keyring: Keyring) -> None:
    """Make this the process's keyring; the column types use it."""
    _active[:] = [keyring]


def active() -> Keyring:
    """The process's keyring; raises RuntimeError before `activate`."""
    if not _active:
        raise RuntimeError("no keyring: call rcp.db.keyring.activate at start")
    return _active[0]
