"""Connectors to the brand's back ends, their actions and what was done through them.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE connectors (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('openapi', 'sql', 'mcp')),
    base_url text NOT NULL,
    settings jsonb NOT NULL,
    source jsonb NOT NULL,
    digest text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, name));

CREATE TABLE actions (
    brand_id uuid NOT NULL,
    name text NOT NULL,
    connector text NOT NULL,
    position int NOT NULL,
    definition jsonb NOT NULL,
    PRIMARY KEY (brand_id, name),
    FOREIGN KEY (brand_id, connector) REFERENCES connectors ON DELETE CASCADE);

-- Not tied to the connector's row: a secret may be there before the folder that names it is applied.
CREATE TABLE connector_secrets (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    connector text NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, connector, name));

-- No row: all is well. `probing_until`: somebody tries whether it is well again.
CREATE TABLE breakers (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    connector text NOT NULL,
    failures int NOT NULL,
    open_until timestamptz,
    probing_until timestamptz,
    PRIMARY KEY (brand_id, connector));

-- Written before the back end is asked, settled after. What may have had an effect and may not have is `unknown`.
CREATE TABLE action_runs (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    conversation_id uuid,
    contact_id uuid NOT NULL,
    connector text NOT NULL,
    action text NOT NULL,
    title text NOT NULL,
    risk text NOT NULL CHECK (risk IN ('read_own', 'reversible', 'money')),
    runner text NOT NULL CHECK (runner IN ('bot', 'associate', 'cleared')),
    runner_id uuid,
    runner_name text NOT NULL DEFAULT '',
    idempotency_key text NOT NULL,
    input_digest text NOT NULL,
    inputs jsonb NOT NULL,
    cap_group text,
    cap_subject text,
    amount bigint CHECK (amount >= 0),
    currency text,
    state text NOT NULL DEFAULT 'started' CHECK (state IN ('started', 'succeeded', 'refused', 'failed', 'unknown')),
    answered int,
    why text NOT NULL DEFAULT '',
    outputs jsonb NOT NULL DEFAULT '{}',
    attempts int NOT NULL DEFAULT 1,
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    settled_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK ((state = 'started') = (settled_at IS NULL)));
CREATE UNIQUE INDEX action_runs_key ON action_runs (brand_id, idempotency_key);
CREATE INDEX action_runs_conversation ON action_runs (brand_id, conversation_id, started_at);
CREATE INDEX action_runs_started ON action_runs (started_at) WHERE state = 'started';
CREATE INDEX action_runs_unknown ON action_runs (brand_id, started_at) WHERE state = 'unknown';
CREATE INDEX action_runs_caps ON action_runs (brand_id, cap_group, cap_subject, currency, started_at)
    WHERE amount IS NOT NULL;

-- A run that ended well or was refused stays so.
CREATE FUNCTION action_runs_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('succeeded', 'refused') THEN
        RAISE EXCEPTION 'run % already ended as %', OLD.id, OLD.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER action_runs_final BEFORE UPDATE ON action_runs FOR EACH ROW EXECUTE FUNCTION action_runs_are_final();

-- One row to lock for each requester and group of caps: parallel runs count one after the other.
CREATE TABLE cap_locks (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    cap_group text NOT NULL,
    cap_subject text NOT NULL,
    touched_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, cap_group, cap_subject));

CREATE TABLE one_time_codes (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    type text NOT NULL CHECK (type IN ('email', 'phone')),
    value text NOT NULL,
    code_hash bytea NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (brand_id, id));
CREATE INDEX one_time_codes_conversation ON one_time_codes (brand_id, conversation_id, created_at);
CREATE INDEX one_time_codes_value ON one_time_codes (brand_id, type, value, created_at);

-- What a code proved, for one contact in one conversation and for a while. `external_id`: whom the back end knows.
CREATE TABLE proofs (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    type text NOT NULL CHECK (type IN ('email', 'phone')),
    value text NOT NULL,
    external_id text,
    proved_at timestamptz NOT NULL DEFAULT gigline_now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, conversation_id, type));
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
