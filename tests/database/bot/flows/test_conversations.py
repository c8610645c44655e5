"""Flows in whole conversations, on the real write path, over the real back ends."""

from __future__ import annotations

from typing import Any

from bench.tasks import grading, running
from bench.tasks.world import Person, World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.bot import flow_actions
from gigline.bot.events import FlowActionDue
from gigline.bot.flows import queries, stored
from gigline.conversations import service as conversations
from gigline.infra import outbox
from gigline.routing import sight


async def _street(world: World, person: Person, number: str = "HP-48214") -> str:
    rows = (await world.state("hoplane"))["deliveries"]
    return next(row["street"] for row in rows if (row["customer_id"], row["order_number"]) == (person.id, number))


async def _runs(world: World, person: Person) -> list[queries.RunRow]:
    async with world.database.reader() as r:
        c = await person.now()
        return await queries.of_segment(r, c.brand_id, c.id, c.segment)


async def _replays(world: World, person: Person) -> list[bool]:
    texts = {entry.seq: entry.body for entry in await person.log()}
    async with world.database.reader() as r:
        return [await stored.replays(r, run, texts) for run in await _runs(world, person)]


async def _sql(world: World, statement: str) -> list[dict[str, Any]]:
    async with world.database.reader() as r:
        return [dict(row) for row in await r.rows(statement)]


async def test_an_address_is_changed_once_and_the_log_replays(world: World):
    ana = await world.arrive("hoplane", "customer")
    c = await ana.say("I gave the wrong address for order HP-48214")
    assert c.holder == "bot"
    first = (await ana.told())[-1]
    assert first.startswith("I am Hop, the Hoplane bot.")
    assert "Rua das Flores 12" in first
    await ana.say("how do I tip the courier?")
    await ana.say("please take it to Rua Nova 5")
    assert "to Rua Nova 5 instead of Rua das Flores 12?" in (await ana.told())[-1]
    c = await ana.say("yes please")
    assert "now goes to Rua Nova 5" in (await ana.told())[-1]
    assert (await _street(world, ana), c.holder, c.topic) == ("Rua Nova 5", "bot", "delivery")
    assert await _replays(world, ana) == [True]
    c = await ana.say("great, done, thanks")
    assert c.status == "resolved"


