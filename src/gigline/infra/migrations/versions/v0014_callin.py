"""Calls to associates who are off shift, forecasts, and experiments.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0014"
down_revision = "0013"

TABLES = """
-- Whether somebody may be asked to come while they are off, and when never. An associate is global, and so is this.
CREATE TABLE standbys (
    associate_id uuid PRIMARY KEY REFERENCES associates ON DELETE CASCADE,
    opted_in bool NOT NULL DEFAULT false,
    time_zone text NOT NULL DEFAULT 'UTC',
    quiet_from time NOT NULL DEFAULT '22:00',
    quiet_until time NOT NULL DEFAULT '07:00',
    most_a_day int NOT NULL DEFAULT 3 CHECK (most_a_day BETWEEN 1 AND 10),
    changed_at timestamptz NOT NULL DEFAULT gigline_now());

-- One look at what will be lacking, and whom it asked. `record` has all that the choice followed from.
CREATE TABLE call_waves (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL UNIQUE,
    started_by uuid REFERENCES people,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'over', 'covered', 'stopped')),
    lacking_min double precision NOT NULL,
    record jsonb NOT NULL,
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK ((state = 'running') = (ended_at IS NULL)));
CREATE UNIQUE INDEX call_waves_one ON call_waves (brand_id) WHERE state = 'running';
CREATE INDEX call_waves_listed ON call_waves (brand_id, started_at DESC);

CREATE TABLE call_ins (
    brand_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    wave_id uuid NOT NULL,
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'called' CHECK (state IN ('called', 'accepted', 'declined', 'expired', 'withdrawn')),
    brings_min double precision NOT NULL,
    called_at timestamptz NOT NULL DEFAULT gigline_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, wave_id) REFERENCES call_waves ON DELETE CASCADE,
    CHECK ((state = 'called') = (ended_at IS NULL)));
-- Nobody is called twice at once, by whatever brands and routers.
CREATE UNIQUE INDEX call_ins_one_live ON call_ins (associate_id) WHERE state = 'called';
CREATE INDEX call_ins_associate ON call_ins (associate_id, called_at DESC);
CREATE INDEX call_ins_wave ON call_ins (brand_id, wave_id);

-- Until when a brand calls nobody in by itself, because a leader said so.
CREATE TABLE call_pauses (
    brand_id uuid PRIMARY KEY REFERENCES brands ON DELETE CASCADE,
    until timestamptz NOT NULL);

-- Which policy a pool is under, by blocks or by contact. One at a time in a brand, or their arms would mix.
CREATE TABLE experiments (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('switchback', 'holdout')),
    language text,
    a text NOT NULL,
    b text NOT NULL,
    share double precision NOT NULL,
    measure text NOT NULL CHECK (measure IN ('resolved', 'in_time', 'csat')),
    seed bigint NOT NULL,
    block_s double precision NOT NULL,
    wash_out_s double precision NOT NULL,
    planned int NOT NULL,
    started_by uuid REFERENCES people,
    started_at timestamptz NOT NULL DEFAULT gigline_now(),
    ended_by uuid REFERENCES people,
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id));
CREATE UNIQUE INDEX experiments_one ON experiments (brand_id) WHERE ended_at IS NULL;


-- Simulations of a brand's own figures: `task` is what the simulation gets. One at a time in a brand.
CREATE TABLE what_ifs (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL UNIQUE,
    asked_by uuid REFERENCES people,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    asked jsonb NOT NULL,
    task jsonb NOT NULL,
    progress double precision NOT NULL DEFAULT 0,
    doing text NOT NULL DEFAULT '',
    result jsonb,
    lease uuid,
    leased_until timestamptz,
    tries int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT gigline_now(),
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id));
CREATE UNIQUE INDEX what_ifs_one ON what_ifs (brand_id) WHERE state IN ('waiting', 'running');

CREATE INDEX segments_queued ON segments (brand_id, (coalesce(handed_over_at, opened_at)))
    WHERE handed_over_at IS NOT NULL OR started_with = 'queue';
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
