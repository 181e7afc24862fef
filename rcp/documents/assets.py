"""The only things a document may load: style sheets, fonts and pictures shipped with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from rcp.paths import static_folder

SCHEME = "asset:"
LOGO = "logo:"
"""The address of the one picture that a document was given besides."""
KINDS = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class NotAnAsset(ValueError):
    """A document asked for something that is not shipped with the application."""


def asset(name: str) -> Path:
    """The file behind a name such as `css/tokens.css`; raises NotAnAsset outside static/."""
    folder = static_folder().resolve()
    file = (folder / name).resolve()
    if file.suffix not in KINDS or not file.is_relative_to(folder) or not file.is_file():
        raise NotAnAsset(name)
    return file


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint is not typed
    """Serves `asset:` names, and the logo given, and stops the rendering for any other address.

    WeasyPrint's own fetcher would follow http, file and data addresses, and embed local files.
    """

    def __init__(self, logo: bytes = b"") -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._logo = logo

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset's bytes; raises NotAnAsset for http, file, data and every other scheme."""
        if self._logo and url == LOGO:
            return URLFetcherResponse(url, self._logo, {"Content-Type": "image/png"})
        if not url.startswith(SCHEME):
            raise NotAnAsset(url)
        file = asset(url.removeprefix(SCHEME))
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": KINDS[file.suffix]})
