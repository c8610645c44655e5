"""Attachments, mailboxes and threads of mail.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0005"
down_revision = "0004"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
