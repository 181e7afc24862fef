"""Pages are read here too, with the client of the pages' own tests."""

from tests.web.conftest import app, browse, house

__all__ = ["app", "browse", "house"]
