"""Rounds, prices and hold-back in the running platform; consented affinity.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0013"
down_revision = "0012"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
