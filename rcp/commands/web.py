"""`rcp web`."""

from __future__ import annotations

import click

from rcp.config import read_settings

THREADS = 8


@click.command("web")
def command() -> None:
    """Servir le site à l’adresse RCP_BIND, sans travail de fond, jusqu’à l’arrêt demandé."""
    import signal
    import sys

    import waitress

    from rcp.app import create_app
    from rcp.web.veiled import veil_waitress

    settings = read_settings()
    app = create_app(settings)
    veil_waitress()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    told = {}
    if settings.trusted_proxy:
        told = {
            "trusted_proxy": settings.trusted_proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    waitress.serve(
        app,
        host=settings.bind_host,
        port=settings.bind_port,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **told,
    )
