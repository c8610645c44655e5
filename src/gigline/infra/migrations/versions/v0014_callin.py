"""Calls to associates who are off shift, forecasts, and experiments.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0014"
down_revision = "0013"

TABLES = """
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
