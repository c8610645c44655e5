"""Attachments, mailboxes and threads of mail.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0005"
down_revision = "0004"

TABLES = """
-- Files that came with a message (`inbound_id`), or were put up to go with an answer in a conversation. `content` is in
-- the database, so that it is stored in the message's own transaction.
CREATE TABLE attachments (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    inbound_id uuid,
    conversation_id uuid,
    name text NOT NULL,
    declared_type text NOT NULL,
    sniffed_type text NOT NULL DEFAULT '',
    size bigint NOT NULL DEFAULT 0,
    sha256 bytea,
    content bytea,
    url text,
    provider_id text,
    state text NOT NULL CHECK (state IN ('waiting', 'stored', 'refused', 'failed')),
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, id),
    CHECK ((state = 'stored') = (content IS NOT NULL AND sha256 IS NOT NULL)));
CREATE INDEX attachments_inbound ON attachments (brand_id, inbound_id);
CREATE INDEX attachments_waiting ON attachments (created_at) WHERE state = 'waiting';

-- What an answer has to know of the message it answers: a mail's subject and ids, say.
ALTER TABLE outbound ADD COLUMN context jsonb NOT NULL DEFAULT '{}';
CREATE INDEX outbound_recipient ON outbound (brand_id, account_id, recipient, updated_at DESC);

-- One row per mailbox that is read. `lease` is the fence of the process that reads it now.
CREATE TABLE mailboxes (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    uidvalidity bigint NOT NULL DEFAULT 0,
    last_uid bigint NOT NULL DEFAULT 0,
    lease uuid,
    leased_until timestamptz,
    error text,
    checked_at timestamptz,
    connected_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, account_id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- What became of each mail of a mailbox, by the server's own number: none is taken twice, none is passed over.
CREATE TABLE mailbox_mails (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('stored', 'repeated', 'receipt', 'automatic', 'refused')),
    provider_id text NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, account_id, uidvalidity, uid),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- How much came from an address that nothing proves, in the hour that began at `since`.
CREATE TABLE unproved_senders (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    address text NOT NULL,
    since timestamptz NOT NULL DEFAULT gigline_now(),
    count int NOT NULL DEFAULT 1,
    PRIMARY KEY (brand_id, account_id, address),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);

-- Deliveries that became no message: what no parser could read, and what machines wrote. Kept to be looked at.
CREATE TABLE asides (
    brand_id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider_id text NOT NULL,
    reason text NOT NULL,
    raw bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, account_id, provider_id),
    FOREIGN KEY (brand_id, account_id) REFERENCES channel_accounts ON DELETE CASCADE);
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
