"""the public directory of professionals; a file may be no piece of its case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_entry",
        sa.Column("rpps", sa.String(length=11), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("looked_up", sa.Text(), nullable=False),
        sa.Column("profession", sa.String(length=64), nullable=False),
        sa.Column("specialty", sa.String(length=64), nullable=True),
        sa.Column("finess", sa.String(length=9), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("extract_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_entry")),
    )
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_entry_department"), ["department"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_directory_entry_finess"), ["finess"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_directory_entry_looked_up"), ["looked_up"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_directory_entry_rpps"), ["rpps"], unique=False)

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("piece", existing_type=sa.VARCHAR(length=40), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE attachment SET piece = 'other' WHERE piece IS NULL")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("piece", existing_type=sa.VARCHAR(length=40), nullable=False)

    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_entry_rpps"))
        batch_op.drop_index(batch_op.f("ix_directory_entry_looked_up"))
        batch_op.drop_index(batch_op.f("ix_directory_entry_finess"))
        batch_op.drop_index(batch_op.f("ix_directory_entry_department"))

    op.drop_table("directory_entry")
