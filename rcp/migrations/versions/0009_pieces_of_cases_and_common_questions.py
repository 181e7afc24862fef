"""pieces of cases, common questions of boards, all states of a case."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_pieces()
    for table, name, kind, default in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column(name, kind, nullable=default is None, server_default=default)
            )
    with op.batch_alter_table("board") as batch:
        batch.alter_column("block", server_default=None)
        batch.alter_column("pieces", server_default=None)
    with op.batch_alter_table("board_form") as batch:
        batch.alter_column("common", server_default=None)
    with op.batch_alter_table("case") as batch:
        for name, target in _KEYS.items():
            batch.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            batch.create_index(op.f(f"ix_case_{name}"), [name])
            batch.create_foreign_key(op.f(f"fk_case_{name}"), target, [name], ["id"])
    _tell_apart_the_planned()


def downgrade() -> None:
    op.execute(
        "UPDATE \"case\" SET state = CASE state WHEN 'referred' THEN 'withdrawn'"
        " WHEN 'convened' THEN 'planned' WHEN 'in_meeting' THEN 'planned' ELSE 'to_discuss' END"
        " WHERE state IN"
        " ('convened', 'in_meeting', 'postponed', 'to_present_again', 'referred')"
    )
    op.execute("UPDATE \"case\" SET notice = 'no_objection' WHERE notice = 'consent'")
    with op.batch_alter_table("case") as batch:
        for name in _KEYS:
            batch.drop_constraint(op.f(f"fk_case_{name}"), type_="foreignkey")
            batch.drop_index(op.f(f"ix_case_{name}"))
            batch.drop_column(name)
    for table, name, _kind, _default in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
    op.drop_table("case_piece")


_KEYS = {"previous_id": "case", "early_by_id": "practitioner"}
_COLUMNS: tuple[tuple[str, str, sa.types.TypeEngine[Any], str | None], ...] = (
    ("board", "block", sa.String(length=40), "none"),
    ("board", "pieces", sa.JSON(), "[]"),
    ("board_form", "common", sa.JSON(), "[]"),
    ("case", "notice_told", sa.LargeBinary(), None),
    ("case", "early_reason", sa.LargeBinary(), None),
    ("case", "early_at", sa.DateTime(timezone=True), None),
)


def _create_pieces() -> None:
    op.create_table(
        "case_piece",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_piece_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_piece")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_case_piece_case_id_kind")),
    )
    op.create_index(op.f("ix_case_piece_case_id"), "case_piece", ["case_id"])


def _tell_apart_the_planned() -> None:
    """Convened once the meeting's people were told, in the meeting once it has begun."""
    expected = (
        "UPDATE \"case\" SET state = '{state}' WHERE state = 'planned' AND EXISTS ("
        "SELECT 1 FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting_id"
        " WHERE agenda_item.case_id = \"case\".id AND agenda_item.state = 'expected' AND {when})"
    )
    told = "EXISTS (SELECT 1 FROM invitation WHERE invitation.meeting_id = meeting.id)"
    begun = "meeting.state IN ('running', 'held')"
    op.execute(expected.format(state="in_meeting", when=begun))
    op.execute(expected.format(state="convened", when=told))
