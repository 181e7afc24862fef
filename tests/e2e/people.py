"""Those who come in by password."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.installation import Installation
from tests.e2e.territory import command
from tests.e2e.visitor import Visitor

CLAIRE = "claire.montbrun@ch-valombre.example"
SECRET = "quatre corbeaux verts"


def signs_in_by_password(site: Installation, visitor: Visitor, email: str) -> None:
    """Give somebody a password at the command line, and use it in the browser."""
    command(site.folder, "set-password", email, "--password", SECRET)
    visitor.goes_to("/sign-in")
    visitor.page.get_by_label("Adresse").fill(email)
    visitor.page.get_by_label("Mot de passe").fill(SECRET)
    visitor.presses("Se connecter")
    expect(visitor.page).to_have_url(f"{visitor.url}/home")
