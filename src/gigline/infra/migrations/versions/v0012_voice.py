"""Calls by phone and by browser.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0012"
down_revision = "0011"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
