"""Sealing a finished PDF, and reading the seal again: PAdES baseline B, nothing asked of anybody.

The signature is appended to the file as an increment (ISO 32000-1 §12.8), so that what WeasyPrint
wrote stays as it is. Neither a time stamp nor a revocation list is fetched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.registry import SimpleCertificateStore

from rcp.documents.seal import Seal

FIELD = "Sceau"
ARCHIVAL_VERSION = (1, 7)
ROOM_BESIDE_CERTIFICATES = 4096
"""Bytes kept for what a signature holds besides its certificates; about 1500 are used."""


class SealState(StrEnum):
    """Whether the seal of a file holds."""

    HOLDS = "holds"
    ABSENT = "absent"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class SealReading:
    """What the seal of a file tells; `fingerprint` is that of the certificate (SHA-256)."""

    state: SealState
    fingerprint: str = ""
    holder: str = ""


def apply(seal: Seal, pdf: bytes) -> bytes:
    """The same PDF, sealed as it stands; whatever changes after shows.

    Invisible, and laid off the page: the only place for an untagged field that both PDF/A-3 (not
    hidden) and PDF/UA-1 (not on the page) allow.
    """
    told = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=seal.holder
    )
    place = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        readable_field_name=FIELD,
    )
    signer = _Signer(seal)
    sealed = PdfSigner(told, signer, new_field_spec=place).sign_pdf(
        _Increment(BytesIO(pdf)), bytes_reserved=signer.room
    )
    assert isinstance(sealed, BytesIO)  # as no other output was given
    return sealed.getvalue()


def read(pdf: bytes) -> SealReading:
    """Whether the file is sealed, whole, and by which certificate; trusts nobody by itself."""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        return _reading(found[0]) if found else SealReading(SealState.ABSENT)
    except Exception:  # whatever a parser says of a file that somebody bent, it is not as it was
        return SealReading(SealState.BROKEN)


def _reading(signature: EmbeddedPdfSignature) -> SealReading:
    certificate = signature.signer_cert
    is_whole = signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    at = signature.self_reported_timestamp
    in_time = at is not None and certificate.not_valid_before <= at < certificate.not_valid_after
    state = SealState.HOLDS if is_whole and intact and valid and in_time else SealState.BROKEN
    fingerprint = hashlib.sha256(certificate.dump()).hexdigest()
    return SealReading(state, fingerprint, str(certificate.subject.native.get("common_name", "")))


class _Increment(IncrementalPdfFileWriter):
    """Adds the signature and nothing else.

    Left to itself pyHanko says PDF 2.0 for an elliptic curve, where PDF/A-3 is 1.7, and writes the
    XMP anew, where the description of PDF/UA takes another form.
    """

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Go no further than the file went."""
        lower = min(version, ARCHIVAL_VERSION)
        super().ensure_output_version(lower)  # type: ignore[no-untyped-call]  # pyHanko's own

    def _update_meta(self) -> None:
        """The metadata stay as they were printed."""


class _Signer(Signer):
    """Signs with a key that was opened once: pyHanko's own opens and proves it for each file."""

    def __init__(self, seal: Seal) -> None:
        ders = [one.public_bytes(Encoding.DER) for one in (seal.certificate, *seal.chain)]
        own, *chain = (asn1.Certificate.load(der) for der in ders)
        super().__init__(
            signing_cert=own, cert_registry=SimpleCertificateStore.from_certs([own, *chain])
        )
        self._key = seal.key
        self.room = 2 * (sum(map(len, ders)) + ROOM_BESIDE_CERTIFICATES)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The signature of these bytes, RSA (PKCS#1 v1.5) or ECDSA."""
        assert digest_algorithm == "sha256"
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ECDSA(hashes.SHA256()))
