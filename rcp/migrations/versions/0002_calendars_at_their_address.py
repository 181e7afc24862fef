"""calendars read at their address, hours of the week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weekly_time",
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_weekly_time_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_time")),
    )
    with op.batch_alter_table("weekly_time", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_weekly_time_practitioner_id"), ["practitioner_id"], unique=False
        )

    with op.batch_alter_table("agenda_source", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=40), nullable=False, server_default="file")
        )
        batch_op.add_column(
            sa.Column("tentative_is_busy", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("access", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("validators", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("next_read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_agenda_source_next_read_at"), ["next_read_at"], unique=False
        )


def downgrade() -> None:
    op.execute("DELETE FROM agenda_source WHERE kind <> 'file'")  # the version before cannot read
    with op.batch_alter_table("agenda_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_source_next_read_at"))
        batch_op.drop_column("next_read_at")
        batch_op.drop_column("tries")
        batch_op.drop_column("failing_since")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("validators")
        batch_op.drop_column("access")
        batch_op.drop_column("tentative_is_busy")
        batch_op.drop_column("kind")

    with op.batch_alter_table("weekly_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weekly_time_practitioner_id"))

    op.drop_table("weekly_time")
