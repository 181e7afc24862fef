"""One choice of a list, in a shape that WTForms keeps and its type stubs do not know yet."""

from __future__ import annotations

from typing import Any

from wtforms.fields import choices as wtforms_choices

SelectChoice: Any = wtforms_choices.SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
