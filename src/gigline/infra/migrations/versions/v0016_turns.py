"""What the bot's turns know besides.

Phase: expand
"""

from __future__ import annotations

from gigline.infra.migrations import scripts

revision = "0016"
down_revision = "0015"

TABLES = """
-- Of several things asked in one message: what is still to be dealt with. `slug` says what would (null: it was not
-- understood), `near` what it may be about. `told`: the requester knows that it is open.
CREATE TABLE bot_matters (
    brand_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    place int NOT NULL,
    segment int NOT NULL,
    epoch int NOT NULL,
    said text NOT NULL,
    slug text,
    title text NOT NULL,
    topic text,
    near text[] NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'told', 'closed')),
    PRIMARY KEY (brand_id, conversation_id, seq, place),
    FOREIGN KEY (brand_id, conversation_id) REFERENCES conversations ON DELETE CASCADE);

-- A brand's own words by vocabulary, as its folder has them: {"Family Box": ["big box"]}.
CREATE TABLE bot_vocabularies (
    brand_id uuid NOT NULL REFERENCES brands ON DELETE CASCADE,
    name text NOT NULL,
    digest text NOT NULL,
    terms jsonb NOT NULL,
    PRIMARY KEY (brand_id, name));

-- What an associate settled by an action is a third kind: its `article_slug` is 'action:' and the action's name.
ALTER TABLE learning_candidates DROP CONSTRAINT learning_candidates_kind_check,
    ADD CONSTRAINT learning_candidates_kind_check CHECK (kind IN ('article', 'paraphrase', 'action'));
"""


def upgrade() -> None:
    scripts.execute(TABLES)


def downgrade() -> None:
    scripts.no_way_back()
