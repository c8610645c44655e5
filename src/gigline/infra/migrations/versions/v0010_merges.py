"""Contacts that are one person, put together and taken apart; what they agreed to.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0010"
down_revision = "0009"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
