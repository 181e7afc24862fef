"""The structure's seal: seen by another program, archival still, and gone with any change."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from pikepdf import pdfa

from rcp.documents import pades
from rcp.documents.archive import DATA_NAME
from rcp.documents.printing import case_report
from rcp.documents.seal import Seal, SealFault, SealUnusable, open_seal
from tests.documents import samples
from tests.documents.reading import text

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
HOLDER = "Centre hospitalier du Val-de-Brume"
PASSPHRASE = "trois hérons gris"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def a_key(kind: str = "curve") -> Key:
    if kind == "edwards":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "curve":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind))


def a_file(
    kind: str = "curve", *, starts: datetime = NOW - DAY, lasts: timedelta = 2 * DAY, usage: int = 0
) -> bytes:
    """A PKCS#12 file; `usage` is the one bit of key usage that its certificate names."""
    key, name = a_key(kind), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOLDER)])
    bits = [place == usage for place in range(9)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + lasts)
        .add_extension(x509.KeyUsage(*bits), critical=True)
        .sign(key, None if kind == "edwards" else hashes.SHA256())
    )
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    return pkcs12.serialize_key_and_certificates(b"sceau", key, certificate, None, locked)


def a_seal(kind: str = "curve") -> Seal:
    return open_seal(a_file(kind), PASSPHRASE, NOW)


@cache
def printed() -> bytes:
    """A fiche before its seal."""
    return case_report(samples.FULL_REPORT)


@cache
def sealed(kind: str = "curve") -> bytes:
    """The same fiche, sealed."""
    return pades.apply(a_seal(kind), printed())


def as_another_program_says(pdf: bytes, folder: Path) -> str:
    """What Poppler's pdfsig tells of the signatures in a file."""
    file = folder / "sealed.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["2048", "curve"])
def test_another_program_finds_the_seal_valid_and_over_the_whole_document(
    kind: str, tmp_path: Path
) -> None:
    told = as_another_program_says(sealed(kind), tmp_path)
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert f"Signer Certificate Common Name: {HOLDER}" in told
    found = pades.read(sealed(kind))
    assert found == pades.SealReading(pades.SealState.HOLDS, found.fingerprint, HOLDER)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.98])
def test_one_changed_byte_breaks_the_seal_for_us_and_for_another_program(
    place: float, tmp_path: Path
) -> None:
    bent = bytearray(sealed())
    bent[int(len(printed()) * place)] ^= 1
    assert pades.read(bytes(bent)).state is pades.SealState.BROKEN
    assert "Signature is Valid" not in as_another_program_says(bytes(bent), tmp_path)


def test_what_is_added_after_the_seal_is_seen(tmp_path: Path) -> None:
    """An increment may redraw a page without touching a byte that was signed."""
    with pikepdf.open(io.BytesIO(sealed())) as pdf:
        pdf.docinfo["/Title"] = "Autre titre"
        rewritten = io.BytesIO()
        pdf.save(rewritten)
    added = sealed() + sealed()[len(printed()) :]
    for altered in (rewritten.getvalue(), added):
        assert pades.read(altered).state is pades.SealState.BROKEN
        told = as_another_program_says(altered, tmp_path)
        assert not ("Signature is Valid" in told and "Total document signed" in told)


def test_a_file_without_seal_or_that_is_no_pdf_is_told_as_such() -> None:
    assert pades.read(printed()).state is pades.SealState.ABSENT
    assert pades.read(b"%PDF-1.7 nothing").state is pades.SealState.BROKEN


@pytest.mark.parametrize("kind", ["2048", "curve"])
def test_the_seal_is_appended_and_leaves_the_file_archival(kind: str) -> None:
    assert sealed(kind).startswith(printed())
    assert text(sealed(kind)) == text(printed())
    with pikepdf.open(io.BytesIO(sealed(kind))) as pdf:
        found = [str(finding) for finding in pdfa.check(pdf, "3b").violations]
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.pages[0].Tabs == "/S"
        assert list(pdf.attachments) == [DATA_NAME]
        metadata = pdf.Root.Metadata.read_bytes()
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        assert metadata == pdf.Root.Metadata.read_bytes()
        before = [str(finding) for finding in pdfa.check(pdf, "3b").violations]
    assert found == before


def a_bare_key() -> bytes:
    key = a_key()
    return pkcs12.serialize_key_and_certificates(b"sceau", key, None, None, NoEncryption())


UNUSABLE: list[tuple[Callable[[], bytes], str | None, SealFault, datetime | None]] = [
    (lambda: b"", PASSPHRASE, SealFault.UNREADABLE, None),
    (lambda: b"\x30\x82 something else", None, SealFault.UNREADABLE, None),
    (a_file, "une autre phrase", SealFault.UNREADABLE, None),
    (a_file, None, SealFault.UNREADABLE, None),
    (a_bare_key, None, SealFault.UNREADABLE, None),
    (lambda: a_file("edwards"), PASSPHRASE, SealFault.UNFIT, None),
    (lambda: a_file("1024"), PASSPHRASE, SealFault.UNFIT, None),
    (lambda: a_file(usage=2), PASSPHRASE, SealFault.UNFIT, None),
    (lambda: a_file(starts=NOW + DAY), PASSPHRASE, SealFault.NOT_YET, NOW + DAY),
    (lambda: a_file(starts=NOW - 2 * DAY), PASSPHRASE, SealFault.EXPIRED, NOW),
]


@pytest.mark.parametrize("rank", range(len(UNUSABLE)))
def test_a_seal_that_cannot_be_used_says_why(rank: int) -> None:
    content, passphrase, fault, day = UNUSABLE[rank]
    with pytest.raises(SealUnusable) as refused:
        open_seal(content(), passphrase, NOW)
    assert (refused.value.fault, refused.value.day) == (fault, day)
