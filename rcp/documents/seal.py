"""The structure's seal: its certificate and private key, as a PKCS#12 file holds them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
MIN_RSA_BITS = 2048


class SealFault(StrEnum):
    """Why a seal cannot be used."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNFIT = "unfit"
    NOT_YET = "not_yet"
    EXPIRED = "expired"


class SealUnusable(Exception):
    """The seal cannot be used; `day` is the certificate's first or last, where that is why."""

    def __init__(self, fault: SealFault, day: datetime | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.day = day


@dataclass(frozen=True, slots=True)
class Seal:
    """What signs: a key, its certificate, and the certificates that vouch for it."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def holder(self) -> str:
        """Whose seal it is: the certificate's common name, or all of its subject."""
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate (DER), in 64 hexadecimal digits."""
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()

    @property
    def until(self) -> datetime:
        """The last instant at which it may sign."""
        return self.certificate.not_valid_after_utc


def open_seal(content: bytes, passphrase: str | None, now: datetime) -> Seal:
    """The seal that a PKCS#12 file holds.

    Raises SealUnusable: UNREADABLE for another kind of file or a wrong pass phrase, UNFIT for a key
    that is neither RSA of 2048 bits nor an elliptic curve, or a certificate not made for signing
    (RFC 5280 §4.2.1.3), NOT_YET or EXPIRED at `now`.
    """
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            content, passphrase.encode() if passphrase else None
        )
    except ValueError:
        raise SealUnusable(SealFault.UNREADABLE) from None
    if key is None or certificate is None:
        raise SealUnusable(SealFault.UNREADABLE)
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey) or not _may_sign(certificate):
        raise SealUnusable(SealFault.UNFIT)
    if isinstance(key, RSAPrivateKey) and key.key_size < MIN_RSA_BITS:
        raise SealUnusable(SealFault.UNFIT)
    if now < certificate.not_valid_before_utc:
        raise SealUnusable(SealFault.NOT_YET, certificate.not_valid_before_utc)
    if now >= certificate.not_valid_after_utc:
        raise SealUnusable(SealFault.EXPIRED, certificate.not_valid_after_utc)
    return Seal(key, certificate, tuple(chain))


def _may_sign(certificate: x509.Certificate) -> bool:
    """Whether its usage, if it names one, is to sign data or to commit to a content."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