async def test_a_hand_over_has_the_facts_with_their_messages_and_what_was_done(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("where is my delivery HP-46950")
    assert "marked as delivered" in (await ana.told())[-1]
    c = await ana.say("no")
    assert (c.holder, c.handover is not None) == ("queue", True)
    assert c.handover is not None
    assert c.handover["reason"] == "flow"
    facts = {fact["kind"]: (fact["value"], fact["seq"]) for fact in c.handover["facts"]}
    log = {entry.seq: entry.body for entry in await ana.log()}
    assert facts["order"][0] == "HP-46950"
    assert "HP-46950" in log[facts["order"][1]]
    assert facts["arrived"][0] == "no"
    assert len([one for one in c.handover["facts"] if one["value"] == "HP-46950"]) == 1
    assert any("track delivery: done" in step for step in c.handover["steps"])
    assert any("marked as delivered, and the requester does not have it" in step for step in c.handover["steps"])


async def test_a_back_end_that_is_away_is_a_hand_over_with_the_facts(world: World):
    ana = await world.arrive("hoplane", "customer")
    world.backends.fetch = Away()
    c = await ana.say("where is my delivery HP-48213")
    assert c.handover is not None
    assert (c.holder, c.handover["reason"]) == ("queue", "action_failed")
    assert ("order", "HP-48213") in {(one["kind"], one["value"]) for one in c.handover["facts"]}
    assert any("could not be reached" in step for step in c.handover["steps"])


class Away:
    """A network without the back end."""

    async def __call__(self, *_: object, **__: object) -> Any:
        from gigline.infra.http import FetchError

        raise FetchError("refused")


async def test_whoever_nobody_vouched_for_gets_the_article_and_nothing_of_an_order(world: World):
    ana = await world.arrive("hoplane", "customer", verified=False)
    await ana.say("where is my delivery HP-48213")
    assert "Rua das Flores" not in " ".join(await ana.told())
    assert (await _sql(world, "SELECT count(*) AS n FROM action_runs"))[0]["n"] == 0


async def test_the_same_action_tried_again_is_done_once(shop: World):
    """What a process that died before it could write the result down is followed by."""
    ana = await shop.arrive("crateful", "customer")
    await ana.say("skip my next box")
    await ana.say("yes", settle=False)
    c = await ana.now()
    run = None
    for _ in range(20):
        [run] = await _runs(shop, ana)
        if run.state["pending"] is not None and run.state["pending"]["action"] == "skip_box":
            break
        for delivery in await shop.relay.claim(1):
            await shop.relay.deliver(delivery)
    assert run is not None
    due = FlowActionDue(brand_id=c.brand_id, conversation_id=c.id, run_id=run.id, number=run.state["pending"]["number"])
    async with shop.database.reader() as r:
        wanted = await flow_actions._wanted(r, due)
    assert wanted is not None
    # Done at the back end, and dead before anything was written down.
    await flow_actions._ask(shop.database, shop.backends, wanted, due)
    before = await shop.state("crateful")
    await shop.relay.run_until_idle()
    await flow_actions.run(shop.database, shop.assistant, shop.backends, due)
    assert await shop.state("crateful") == before
    assert "the next box comes on" in (await ana.told())[-1]
    assert len([one for one in await ana.told() if "the next box comes on" in one]) == 1


async def test_a_person_who_takes_over_meanwhile_hears_what_was_done(world: World):
    ana = await world.arrive("hoplane", "worker", "active", True)
    await ana.say("reset my login")
    await ana.say("yes", settle=False)
    [delivery] = await world.relay.claim(1)
    await world.relay.deliver(delivery)
    [due] = [one for one in await world.relay.claim(5) if one.subscriber == "bot.flow_action"]
    event = outbox.decode(FlowActionDue, due.payload)
    async with world.database.reader() as r:
        wanted = await flow_actions._wanted(r, event)
    assert wanted is not None
    await flow_actions._ask(world.database, world.backends, wanted, event)
    async with world.database.writer() as w:
        await conversations.request_person(w, event.conversation_id)
    await world.relay.deliver(due)
    notes = [one.body for one in await ana.log() if one.kind == "note"]
    assert len(notes) == 1
    assert notes[0].startswith("The bot's action “reset login” ended: done. It said: sent to ")
    assert len((await world.state("hoplane"))["login_resets"]) == 1


async def test_nothing_is_done_for_a_conversation_that_the_bot_has_no_more(world: World):
    ana = await world.arrive("hoplane", "worker", "active", True)
    await ana.say("reset my login")
    await ana.say("yes", settle=False)
    [delivery] = await world.relay.claim(1)
    await world.relay.deliver(delivery)
    async with world.database.writer() as w:
        c = await conversations.request_person(w, (await ana.now()).id)
    await world.relay.run_until_idle()
    assert (await world.state("hoplane"))["login_resets"] == []
    assert (await ana.now()).epoch == c.epoch


async def test_another_matter_goes_to_its_flow_with_what_was_said(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("where is my delivery")
    assert "Which order is it?" in (await ana.told())[-1]
    await ana.say("actually cancel my order HP-47001 instead")
    assert "Shall I cancel order HP-47001?" in (await ana.told())[-1]
    assert [run.ended for run in await _runs(world, ana)] == ["switched", None]
    await ana.say("yes")
    rows = (await world.state("hoplane"))["orders"]
    assert {row["status"] for row in rows if (row["customer_id"], row["number"]) == (ana.id, "HP-47001")} == {
        "cancelled"
    }
    assert await _replays(world, ana) == [True, True]


async def test_a_wish_for_a_person_ends_the_flow_with_its_facts(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("I want to change the delivery address of HP-48214")
    c = await ana.say("let me talk to a person")
    assert c.handover is not None
    assert c.handover["reason"] == "requested"
    assert ("order", "HP-48214") in {(one["kind"], one["value"]) for one in c.handover["facts"]}
    assert [run.ended for run in await _runs(world, ana)] == ["left"]


async def test_what_a_restaurant_is_out_of_leaves_the_menu(world: World):
    sal = await world.arrive("hoplane", "business")
    await sal.say("we have no salmon left")
    assert "everything with salmon off the menu" in (await sal.told())[-1]
    await sal.say("yes")
    rows = (await world.state("hoplane"))["ingredients"]
    assert [row["name"] for row in rows if row["restaurant_id"] == sal.id and not row["available"]] == ["salmon"]


async def test_a_button_for_a_person_loses_nothing_either(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("I want to change the delivery address of HP-48214")
    async with world.database.writer() as w:
        await conversations.request_person(w, (await ana.now()).id)
    await world.relay.run_until_idle()
    c = await ana.now()
    assert c.handover is not None
    assert [(one["kind"], one["value"]) for one in c.handover["facts"]] == [("order", "HP-48214")]
    assert any("track delivery: done" in step for step in c.handover["steps"])
    assert [run.ended for run in await _runs(world, ana)] == ["left"]


async def test_policy_takes_actions_away_and_asks_for_clearance(world: World):
    raw = world.brands["hoplane"].settings.model_dump(mode="json")
    raw["policies"] = [
        {"name": "Answers only about deliveries", "topics": ["delivery"], "bot": "answers", "clearance": 2},
        {"name": "A person everywhere", "offer_person": True},
    ]
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))
    ana, dario = await world.arrive("hoplane", "customer"), await world.arrive("hoplane", "worker")
    c = await ana.say("where is my delivery HP-48213")
    assert c.handover is not None
    assert (c.holder, c.handover["reason"], c.handover["clearance"]) == ("queue", "policy", 2)
    assert sight.need_of(c, BrandSettings.model_validate(raw), None).clearance == 2
    await dario.say("reset my login")
    asked = [one for one in await dario.log() if one.author_kind == "bot" and one.kind == "message"][-1]
    assert asked.data["options"] == ["Yes", "No", "Talk to a person"]


async def test_policy_holds_in_the_middle_of_a_flow_too(world: World):
    raw = world.brands["hoplane"].settings.model_dump(mode="json")
    raw["policies"] = [{"name": "Watched", "attributes": {"watched": True}, "bot": "answers"}]
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))
    ana = await world.arrive("hoplane", "customer")
    await ana.say("I gave the wrong address for order HP-48214", "please take it to Rua Nova 5")
    async with world.database.writer() as w:
        await w.execute("UPDATE contacts SET attributes = attributes || $2 WHERE id = $1", ana.requester.contact_id,
                        {"watched": True})  # fmt: skip
    c = await ana.say("yes")
    assert c.handover is not None
    assert (c.handover["reason"], await _street(world, ana)) == ("policy", "Rua das Flores 12")
    assert [run.ended for run in await _runs(world, ana)] == ["left"]


