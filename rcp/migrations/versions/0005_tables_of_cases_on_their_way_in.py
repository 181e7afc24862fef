"""tables of cases on their way in, columns of their senders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_sheet",
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("everywhere", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_case_sheet_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["organization.id"],
            name=op.f("fk_case_sheet_sender_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sheet")),
    )
    with op.batch_alter_table("case_sheet", schema=None) as batch_op:
        for column in ("practitioner_id", "sender_id"):
            batch_op.create_index(batch_op.f(f"ix_case_sheet_{column}"), [column], unique=False)
    op.create_table(
        "sender_columns",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("everywhere", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_sender_columns_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_columns")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_sender_columns_organization_id")),
    )


def downgrade() -> None:
    op.drop_table("sender_columns")
    op.drop_table("case_sheet")
