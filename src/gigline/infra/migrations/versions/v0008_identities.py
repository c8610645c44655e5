"""People with many addresses: proofs, merges, consent, calendars.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0008"
down_revision = "0007"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
