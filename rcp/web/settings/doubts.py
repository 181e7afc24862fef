"""What is kept although it looks mistyped."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from rcp.domain.identity import checked_rpps, rpps_key_is_right


def doubt_rpps(typed: str | None) -> None:
    """Warn of a number whose check digit is wrong: some real ones are, so it was kept."""
    if typed and typed.strip() and not rpps_key_is_right(checked_rpps(typed)):
        told = _("La clé du numéro RPPS ne correspond pas : vérifiez-le. Il est gardé tel quel.")
        flash(told, "warning")
