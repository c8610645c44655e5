"""Consent of mail accounts, and mails that were laid aside.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0022"
down_revision = "0021"

TABLES = ""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
