"""The catalogue's board templates and specialty groups as rows that an administrator may edit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp import catalogue, plain_yaml
from rcp.db.models import BoardTemplate, Practitioner, SpecialtyGroup
from rcp.domain.errors import RuleBroken
from rcp.domain.specialty import SpecialtyGroup as Group
from rcp.services import audit


def seed_catalogue(session: Session) -> None:
    """Bring the sixteen templates and the specialty groups in; what somebody edited stays.

    Done again after each upgrade: a template still in its first edition takes the new words.
    """
    templates = {row.code: row for row in session.scalars(select(BoardTemplate))}
    for template in catalogue.board_templates():
        _seed_template(session, templates.get(template.code), template)
    groups = {row.code: row for row in session.scalars(select(SpecialtyGroup))}
    for group in catalogue.specialty_groups():
        _seed_group(session, groups.get(group.code), group)
    session.flush()


def templates(session: Session) -> list[BoardTemplate]:
    """Every board template, by name."""
    return list(session.scalars(select(BoardTemplate).order_by(BoardTemplate.name)))


def read_template(row: BoardTemplate) -> catalogue.BoardTemplate:
    """The template that a row holds."""
    return catalogue.template_from_yaml(template_text(row))


def template_text(row: BoardTemplate) -> str:
    """The template as the YAML that an administrator edits."""
    return plain_yaml.dump(dict(row.content))


def edit_template(session: Session, row: BoardTemplate, text: str, *, by: Practitioner) -> None:
    """Replace a template by what was written; boards already made from it stay as they are.

    Raises RuleBroken `entry_invalid` (facts: path, remedy, allowed or line) or `template_code`
    when the code was changed.
    """
    template = catalogue.template_from_yaml(text)
    if template.code != row.code:
        raise RuleBroken("template_code", expected=row.code)
    content = catalogue.template_to_mapping(template)
    if content == row.content:
        return
    row.content, row.name, row.edition = content, template.name, row.edition + 1
    audit.record(session, by, "template.edited", row, code=row.code, edition=row.edition)


def _seed_template(
    session: Session, row: BoardTemplate | None, template: catalogue.BoardTemplate
) -> None:
    content = catalogue.template_to_mapping(template)
    if row is None:
        session.add(
            BoardTemplate(code=template.code, name=template.name, content=content, edition=1)
        )
    elif row.edition == 1 and row.content != content:
        row.content, row.name = content, template.name


def _seed_group(session: Session, row: SpecialtyGroup | None, group: Group) -> None:
    if row is None:
        row = SpecialtyGroup(code=group.code, edition=1)
        session.add(row)
    if row.edition > 1:
        return  # somebody edited it
    told = {
        "label": group.label,
        "label_en": group.label_en,
        "kind": group.kind.value,
        "codes": sorted(group.codes),
        "is_discipline": group.discipline,
    }
    for name, value in told.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
