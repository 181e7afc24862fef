"""Settings: read once from RCP_* (or RCP_*_FILE), frozen, refused with a sentence if senseless."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from rcp.db.keyring import Keyring, keys_from_text, new_key
from rcp.domain.dispatch import is_secure_address
from rcp.outside.clamav import ScannerAddress, scanner_address
from rcp.outside.gate import Allowed, allowed_from

DEMO_SEAL = "seal.p12"
"""The seal that the demo makes for itself, in its data folder."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingRefused(Exception):
    """A setting that is missing or senseless; the message names the variable and the remedy."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay that takes outgoing mail."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """The mailbox in which answers arrive; `authserv` may vouch for senders (RFC 8601)."""

    host: str
    port: int
    security: str
    username: str
    password: str
    folder: str
    every_minutes: int
    authserv: str


@dataclass(frozen=True, slots=True)
class SealSettings:
    """The PKCS#12 file that holds the structure's certificate and key, and its pass phrase."""

    file: Path
    passphrase: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next."""

    data_folder: Path
    database_url: str
    secret_key: str
    encryption_keys: tuple[bytes, ...]
    base_url: str
    bind_host: str
    bind_port: int
    mail_from: str
    smtp: SmtpSettings | None
    is_demo: bool
    imap: ImapSettings | None = None
    secure_mail: SmtpSettings | None = None
    secure_mail_from: str = ""
    documents_folder: Path | None = None
    workers: int = 2
    trusted_proxy: str | None = None
    allowed_hosts: Allowed = field(default_factory=Allowed)
    scanner: ScannerAddress | None = None
    seal: SealSettings | None = None
    file_megabytes: int = 50
    case_megabytes: int = 200

    @property
    def mail_folder(self) -> Path:
        """Where messages are written when no SMTP relay is named."""
        return self.data_folder / "mail"

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.base_url.startswith("https:")

    @property
    def keyring(self) -> Keyring:
        """The keys of sealed values, newest first."""
        return Keyring(self.encryption_keys)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises SettingRefused naming what is wrong."""
    said = _Said(os.environ if environ is None else environ)
    folder = Path(said.text("RCP_DATA", "data")).absolute()
    host, port = _bind(said.text("RCP_BIND", "127.0.0.1:8000"))
    settings = Settings(
        data_folder=folder,
        database_url=_database_url(said, folder),
        secret_key=said.secret("RCP_SECRET_KEY", folder / "secret.key"),
        encryption_keys=_encryption_keys(said, folder),
        base_url=_base_url(said.text("RCP_BASE_URL", f"http://{host}:{port}")),
        bind_host=host,
        bind_port=port,
        mail_from=_mail_from(said.text("RCP_MAIL_FROM", "rcp@quorum.example")),
        smtp=_smtp(said, "RCP_SMTP"),
        secure_mail=_smtp(said, "RCP_MSSANTE"),
        secure_mail_from=_secure_mail_from(said),
        documents_folder=_documents_folder(said),
        imap=_imap(said),
        is_demo=said.text("RCP_DEMO", "") == "1",
        workers=said.number("RCP_WORKERS", 2, 1, 64),
        trusted_proxy=said.optional("RCP_TRUSTED_PROXY"),
        allowed_hosts=_allowed_hosts(said.text("RCP_ALLOWED_HOSTS", "")),
        scanner=_scanner(said.optional("RCP_CLAMAV")),
        seal=_seal(said, folder),
        file_megabytes=said.number("RCP_FILE_MEGABYTES", 50, 1, 1024),
        case_megabytes=said.number("RCP_CASE_MEGABYTES", 200, 1, 4096),
    )
    _refuse_exposed_demo(settings)
    return settings


