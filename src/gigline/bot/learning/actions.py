"""What an associate settled by running an action: one more way to ask for the flow that runs it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.bot.flows import finding, stored
from gigline.bot.flows.model import Act, Flow
from gigline.bot.flows.stored import Flows
from gigline.bot.learning import candidates
from gigline.bot.learning.models import ACTION, Candidate
from gigline.conversations.models import Conversation, Entry
from gigline.infra.db import Reader, Writer
from gigline.integrations import service as integrations
from gigline.integrations.models import Run
from gigline.kit.errors import BadInput
from gigline.knowledge import service as knowledge
from gigline.language.service import Embedder


async def settled_by(r: Reader, c: Conversation, entries: Sequence[Entry]) -> Run | None:
    """The action that an associate ran with success in the segment of these entries; None where there were several.

    Looking something up is what settled it only where nothing was changed.
    """
    if not entries:
        return None
    done = [
        one
        for one in await integrations.runs_of(r, c.brand_id, c.id)
        if one.runner != "bot" and one.state == "succeeded" and one.started_at >= entries[0].at
    ]
    counting = [one for one in done if one.risk != "read_own"] or done
    return counting[0] if len({one.action for one in counting}) == 1 else None


def flow_for(flows: Flows, action: str, kind: str, language: str) -> Flow | None:
    """The flow that runs this action for such requesters, and does least besides; None where none or several do."""
    able = [flow for flow in flows.by_id.values() if kind in flow.kinds and language in flow.languages]
    runs = {flow.id: {step.action for step in flow.steps.values() if isinstance(step, Act)} for flow in able}
    found = sorted((flow for flow in able if action in runs[flow.id]), key=lambda flow: len(runs[flow.id]))
    clear = len(found) == 1 or (len(found) > 1 and len(runs[found[0].id]) < len(runs[found[1].id]))
    return found[0] if clear else None


async def flow_of(r: Reader, c: Candidate) -> Flow | None:
    """The flow that this candidate is a way to ask for, as the brand's flows are now."""
    flows = await stored.flows_of(r, c.brand_id)
    return flow_for(flows, (c.article_slug or "").removeprefix(ACTION), c.requester_kind, c.language)


async def join(w: Writer, embedder: Embedder, c: Candidate) -> tuple[str, UUID | None]:
    """Make the candidate's question an example of its flow: the flow's slug, and the example unless it was there.

    Raises BadInput when no flow runs the action: what people do by hand is then a gap, which a flow would fill.
    """
    flow = await flow_of(w, c)
    if flow is None:
        raise BadInput("No flow of its own runs this action yet: write one, then approve this as a way to ask for it.")
    slug = finding.slug_of(flow, c.language)
    return slug, await knowledge.add_example(w, embedder, c.brand_id, slug, candidates.example_of(c.question))
