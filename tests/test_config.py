"""Settings: read once, and refused with a sentence that names the variable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from rcp.config import SettingRefused, read_settings


def read(folder: Path, **said: str):
    return read_settings({"RCP_DATA": str(folder), **said})


def test_the_embedded_mode_makes_its_own_keys_for_the_owner_alone(tmp_path: Path) -> None:
    first, again = read(tmp_path / "data"), read(tmp_path / "data")
    assert first == again
    for name in ("secret.key", "encryption.key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("tenu secret\n")
    said = {"RCP_SMTP_HOST": "relais", "RCP_SMTP_PASSWORD_FILE": str(tmp_path / "password")}
    smtp = read(tmp_path, **said).smtp
    assert smtp is not None
    assert smtp.password == "tenu secret"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RCP_BIND", "8000"),
        ("RCP_DATABASE_URL", "mysql://x"),
        ("RCP_ENCRYPTION_KEY", "trop court"),
        ("RCP_BASE_URL", "quorum.example"),
        ("RCP_MAIL_FROM", "a@b, c@d"),
        ("RCP_WORKERS", "beaucoup"),
        ("RCP_MSSANTE_HOST", "relais.mssante.example"),
        ("RCP_DOCUMENTS_FOLDER", "relatif"),
        ("RCP_DOCUMENTS_FOLDER", "/nulle/part"),
        ("RCP_ALLOWED_HOSTS", "agenda.example 10.0.0.0/99"),
        ("RCP_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_senseless_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        read(tmp_path, **{name: value})


def test_a_relay_needs_a_known_kind_of_security(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="RCP_SMTP_SECURITY"):
        read(tmp_path, RCP_SMTP_HOST="relais", RCP_SMTP_SECURITY="maybe")


@pytest.mark.parametrize(
    "said", [{"RCP_BIND": "0.0.0.0:8000"}, {"RCP_BASE_URL": "https://quorum.example"}]
)
def test_the_demo_refuses_to_be_reached_from_elsewhere(
    tmp_path: Path, said: dict[str, str]
) -> None:
    with pytest.raises(SettingRefused, match="RCP_DEMO"):
        read(tmp_path, RCP_DEMO="1", **said)
