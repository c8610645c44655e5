"""What people have experience of, said by themselves, and what a brand asks for.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0017"
down_revision = "0016"

TABLES = """
-- What an associate lets count for the brand, now; read with the grant whenever somebody is matched.
ALTER TABLE grants ADD COLUMN experiences text[] NOT NULL DEFAULT '{}';

-- Since when and until when it counted: for themselves to read, and for the audit of what it does.
CREATE TABLE experience_choices (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    id uuid NOT NULL,
    associate_id uuid NOT NULL REFERENCES associates ON DELETE CASCADE,
    experience text NOT NULL,
    said_at timestamptz NOT NULL DEFAULT gigline_now(),
    withdrawn_at timestamptz,
    PRIMARY KEY (brand_id, id));
CREATE UNIQUE INDEX experience_choices_live ON experience_choices (brand_id, associate_id, experience)
    WHERE withdrawn_at IS NULL;

-- What is so of a contact, as they or their brand (for them) said. It counts while they agree to `matching`.
CREATE TABLE contact_experiences (
    brand_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    experience text NOT NULL,
    source text NOT NULL CHECK (source IN ('said', 'brand')),
    said_at timestamptz NOT NULL DEFAULT gigline_now(),
    PRIMARY KEY (brand_id, contact_id, experience, source),
    FOREIGN KEY (brand_id, contact_id) REFERENCES contacts ON DELETE CASCADE);

ALTER TABLE contact_choices DROP CONSTRAINT contact_choices_purpose_check,
    ADD CONSTRAINT contact_choices_purpose_check
    CHECK (purpose IN ('service', 'feedback', 'marketing', 'callback', 'matching', 'all'));
-- By the brand's signed token: the weakest word, as it is not their own.
ALTER TABLE contact_choices DROP CONSTRAINT contact_choices_how_check,
    ADD CONSTRAINT contact_choices_how_check CHECK (how IN ('said', 'word', 'link', 'token'));

-- What was asked for when it was matched, and which of it whoever settled it has.
ALTER TABLE routing_outcomes ADD COLUMN wished text[] NOT NULL DEFAULT '{}',
    ADD COLUMN matched text[] NOT NULL DEFAULT '{}';
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
