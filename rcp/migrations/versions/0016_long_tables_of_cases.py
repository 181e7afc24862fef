"""work on long tables of cases, done in the background."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTS = ("rows", "done")


def upgrade() -> None:
    with op.batch_alter_table("case_sheet") as batch:
        for name in COUNTS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("work", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("fault", sa.Text(), nullable=True))
    with op.batch_alter_table("case_sheet") as batch:
        for name in COUNTS:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("case_sheet") as batch:
        for name in ("fault", "work", *COUNTS):
            batch.drop_column(name)
