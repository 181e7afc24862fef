"""A day of a form, within what a calendar can reckon with."""

from __future__ import annotations

from wtforms import DateField

from rcp.domain.calendar import is_plausible


class DayField(DateField):
    """A date input that refuses 12/03/0026 and its like as it refuses 31/02."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; raises ValueError, which WTForms shows beside the field."""
        super().process_formdata(valuelist)
        if self.data is not None and not is_plausible(self.data):
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))
