"""What feeds refuse, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences({"feed_none": lambda: _("Il n’y a pas d’abonnement à arrêter.")})
