"""What the form library remarks by itself is said by the house, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from rcp.domain.case import CaseState
from rcp.services import meetings
from rcp.web.forms import REMARKS
from tests.factories import Cast, a_case, a_meeting, an_agenda_item
from tests.web.conftest import Browse

CALLS_FOR = {"InputRequired", "NumberRange"}
"""The validators whose own words our forms may leave as they are."""
NEVER_ASKED = {
    "Choices cannot be None.",  # a mistake in the code, not in what was typed
    "Not a valid week value.",
    "Invalid UUID.",
}


def library(name: str) -> Iterator[Path]:
    spec = find_spec(f"wtforms.{name}")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin)
    return iter(path.parent.glob("*.py")) if path.name == "__init__.py" else iter([path])


def remarks_in(tree: ast.AST) -> set[str]:
    """The sentences that a part of the library translates."""
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") in {"gettext", "ngettext"}
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_remark_of_a_field_is_said_by_the_house() -> None:
    fields = set().union(*(remarks_in(ast.parse(path.read_text())) for path in library("fields")))
    (validators,) = library("validators")
    asked = [
        node
        for node in ast.walk(ast.parse(validators.read_text()))
        if isinstance(node, ast.ClassDef) and node.name in CALLS_FOR
    ]
    assert len(asked) == len(CALLS_FOR)
    wanted = fields.union(*(remarks_in(one) for one in asked)) - NEVER_ASKED
    assert len(wanted) > 10
    assert wanted <= set(REMARKS)


def test_a_line_of_a_form_is_refused_in_french_too(
    browse: Browse, session: Session, cast: Cast
) -> None:
    meeting = a_meeting(session, cast.board)
    case = a_case(session, cast.board, state=CaseState.PLANNED)
    item = an_agenda_item(session, meeting, case)
    meetings.open_meeting(session, meeting, cast.sami, meeting.starts_at)
    typed = {"examinations-0-text": "IRM", "examinations-0-earliest": "bientôt"}
    page = browse.as_(cast.sami).post("meetings.write", typed, expect=422, item_id=item.id)
    assert "Écrivez une date qui existe, ainsi : 31/12/2026." in page.text
    assert "Not a valid" not in page.text


@pytest.mark.parametrize(
    ("language", "remark"),
    [("fr", "Écrivez un nombre entier."), ("en", "Write a whole number.")],
)
def test_a_number_that_is_none_is_refused_in_the_reader_s_language(
    browse: Browse, cast: Cast, language: str, remark: str
) -> None:
    cast.sami.language = language
    page = browse.as_(cast.sami).post("plans.ask", {"weeks": "trois"}, expect=422)
    assert any(error.endswith(remark) for error in page.form_errors), page.form_errors
