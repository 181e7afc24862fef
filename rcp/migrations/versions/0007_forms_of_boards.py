"""forms of boards, their usual days, the library."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_library()
    _create_days()
    _create_versions("board_edition", sa.Column("content", sa.JSON(), nullable=False))
    _create_versions("board_form", sa.Column("fields", sa.JSON(), nullable=False))
    _attach("board")
    _add_columns()
    with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("form_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("guideline_id", sa.Uuid(), nullable=True))
    _keep_forms()
    with op.batch_alter_table("case") as batch:
        batch.alter_column("form_id", existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("fields_asked")
        batch.create_index(op.f("ix_case_form_id"), ["form_id"])
        batch.create_index(op.f("ix_case_guideline_id"), ["guideline_id"])
        batch.create_foreign_key(op.f("fk_case_form_id"), "board_form", ["form_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_case_guideline_id"), "guideline", ["guideline_id"], ["id"]
        )
    with op.batch_alter_table("board") as batch:
        batch.drop_column("fields")
        batch.drop_column("fields_edition")
    _attach("case")


def downgrade() -> None:
    op.drop_table("case_guideline")
    op.drop_table("board_guideline")
    with op.batch_alter_table("board") as batch:
        batch.add_column(sa.Column("fields", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("fields_edition", sa.Integer(), nullable=True))
    with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("fields_asked", sa.JSON(), nullable=True))
    _give_fields_back()
    with op.batch_alter_table("board") as batch:
        batch.alter_column("fields", existing_type=sa.JSON(), nullable=False)
        batch.alter_column("fields_edition", existing_type=sa.Integer(), nullable=False)
        for name in _BOARD_COLUMNS:
            batch.drop_column(name)
    with op.batch_alter_table("case") as batch:
        batch.alter_column("fields_asked", existing_type=sa.JSON(), nullable=False)
        for name in ("form_id", "guideline_id"):
            batch.drop_constraint(op.f(f"fk_case_{name}"), type_="foreignkey")
            batch.drop_index(op.f(f"ix_case_{name}"))
            batch.drop_column(name)
    with op.batch_alter_table("organization") as batch:
        batch.drop_column("holidays")
    with op.batch_alter_table("specialty_group") as batch:
        batch.drop_column("edition")
    for table in ("board_form", "board_edition", "board_day", "guideline"):
        op.drop_table(table)


_BOARD_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "first_on": sa.Date(),
    "rules": sa.JSON(),
    "network_number": sa.Text(),
    "holder_number": sa.Text(),
    "national_number": sa.Text(),
    "finess": sa.Text(),
}


def _create_library() -> None:
    op.create_table(
        "guideline",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("pathway", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_guideline_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_guideline_code_version")),
    )
    op.create_index(op.f("ix_guideline_organization_id"), "guideline", ["organization_id"])


def _create_days() -> None:
    _create_of_board(
        "board_day",
        "usual_on",
        sa.Column("usual_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _create_versions(table: str, content: sa.Column[Any]) -> None:
    _create_of_board(table, "number", sa.Column("number", sa.Integer(), nullable=False), content)


def _create_of_board(table: str, unique: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("board_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f(f"fk_{table}_board_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["practitioner.id"], name=op.f(f"fk_{table}_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("board_id", unique, name=op.f(f"uq_{table}_board_id_{unique}")),
    )
    for column in ("board_id", "by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _attach(owner: str) -> None:
    table = f"{owner}_guideline"
    op.create_table(
        table,
        sa.Column(f"{owner}_id", sa.Uuid(), nullable=False),
        sa.Column("guideline_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_{table}_{one}_id"), ondelete="CASCADE"
            )
            for one in (owner, "guideline")
        ),
        sa.PrimaryKeyConstraint(f"{owner}_id", "guideline_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_guideline_id"), table, ["guideline_id"])


def _add_columns() -> None:
    empty = {"first_on": None, "rules": "{}"}
    with op.batch_alter_table("board") as batch:
        for name, kind in _BOARD_COLUMNS.items():
            filled = empty.get(name, "")
            batch.add_column(sa.Column(name, kind, nullable=filled is None, server_default=filled))
    with op.batch_alter_table("organization") as batch:
        batch.add_column(
            sa.Column("holidays", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("specialty_group") as batch:
        batch.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    for table, names in {
        "board": [name for name in _BOARD_COLUMNS if name != "first_on"],
        "organization": ["holidays"],
        "specialty_group": ["edition"],
    }.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.alter_column(name, server_default=None)


_board = sa.table(
    "board",
    sa.column("id", sa.Uuid()),
    sa.column("fields", sa.JSON()),
    sa.column("fields_edition", sa.Integer()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_case = sa.table(
    "case",
    sa.column("id", sa.Uuid()),
    sa.column("board_id", sa.Uuid()),
    sa.column("form_id", sa.Uuid()),
    sa.column("fields_asked", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_form = sa.table(
    "board_form",
    sa.column("id", sa.Uuid()),
    sa.column("board_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("fields", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def _keep_forms() -> None:
    """Each list of questions asked of a board's cases becomes a version, the last in force."""
    connection = op.get_bind()
    boards = connection.execute(sa.select(_board.c.id, _board.c.fields, _board.c.created_at)).all()
    for board_id, fields, made_at in boards:
        asked: dict[str, tuple[Any, Any, list[uuid.UUID]]] = {}
        for case_id, told, created_at in _asked_of(board_id):
            asked.setdefault(json.dumps(told), (told, created_at, []))[2].append(case_id)
        current = asked.pop(json.dumps(fields), (fields, made_at, []))
        for number, (told, created_at, case_ids) in enumerate([*asked.values(), current], 1):
            form_id = uuid.uuid4()
            connection.execute(
                _form.insert().values(
                    id=form_id, board_id=board_id, number=number, fields=told, created_at=created_at
                )
            )
            _point(case_ids, form_id)


def _asked_of(board_id: uuid.UUID) -> Iterator[tuple[uuid.UUID, Any, Any]]:
    rows = op.get_bind().execute(
        sa.select(_case.c.id, _case.c.fields_asked, _case.c.created_at)
        .where(_case.c.board_id == board_id)
        .order_by(_case.c.created_at)
    )
    for row in rows:
        yield row.id, row.fields_asked, row.created_at


def _point(case_ids: list[uuid.UUID], form_id: uuid.UUID) -> None:
    for start in range(0, len(case_ids), 500):
        some = case_ids[start : start + 500]
        op.get_bind().execute(_case.update().where(_case.c.id.in_(some)).values(form_id=form_id))


def _give_fields_back() -> None:
    connection = op.get_bind()
    forms = connection.execute(
        sa.select(_form.c.id, _form.c.board_id, _form.c.number, _form.c.fields).order_by(
            _form.c.number
        )
    ).all()
    for form_id, board_id, number, fields in forms:
        connection.execute(
            _case.update().where(_case.c.form_id == form_id).values(fields_asked=fields)
        )
        connection.execute(
            _board.update()
            .where(_board.c.id == board_id)
            .values(fields=fields, fields_edition=number)
        )