async def test_what_is_taken_back_after_a_flow_brings_a_person_who_knows_what_is_wanted(shop: World):
    ana = await shop.arrive("crateful", "customer")
    await ana.say("pause my subscription for two months")
    await ana.say("yes")
    c = await ana.say("actually make it three months")
    assert c.handover is not None
    assert (c.holder, c.handover["reason"]) == ("queue", "flow")
    assert any("Said after the change: 3" in step for step in c.handover["steps"]), c.handover["steps"]


SAMPLE = {"address-5-other-order", "where-6-missing", "app-1-locked", "out-5-correction", "cancel-5-switch"}


async def test_a_sample_of_the_tasks_ends_as_it_should(world: World):
    """All of them, eight times each: `python -m bench tasks`."""
    for task in [one for one in grading.tasks() if one.id in SAMPLE]:
        assert await running.run(world, task) == ([], 0), task.id


async def test_a_second_flow_asked_for_is_offered_when_the_first_is_over(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("where is my delivery HP-48213? I also gave the wrong address for my order")
    told = (await ana.told())[-1]
    assert "You also asked “I also gave the wrong address for my order”. Shall we go on with that?" in told
    title = (await ana.log())[-1].data["options"][0]
    await ana.say(title)
    runs = await _runs(world, ana)
    assert [run.flow for run in runs] == ["where-is-my-delivery", "change-delivery-address"]
    assert await _sql(world, "SELECT 1 FROM bot_matters WHERE state <> 'closed'") == []


async def test_an_article_beside_a_flow_is_told_at_once(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("where is my delivery HP-48213 and how do I tip the courier?")
    log = await ana.log()
    assert "tip-courier" in {one["slug"] for entry in log for one in entry.data.get("citations", ())}
    assert [run.flow for run in await _runs(world, ana)] == ["where-is-my-delivery"]


async def test_a_question_that_comes_with_what_a_flow_waits_for_is_answered_too(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("I gave the wrong address for my order")
    await ana.say("HP-48214. And how do I tip the courier?")
    assert "Rua das Flores 12" in (await ana.told())[-1]
    assert "tip-courier" in {one["slug"] for entry in await ana.log() for one in entry.data.get("citations", ())}


async def test_the_requester_picks_one_of_the_recommended_and_the_choice_is_kept(shop: World):
    ana = await shop.arrive("crateful", "customer", verified=False)
    await ana.say("can a cook come to my home")
    assert "Where shall the cook come?" in (await ana.told())[-1]
    await ana.say("Madrid, centre")
    assert "Whom would you like?" in (await ana.told())[-1]
    c = await ana.say("Alba Rey")
    assert "Alba Rey it is." in (await ana.told())[-1]
    assert c.holder == "bot"
    [row] = await _sql(shop, "SELECT conversation_id, asked_by, chosen, shown FROM recommendations")
    assert (row["conversation_id"], row["asked_by"], row["chosen"]) == (c.id, "bot", "alba-rey")
    assert len(row["shown"]) == 3
    assert await _replays(shop, ana) == [True]


async def test_a_hand_over_names_what_was_said_in_the_brands_own_words(world: World):
    ana = await world.arrive("hoplane", "customer")
    await ana.say("hi, I am on my samsung")
    c = await ana.say("Talk to a person")
    assert c.handover is not None
    facts = {fact["kind"]: (fact["value"], fact["seq"]) for fact in c.handover["facts"]}
    assert facts["device"][0] == "Android phone"
