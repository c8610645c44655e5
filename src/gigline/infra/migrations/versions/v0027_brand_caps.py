"""What all requesters of a brand were given in a day is summed quickly.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0027"
down_revision = "0026"

TABLES = """
CREATE INDEX action_runs_brand_caps ON action_runs (brand_id, cap_group, currency, started_at) WHERE amount IS NOT NULL;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
