"""A turn of a flow: its events are made of what was said and what came of actions, its effects are carried out here.

All of it under the conversation's lock and the epoch that the run began with. An action is never run here: the turn
publishes `FlowActionDue`, and `flow_actions` runs it outside of the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from gigline.bot import acting, matters, records
from gigline.bot import queries as bot_queries
from gigline.bot.acting import Scene
from gigline.bot.dialogue import UNDER_WAY, Matter, Option, Outcome, Past, Reason
from gigline.bot.events import FlowActionDue
from gigline.bot.flows import finding, listening, phrases, proving, queries, stored, telling
from gigline.bot.flows.model import Act, Collect, Flow
from gigline.bot.flows.queries import RunRow
from gigline.bot.flows.state import (
    Acted,
    Began,
    Effect,
    Event,
    Finish,
    Heard,
    Meant,
    Pass,
    Run,
    Said,
    Say,
    Setting,
    Show,
    State,
    Switch,
)
from gigline.bot.models import Turn
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.integrations import service as integrations
from gigline.language import service as language

READ_BACK = 400
MOST_SWITCHES = 3

_REASONS: dict[str, Reason] = {
    "asked_for": "flow",
    "after_a_change": "flow",
    "not_understood": "failed_turns",
    "does_not_know": "failed_turns",
    "too_long": "failed_turns",
}


async def active(w: Writer, c: Conversation) -> RunRow | None:
    """The flow under way in this locked conversation; one that was begun under another epoch is over."""
    run = await queries.active(w, c.brand_id, c.id)
    if run is not None and (run.epoch, run.segment) != (c.epoch, c.segment):
        await leave(w, run)
        return None
    return run


async def leave(w: Writer, run: RunRow) -> None:
    """The run is over without an end of its own."""
    await queries.end(w, run.brand_id, run.id, "left")


async def amend(w: Writer, conversation_id: UUID) -> None:
    """Whoever takes over without the bot handing over finds what its flows collected all the same."""
    c = await conversations.lock(w, conversation_id)
    if c.holder == "bot" or c.handover is None:
        return
    run = await queries.active(w, c.brand_id, c.id)
    if run is not None and (state := stored.state_of(run)) is not None and state.pending is None:
        await leave(w, run)
    facts, steps, _ = await records.of_segment(w, c)
    upset = any(turn.upset for turn in past(await bot_queries.turns(w, c.brand_id, c.id, c.segment)))
    open_now = await matters.for_record(w, c)
    await conversations.amend(w, c.id, facts, (*steps, *open_now), "upset" if upset else None)
    if upset and c.priority < records.UPSET_PRIORITY:
        await conversations.classify(w, c.id, topic=c.topic, priority=records.UPSET_PRIORITY)


async def begin(scene: Scene, flow_id: str, *, switched: int = 0) -> None:
    """Start a flow, if the bot may."""
    flow = scene.ready.flows.by_id.get(flow_id)
    if flow is None or not _may(scene, flow):
        await acting.hand_over(scene, "policy")
        return
    c = scene.c
    run = RunRow(
        c.brand_id, scene.w.new_id(), c.id, c.segment, c.epoch, flow.id, flow.digest, scene.understood.language, {}, 0,
        None,
    )  # fmt: skip
    await queries.start(scene.w, run)
    await acting.classify(scene, flow.topic)
    given = {*finding.slugs_of(flow), *scene.aside}
    await matters.dealt_with(scene.w, c, scene.seq, scene.understood.matters, given)
    await _take(scene, run, flow, Began(), switched=switched)


def _may(scene: Scene, flow: Flow) -> bool:
    """Whether the brand lets the bot do this for this requester, as they are known now."""
    acts = any(isinstance(step, Act) for step in flow.steps.values())
    return flow.topic in scene.policy.bot_topics and (not acts or scene.policy.acts(flow.topic))


async def go_on(scene: Scene, run: RunRow, since: int) -> None:
    """The requester wrote while a flow is under way."""
    flow = await stored.version_of(scene.w, run.brand_id, run.digest)
    if not _may(scene, flow):
        await leave(scene.w, run)
        await acting.hand_over(scene, "policy")
        return
    await _take(scene, run, flow, Said(since, _meant(scene)), beside=_beside(scene, flow))


async def acted(scene: Scene, run: RunRow, event: Acted) -> None:
    """An action of the flow ended."""
    flow = await stored.version_of(scene.w, run.brand_id, run.digest)
    await _take(scene, run, flow, event)


async def took_back(scene: Scene, since: int) -> bool:
    """Whether they now say otherwise what a flow has just done; then a person goes on, who can put it right.

    What is clearly a wish of its own is none of that.
    """
    if scene.understood.sure or not scene.turns or scene.turns[-1].outcome != "done":
        return False
    runs = await queries.of_segment(scene.w, scene.c.brand_id, scene.c.id, scene.c.segment)
    state = stored.state_of(runs[-1]) if runs else None
    if state is None or not state.changed or state.ended != "done" or runs[-1].epoch != scene.c.epoch:
        return False
    flow = await stored.version_of(scene.w, runs[-1].brand_id, runs[-1].digest)
    setting = await _setting(scene, ZoneInfo(scene.ready.settings.brand.time_zone))
    said = [one for one in setting.heard if one.seq >= since]
    fact = listening.Reading(flow, state, setting, said, Meant()).afterwards()
    if fact is not None:
        await acting.hand_over(scene, "flow", why=listening.after_the_change(fact))
    return fact is not None


def _meant(scene: Scene) -> Meant:
    """Another flow or an article, where that is clear and the bot may."""
    understood, policy = scene.understood, scene.policy
    if not understood.sure or not understood.candidates or understood.candidates[0].topic not in policy.bot_topics:
        return Meant()
    slug = understood.candidates[0].slug
    flow = finding.flow_of(slug)
    return Meant(flow=flow) if flow is not None else Meant(article=slug)


def _beside(scene: Scene, flow: Flow) -> Matter | None:
    """A clear question that may have come along with what the flow waits for."""
    understood = scene.understood
    asked = [part for one in scene.said for part in language.matters(one) if phrases.asks(part)]
    if not understood.sure or not understood.candidates or not asked:
        return None
    first = understood.candidates[0]
    if first.slug in finding.slugs_of(flow):
        return None
    # What is for people is named to the requester at the end, with a person among the choices.
    slug = first.slug if first.topic in scene.policy.bot_topics else None
    return Matter(asked[-1], slug, first.title, first.topic, (first.slug,))


async def _take(
    scene: Scene, run: RunRow, flow: Flow, event: Event, *, switched: int = 0, beside: Matter | None = None
) -> None:
    zone = ZoneInfo(scene.ready.settings.brand.time_zone)
    setting = await _setting(scene, zone)
    run, state, effects = await stored.take(scene.w, run, flow, setting, event, zone)
    scene = replace(scene, key=f"flow-{run.id}-{run.events}")
    if beside is not None and not any(_takes_up(effect) for effect in effects):
        if beside.slug is not None and finding.flow_of(beside.slug) is None:
            scene = replace(scene, aside=(beside.slug,))
        else:
            await bot_queries.remember(scene.w, scene.c, scene.seq, (beside,))
    turn = _Turn(scene, flow, run, state, switched)
    await turn.perform(effects)


def _takes_up(effect: Effect) -> bool:
    """Whether the flow itself sees to another matter that was brought up."""
    return isinstance(effect, Switch) or (isinstance(effect, Show) and effect.aside)


async def _setting(scene: Scene, zone: ZoneInfo) -> Setting:
    w, c = scene.w, scene.c
    entries = await conversations.entries(w, c, after_seq=max(0, c.seq - READ_BACK), public_only=True)
    heard = tuple(
        Heard(entry.seq, entry.body)
        for entry in entries
        if entry.kind == "message" and entry.author_kind == "requester" and entry.segment == c.segment
    )
    today = w.clock.now().astimezone(zone).date()
    return Setting(scene.understood.language, today, await _known(w, c), heard, scene.upset)


async def _known(r: Reader, c: Conversation) -> dict[str, Any]:
    """What was proved about the contact."""
    who = await conversations.speaker(r, c)
    proved = {one.type: one.value for one in who.identities if one.verified}
    verified = who.verified
    return {
        "contact.kind": c.requester_kind,
        "contact.verified": verified,
        "contact.name": who.contact.name if verified else None,
        "contact.email": proved.get("email"),
        "contact.phone": proved.get("phone"),
        proving.PROVABLE: next(iter(await integrations.can_send(r, c.brand_id)), None),
    }


@dataclass
class _Turn:
    """The effects of one event, gathered into one reply."""

    scene: Scene
    flow: Flow
    run: RunRow
    state: State
    switched: int
    said: list[str] = field(default_factory=list)
    citations: list[dict[str, str]] = field(default_factory=list)
    options: tuple[str, ...] = ()

    async def perform(self, effects: Sequence[Effect]) -> None:
        """Say what there is to say, then do what ends or stops the turn."""
        for slug in self.scene.aside:
            await self._show(slug)
        for effect in effects:
            match effect:
                case Say():
                    self.said.append(effect.text)
                    self.options = effect.options
                case Show():
                    await self._show(effect.slug)
        last = effects[-1] if effects else None
        match last:
            case Pass():
                why = telling.why(last.why, last.note)
                reason = _REASONS.get(last.why, "action_failed")
                await acting.hand_over(self.scene, reason, why=why, before="\n\n".join(self.said))
            case Switch():
                await self._switch(last.flow)
            case Finish():
                await self._finish(last)
            case Run():
                await self._reply("acting", ())
                await self._publish(last)
            case _:
                await self._reply("asked" if self.state.waits != "action" else "acting", self.options)

    async def _show(self, slug: str) -> None:
        article, body = await acting.article_of(self.scene, slug)
        self.said.append(body)
        self.citations.append(acting.citation(article))

    async def _publish(self, effect: Run) -> None:
        c = self.scene.c
        due = FlowActionDue(
            brand_id=c.brand_id, conversation_id=c.id, run_id=self.run.id, number=effect.call.number,
            contact_id=c.contact_id,
        )  # fmt: skip
        await outbox.publish(self.scene.w, due)

    async def _switch(self, flow_id: str) -> None:
        if self.switched >= MOST_SWITCHES:
            await acting.hand_over(self.scene, "failed_turns")
        else:
            await begin(replace(self.scene, key="", aside=()), flow_id, switched=self.switched + 1)

    async def _finish(self, effect: Finish) -> None:
        rest = await acting.left_open(self.scene, self.scene.aside)
        self.said += rest.lines
        asks = effect.ended == "done" or bool(rest.options)
        options = tuple(acting.after_answer(self.scene, rest)) if asks else ()
        await self._reply("done" if effect.ended == "done" else "stopped", options, acting.offered(rest))

    def _asks(self) -> str:
        """What kind of answer is waited for."""
        step = self.flow.steps[self.state.at]
        if self.state.waits in {"address", "code"}:
            return "proof"
        return step.slot.type if isinstance(step, Collect) else "yes_no"

    async def _reply(
        self, outcome: Outcome, options: tuple[str, ...], offered: Mapping[str, Any] | None = None
    ) -> None:
        scene = self.scene
        if self.said:
            data: dict[str, object] = {"flow": self.flow.id, "stands_in_for": list(self.flow.instead_of)}
            data |= {"asks": self._asks()} if outcome == "asked" else {"done": True} if outcome == "done" else {}
            if self.citations:
                data["citations"] = self.citations
            if options:
                data["options"] = list(options)
            await acting.say(scene, scene.introduced("\n\n".join(self.said)), data)
        title = self.flow.text(self.flow.title, scene.understood.language)
        kept = {"title": title, "spoke": bool(self.said), "also": list(scene.aside), **(offered or {})}
        reason = f"flow:{self.flow.id}:{self.state.at}"
        # Silence settles what was answered; whoever waits for an action is not silent.
        await acting.keep(scene, outcome, reason, wait=outcome != "acting", data=kept)


# What earlier turns tell


def past(turns: Sequence[Turn]) -> tuple[Past, ...]:
    """The turns since the bot last got the conversation."""
    since = max((at for at, turn in enumerate(turns, start=1) if turn.outcome == "handed_over"), default=0)
    return tuple(
        Past(
            outcome=turn.outcome,
            slug=turn.article_slug,
            title=turn.data.get("title"),
            also=tuple(turn.data.get("also", ())),
            also_titles=tuple(turn.data.get("also_titles", ())),
            upset=bool(turn.data.get("upset")),
            failed=bool(turn.data.get("failed")),
            options=tuple(Option(**option) for option in turn.data.get("options", ())),
        )
        for turn in turns[since:]
    )


def nothing_said(turns: Sequence[Turn]) -> bool:
    """Whether the bot has not said a word in this segment."""
    return all(turn.outcome in UNDER_WAY and not turn.data.get("spoke") for turn in turns)
