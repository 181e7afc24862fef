"""Who was sent which document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispatch",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["practitioner.id"], name=op.f("fk_dispatch_by_id")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_dispatch_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioner.id"], name=op.f("fk_dispatch_practitioner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    with op.batch_alter_table("dispatch") as batch:
        batch.create_index(batch.f("ix_dispatch_by_id"), ["by_id"], unique=False)
        batch.create_index(batch.f("ix_dispatch_document_id"), ["document_id"], unique=False)
        batch.create_index("ix_dispatch_due", ["state", "next_try_at"], unique=False)
        batch.create_index(
            batch.f("ix_dispatch_practitioner_id"), ["practitioner_id"], unique=False
        )

    with op.batch_alter_table("organization") as batch:
        batch.add_column(sa.Column("footer", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("organization") as batch:
        batch.drop_column("logo")
        batch.drop_column("footer")

    with op.batch_alter_table("dispatch") as batch:
        batch.drop_index(batch.f("ix_dispatch_practitioner_id"))
        batch.drop_index("ix_dispatch_due")
        batch.drop_index(batch.f("ix_dispatch_document_id"))
        batch.drop_index(batch.f("ix_dispatch_by_id"))

    op.drop_table("dispatch")
