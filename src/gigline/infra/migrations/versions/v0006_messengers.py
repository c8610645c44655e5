"""What messenger channels need beside a message: media, edits, reactions.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0006"
down_revision = "0005"

TABLES = """
-- Who writes on an account: when last (a channel's window counts from there), and whether they asked us to stop.
CREATE TABLE correspondents (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    address text NOT NULL,
    wrote_at timestamptz NOT NULL,
    stopped_at timestamptz,
    PRIMARY KEY (brand_id, account_id, address),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- Messages that are parts of one (an album): collected for a moment, then published together.
ALTER TABLE inbound ADD COLUMN group_id text;
CREATE INDEX inbound_group ON inbound (brand_id, account_id, group_id) WHERE group_id IS NOT NULL;
CREATE TABLE message_groups (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    group_id text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (brand_id, account_id, group_id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- When the next message of an account may go out (generic cell rate): one row to lock for the length of a lease.
CREATE TABLE send_rates (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    free_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, account_id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- What providers delivered lately, refused ones included: for whoever sets an account up. Not the record of messages,
-- which is `inbound`: these rows are written after the answer and may be lost with the process.
CREATE TABLE webhook_log (
    brand_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('stored', 'repeated', 'unverified', 'malformed', 'failed')),
    detail text NOT NULL,
    parts int NOT NULL,
    content_type text NOT NULL,
    body bytea NOT NULL,
    took_ms real NOT NULL,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);
CREATE INDEX webhook_log_latest ON webhook_log (brand_id, account_id, at DESC);

-- Secrets of channel accounts, sealed. `settings` holds the rest.
ALTER TABLE channel_accounts ADD COLUMN sealed bytea;
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
