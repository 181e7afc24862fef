"""names searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_digest",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patient.id"],
            name=op.f("fk_name_digest_patient_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_digest")),
    )
    op.create_index(op.f("ix_name_digest_patient_id"), "name_digest", ["patient_id"])
    op.create_index("ix_name_digest_search", "name_digest", ["digest", "patient_id"])


def downgrade() -> None:
    op.drop_table("name_digest")
