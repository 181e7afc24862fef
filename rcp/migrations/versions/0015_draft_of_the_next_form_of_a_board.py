"""draft of the next form of a board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_form_draft",
        sa.Column("board_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
            name=op.f("fk_board_form_draft_board_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["practitioner.id"], name=op.f("fk_board_form_draft_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_form_draft")),
        sa.UniqueConstraint("board_id", name=op.f("uq_board_form_draft_board_id")),
    )
    with op.batch_alter_table("board_form_draft") as batch:
        batch.create_index(batch.f("ix_board_form_draft_board_id"), ["board_id"], unique=False)
        batch.create_index(batch.f("ix_board_form_draft_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("board_form_draft") as batch:
        batch.drop_index(batch.f("ix_board_form_draft_by_id"))
        batch.drop_index(batch.f("ix_board_form_draft_board_id"))
    op.drop_table("board_form_draft")
