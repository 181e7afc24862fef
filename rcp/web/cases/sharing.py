"""The form on which a patient's consent to sharing outside the care team is recorded."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from rcp.db.models import NoticeWay
from rcp.services.cases import NoticeTold
from rcp.web.cases.words import way_label
from rcp.web.day_field import DayField
from rcp.web.forms import PageForm
from rcp.web.identity import person


class SharingForm(PageForm):
    """Who received the consent, when and how."""

    consent_by = StringField(_l("Recueilli par"), [Length(max=300)])
    consent_on = DayField(_l("Le"), [Optional()])
    consent_way = SelectField(_l("Comment"))

    @property
    def told(self) -> NoticeTold:
        """What was typed; what is no day or no way known is left out."""
        ways = {one.value: one for one in NoticeWay}
        way = ways.get(self.consent_way.data or "")
        return NoticeTold(self.consent_by.data or "", self.consent_on.data, way)


def sharing_form() -> SharingForm:
    """The form as the request fills it in."""
    form = SharingForm(data={"consent_by": person().name})
    form.consent_way.choices = [(way.value, way_label(way)) for way in NoticeWay]
    return form
