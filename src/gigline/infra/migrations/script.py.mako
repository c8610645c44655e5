"""${message}

Phase: expand | migrate | contract
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
