"""From a template and a content to the bytes of a tagged, archivable PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from threading import get_ident

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration

from rcp.documents.archive import ARCHIVAL, name_norms
from rcp.documents.assets import AssetFetcher, asset
from rcp.paths import templates_folder
from rcp.wording import FRENCH, Wording, paragraphs, printable

COLOURS = "quorum-srgb"
SHEETS = ("css/documents/fonts.css", "css/tokens.css", "css/documents/base.css")


def render(
    template: str,
    context: Mapping[str, object],
    *,
    made_at: datetime,
    identifier: str,
    sheet: str = "",
    wording: Wording = FRENCH,
    attachments: Sequence[Attachment] = (),
    logo: bytes = b"",
) -> bytes:
    """The PDF of `templates/documents/<template>` in the given language.

    The same arguments give the same bytes on the same machine: `made_at` (aware) dates the file
    and `identifier` names it, nothing is read from the clock. `sheet` is one more style sheet
    below static/css/documents/; `attachments` are carried inside,
    `logo` is a PNG that the page may show. Raises
    jinja2.UndefinedError for a value the context lacks and FatalURLFetchingError if anything but
    a shipped asset is asked for.
    """
    page = _environment(wording).get_template(f"documents/{template}")
    html = page.render({**context, "wording": wording, "made_at": made_at, "has_logo": bool(logo)})
    styles, fonts = _styles(sheet, get_ident())
    printed = HTML(string=html, url_fetcher=AssetFetcher(logo)).write_pdf(
        stylesheets=styles,
        font_config=fonts,
        color_profiles={COLOURS: _colours()},
        output_intent=COLOURS,
        pdf_variant=ARCHIVAL,
        attachments=list(attachments),
        finisher=name_norms,
        pdf_identifier=hashlib.md5(identifier.encode(), usedforsecurity=False).digest(),
    )
    return bytes(printed)


@lru_cache(maxsize=16)
def _styles(sheet: str, thread: int) -> tuple[list[CSS], FontConfiguration]:
    """The shared style sheets and a document's own, parsed once per thread with their fonts.

    They are read without a base address, so they can name assets and nothing else. Pango's font
    maps belong to the thread that made them.
    """
    fonts, fetcher = FontConfiguration(), AssetFetcher()
    names = [*SHEETS, f"css/documents/{sheet}"] if sheet else SHEETS
    texts = [asset(name).read_text("utf-8") for name in names]
    return [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in texts], fonts


def _colours() -> ColorProfile:
    """The sRGB profile that PDF/A wants inside the file.

    Left to itself WeasyPrint 70 opens the same profile and never closes it.
    """
    return ColorProfile(
        BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


@lru_cache(maxsize=4)
def _environment(wording: Wording) -> Environment:
    """Jinja as documents need it: everything escaped, nothing undefined, sentences translated."""
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # set by the extension
        wording.translations, newstyle=True
    )
    environment.filters |= {
        "paragraphs": paragraphs,
        "long_day": wording.long_day,
        "day": wording.day,
        "short_day": wording.short_day,
        "clock": wording.clock,
    }
    return environment
