"""An action of a brand that nobody answers, and a run of it whose outcome nobody knows."""

from __future__ import annotations

import json
from uuid import UUID

from gigline.infra.db import Database
from gigline.integrations import compilers, schemas
from gigline.integrations import service as integrations

NAME = "look_up"
_DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/people/{person}": {
            "post": {
                "operationId": "lookUp",
                "parameters": [{"name": "person", "in": "path", "schema": {"type": "string"}}],
                "responses": {"200": {}},
            }
        }
    },
}
_FILE = {
    "base_url": "http://127.0.0.1:9",
    "document": "a.json",
    "actions": {
        NAME: {
            "operation": "lookUp",
            "title": "Look it up",
            "risk": "reversible",
            "bind": {"person": "principal.external_id"},
        }
    },
}
_RUN = """
INSERT INTO action_runs (brand_id, id, conversation_id, contact_id, connector, action, title, risk, runner,
    idempotency_key, input_digest, inputs, state, settled_at)
SELECT brand_id, $2, id, contact_id, 'a', $3, 'Look it up', 'reversible', 'bot', 'k', 'd', $4, 'unknown', gigline_now()
FROM conversations WHERE id = $1
"""


async def run_of_unknown_outcome(
    database: Database, brand_id: UUID, conversation_id: UUID, canary: str
) -> dict[str, str]:
    """Ids for routes: `name` and `run_id`. The run's inputs hold the canary."""
    compiled, wrong = compilers.compile_connector(
        "a", schemas.ConnectorFile.model_validate(_FILE), json.dumps(_DOCUMENT)
    )
    assert compiled is not None, wrong
    async with database.writer() as w:
        await integrations.save(w, brand_id, [compiled])
        run_id = w.new_id()
        await w.execute(_RUN, conversation_id, run_id, NAME, {"note": canary})
    return {"name": NAME, "run_id": str(run_id)}