class _Said:
    """What the environment says, with `NAME_FILE` read when `NAME` is absent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def optional(self, name: str) -> str | None:
        value = self._environ.get(name)
        if value is not None:
            return value.strip() or None
        path = self._environ.get(f"{name}_FILE")
        if path is None:
            return None
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except OSError as fault:
            raise SettingRefused(
                f"{name}_FILE names {path}, which cannot be read ({fault.strerror})."
            ) from fault

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.text(name, str(default))
        if not text.isdigit() or not lowest <= int(text) <= highest:
            raise SettingRefused(
                f"{name} must be a whole number from {lowest} to {highest}, not {text!r}."
            )
        return int(text)

    def secret(self, name: str, file: Path) -> str:
        """The variable, or a secret that the embedded mode makes for itself (mode 600)."""
        given = self.optional(name)
        if given is not None:
            return given
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as writable:
                writable.write(new_key())
        return file.read_text(encoding="utf-8").strip()


def _bind(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingRefused(f"RCP_BIND must read host:port, such as 127.0.0.1:8000, not {text!r}.")
    return host.strip("[]"), int(port)


def _database_url(said: _Said, folder: Path) -> str:
    url = said.text("RCP_DATABASE_URL", f"sqlite:///{folder / 'quorum.db'}")
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingRefused(
            "RCP_DATABASE_URL must start with sqlite:/// or postgresql://; "
            f"it starts with {url.split(':')[0]!r}."
        )
    return url


def _encryption_keys(said: _Said, folder: Path) -> tuple[bytes, ...]:
    text = said.secret("RCP_ENCRYPTION_KEY", folder / "encryption.key")
    try:
        keys = tuple(keys_from_text(text))
        Keyring(keys)
    except ValueError:
        raise SettingRefused(
            "RCP_ENCRYPTION_KEY must hold keys of 32 bytes in base64; make one with `rcp new-key`."
        ) from None
    return keys


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingRefused(f"RCP_BASE_URL must be an http(s) address, not {text!r}.")
    return text.rstrip("/")


def _mail_from(text: str) -> str:
    if text.count("@") != 1 or any(character in text for character in " \r\n<>,"):
        raise SettingRefused(f"RCP_MAIL_FROM must be one e-mail address, not {text!r}.")
    return text


def _allowed_hosts(text: str) -> Allowed:
    try:
        return allowed_from(text)
    except ValueError as fault:
        raise SettingRefused(
            "RCP_ALLOWED_HOSTS must list hosts, host:port or networks, such as "
            f"agenda.chu.example:8443 10.20.0.0/16; {str(fault)!r} is none."
        ) from None


def _scanner(text: str | None) -> ScannerAddress | None:
    try:
        return scanner_address(text) if text else None
    except ValueError:
        raise SettingRefused(
            "RCP_CLAMAV must read unix:/run/clamav/clamd.ctl or host:3310, "
            f"the address of a ClamAV daemon, not {text!r}."
        ) from None


def _seal(said: _Said, folder: Path) -> SealSettings | None:
    """The seal that is named; the demo's own where none is."""
    file = said.optional("RCP_SEAL_CERTIFICATE")
    if file is not None:
        return SealSettings(Path(file).absolute(), said.optional("RCP_SEAL_PASSPHRASE"))
    return SealSettings(folder / DEMO_SEAL, None) if said.text("RCP_DEMO", "") == "1" else None


def _smtp(said: _Said, name: str) -> SmtpSettings | None:
    """The relay that `<name>_HOST` and its companions tell of."""
    host = said.optional(f"{name}_HOST")
    if host is None:
        return None
    security = said.text(f"{name}_SECURITY", "starttls")
    if security not in {"none", "starttls", "tls"}:
        raise SettingRefused(f"{name}_SECURITY must be none, starttls or tls, not {security!r}.")
    return SmtpSettings(
        host=host,
        port=said.number(f"{name}_PORT", 465 if security == "tls" else 587, 1, 65535),
        security=security,
        username=said.optional(f"{name}_USERNAME"),
        password=said.optional(f"{name}_PASSWORD"),
    )


def _secure_mail_from(said: _Said) -> str:
    """Our own mailbox of MSSanté, without which its relay takes nothing."""
    address = said.text("RCP_MSSANTE_FROM", "")
    if said.optional("RCP_MSSANTE_HOST") and not is_secure_address(address):
        raise SettingRefused(
            "RCP_MSSANTE_HOST also needs RCP_MSSANTE_FROM, a mailbox that ends with .mssante.fr; "
            f"{address!r} is none."
        )
    return address


def _documents_folder(said: _Said) -> Path | None:
    named = said.optional("RCP_DOCUMENTS_FOLDER")
    if named is None:
        return None
    folder = Path(named)
    if not folder.is_absolute() or not folder.is_dir():
        raise SettingRefused(
            f"RCP_DOCUMENTS_FOLDER must name a folder that exists, from the root, not {named!r}."
        )
    return folder


def _imap(said: _Said) -> ImapSettings | None:
    host = said.optional("RCP_IMAP_HOST")
    if host is None:
        return None
    security = said.text("RCP_IMAP_SECURITY", "tls")
    if security not in {"none", "starttls", "tls"}:
        raise SettingRefused(f"RCP_IMAP_SECURITY must be none, starttls or tls, not {security!r}.")
    username, password = said.optional("RCP_IMAP_USERNAME"), said.optional("RCP_IMAP_PASSWORD")
    if not username or not password:
        raise SettingRefused("RCP_IMAP_HOST also needs RCP_IMAP_USERNAME and RCP_IMAP_PASSWORD.")
    return ImapSettings(
        host=host,
        port=said.number("RCP_IMAP_PORT", 993 if security == "tls" else 143, 1, 65535),
        security=security,
        username=username,
        password=password,
        folder=said.text("RCP_IMAP_FOLDER", "INBOX"),
        every_minutes=said.number("RCP_IMAP_EVERY_MINUTES", 5, 1, 1440),
        authserv=said.text("RCP_IMAP_AUTHSERV", ""),
    )


def _refuse_exposed_demo(settings: Settings) -> None:
    """One-click sign-in must never be reachable from another machine."""
    if not settings.is_demo:
        return
    reached_at = urlsplit(settings.base_url).hostname
    if settings.bind_host not in LOOPBACK or reached_at not in LOOPBACK:
        raise SettingRefused(
            "RCP_DEMO=1 is for this machine alone: RCP_BIND and RCP_BASE_URL must be 127.0.0.1."
        )
