"""what is typed in the room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_text",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("clashed", sa.Boolean(), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_item.id"],
            name=op.f("fk_typed_text_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["writer_id"], ["practitioner.id"], name=op.f("fk_typed_text_writer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_text")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_typed_text_item_id_number")),
    )
    op.create_index(op.f("ix_typed_text_item_id"), "typed_text", ["item_id"])
    op.create_index(op.f("ix_typed_text_writer_id"), "typed_text", ["writer_id"])


def downgrade() -> None:
    op.drop_table("typed_text")
