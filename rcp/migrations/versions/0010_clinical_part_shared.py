"""whether social workers read the clinical part of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column: sa.Column[bool] = sa.Column(
        "shares_clinical", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.alter_column("shares_clinical", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("shares_clinical")
