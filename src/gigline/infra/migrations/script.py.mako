"""${message}

Phase: expand | migrate | contract
"""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


def upgrade() -> None:
    op.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    op.execute(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")


def downgrade() -> None:
    raise RuntimeError("migrations go forward only: restore a backup, or write a new migration")
