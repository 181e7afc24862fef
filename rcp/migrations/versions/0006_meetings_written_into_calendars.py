"""meetings written into calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agenda_source") as batch:
        batch.add_column(
            sa.Column("pushes", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("agenda_source") as batch:
        batch.alter_column("pushes", server_default=None)
    op.create_table(
        "calendar_push",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_calendar_push_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["agenda_source.id"],
            name=op.f("fk_calendar_push_source_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_push")),
        sa.UniqueConstraint(
            "invitation_id", "source_id", name=op.f("uq_calendar_push_invitation_id_source_id")
        ),
    )
    op.create_index(op.f("ix_calendar_push_invitation_id"), "calendar_push", ["invitation_id"])
    op.create_index(op.f("ix_calendar_push_source_id"), "calendar_push", ["source_id"])


def downgrade() -> None:
    op.drop_table("calendar_push")
    with op.batch_alter_table("agenda_source") as batch:
        batch.drop_column("pushes")
