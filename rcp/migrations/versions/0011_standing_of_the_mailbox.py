"""standing of the mailbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_reading",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_reading")),
        sa.UniqueConstraint("box", name=op.f("uq_inbox_reading_box")),
    )
    with op.batch_alter_table("inbox_message") as batch:
        batch.add_column(sa.Column("writer_id", sa.Uuid(), nullable=True))
        batch.create_index(batch.f("ix_inbox_message_writer_id"), ["writer_id"], unique=False)
        batch.create_foreign_key(
            batch.f("fk_inbox_message_writer_id"),
            "practitioner",
            ["writer_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("inbox_message") as batch:
        batch.drop_constraint(batch.f("fk_inbox_message_writer_id"), type_="foreignkey")
        batch.drop_index(batch.f("ix_inbox_message_writer_id"))
        batch.drop_column("writer_id")
    op.drop_table("inbox_reading")
