"""Signing in to mail servers with OAuth 2.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0019"
down_revision = "0018"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
