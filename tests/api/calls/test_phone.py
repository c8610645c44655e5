"""A caller's way through a phone call, as a phone company drives it: signed webhooks in, TwiML out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.api.calls.conftest import PUBLIC, WANTS_PERSON, PhoneDesk
from twilio.request_validator import RequestValidator

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.calls import service
from gigline.channels.adapters.twilio import samples as messages
from gigline.channels.adapters.twilio.voice import samples
from gigline.conversations import callback_queries
from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.models import Author


async def said(phone: PhoneDesk) -> list[tuple[str, str]]:
    """The talk as the log has it."""
    log = await phone.board.log((await phone.call()).conversation_id)
    return [(one.author_kind, one.body) for one in log if one.kind == "message"]


async def brand_says(phone: PhoneDesk, **given: Any) -> None:
    """The brand's settings change."""
    board = phone.board
    board.settings = BrandSettings.model_validate({**board.settings.model_dump(), **given})
    async with board.database.writer() as w:
        await accounts.save_brand(w, board.settings)


async def test_the_bot_answers_a_spoken_question_in_words_and_the_caller_hangs_up(phone: PhoneDesk) -> None:
    phone.answers = ["It comes today."]
    caller = await phone.calls()
    assert caller.heard[:2] == ["Welcome to Acme.", "For English, press 1."]
    await caller.press("1")
    assert caller.heard[-1].startswith("Tell me in a few words")
    await caller.speak("Where is my order?")
    assert "It comes today." in caller.heard
    assert await said(phone) == [("requester", "Where is my order?"), ("bot", "It comes today.")]
    # What was spoken is not sent as a text as well.
    assert phone.company.taken == []
    await caller.hang_up()
    k = await phone.call()
    assert (k.state, k.end_reason) == ("ended", "hung_up")
    assert not (await phone.conversation()).on_call


async def test_what_the_bot_said_comes_as_a_text_when_the_caller_wants_it(phone: PhoneDesk) -> None:
    phone.answers = ["Here is the link: https://acme.example/returns"]
    caller = await phone.calls()
    await caller.press("1")
    await caller.speak("How do I return it?")
    await caller.press("9")
    await caller.hang_up()
    [text] = phone.company.taken
    assert (text.to, text.text) == ("+351912345678", "Here is the link: https://acme.example/returns")


async def test_a_caller_who_goes_on_by_text_is_in_the_same_conversation(phone: PhoneDesk) -> None:
    sam = await phone.board.associate("sam")
    caller = await phone.queued()
    c = await phone.conversation()
    await phone.board.accept(c.id)
    await caller.hang_up()
    phone.company.receipts = ()
    await phone.board.does(
        conversations.reply, c.id, (await phone.board.get(c.id)).epoch, Author("associate", sam, "sam"), "By text then?"
    )
    assert [one.text for one in phone.company.taken] == ["By text then?"]
    fields = messages.message("t-1", sender="+351912345678", body="Yes please")
    await caller._post(f"{PUBLIC}/channels/phone/acme-phone", fields)
    assert (await said(phone))[-1] == ("requester", "Yes please")
    assert await phone.count("conversations") == 1


async def test_who_presses_nothing_gets_the_first_language_and_then_a_person(phone: PhoneDesk) -> None:
    caller = await phone.calls()
    await caller.stay_silent()
    await caller.stay_silent()
    assert "I did not hear anything." in caller.heard
    await caller.stay_silent()
    assert "You are next." in caller.heard
    assert (await phone.conversation()).holder == "queue"


async def test_the_language_chosen_is_the_one_that_is_spoken_and_routed_by(phone: PhoneDesk) -> None:
    caller = await phone.calls()
    await caller.press("2")
    assert caller.heard[-1].startswith("Dígame en pocas palabras")
    assert (await phone.conversation()).language == "es"


async def test_waiting_callers_hear_where_they_stand_and_are_put_through_to_a_phone(phone: PhoneDesk) -> None:
    await brand_says(phone, brand={"key": "acme", "name": "Acme", "languages": ["en"]})
    first, second = await phone.calls("+351911111111"), await phone.calls("+351922222222")
    await first.press(WANTS_PERSON)
    await second.press(WANTS_PERSON)
    assert "You are next." in first.heard
    assert "You are number 2 in line." in second.heard
    sam = await phone.own_phone("sam", "+14155550199")
    await phone.board.sweep()
    [held] = [one for one in (first, second) if await phone.board.live(await conversation_of(phone, one.caller))]
    assert held is first
    await phone.board.accept(await conversation_of(phone, first.caller))
    await first.stay_silent()
    assert first.dialling is not None
    assert first.dialling.number == "+14155550199"
    assert await first.colleague_picks_up()
    k = await call_of(phone, first.caller)
    assert (k.state, k.associate_id) == ("connected", sam)
    await first.colleague_leaves()
    k = await call_of(phone, first.caller)
    assert (k.state, k.end_reason) == ("ended", "associate_hung_up")
    assert first.over
    # Sam has room for no second call while the conversation is theirs in writing: it is a chat now.
    assert await phone.board.load(sam) == 1


async def conversation_of(phone: PhoneDesk, number: str) -> Any:
    return (await call_of(phone, number)).conversation_id


async def call_of(phone: PhoneDesk, number: str) -> Any:
    async with phone.board.database.reader() as r:
        found = await r.value("SELECT id FROM calls WHERE number = $1 ORDER BY started_at DESC LIMIT 1", number)
        return await service.get(r, found)


async def test_who_does_not_press_a_key_at_the_whisper_does_not_take_the_call(phone: PhoneDesk) -> None:
    caller = await phone.put_through()
    assert not await caller.colleague_picks_up(key=None)
    await caller.colleague_leaves("no-answer", 0)
    assert (await phone.call()).state == "waiting"
    assert caller.heard[-1].startswith(("You are next", "To be called back", "It takes"))


async def test_a_callback_instead_of_waiting_is_made_when_somebody_is_ready(phone: PhoneDesk) -> None:
    caller = await phone.queued()
    await caller.press("1")
    assert caller.over
    assert (await phone.call()).state == "callback_promised"
    await phone.own_phone("sam", "+14155550199")
    await phone.board.sweep()
    await phone.accept()
    placed = phone.company.placed.get_nowait()
    assert placed.to == "+351912345678"
    assert phone.company.placed.empty()
    back = phone.handset(seed="back", direction="outbound-api")
    await back.follow(placed.url)
    assert back.heard[0] == "Hello, this is Acme. You asked us to call you back."
    assert back.dialling is not None
    assert await back.colleague_picks_up()
    assert (await phone.call()).state == "connected"
    await back.hang_up()
    assert await phone.count("callback_requests WHERE state = 'kept'") == 1


async def test_a_number_that_was_typed_is_called_only_when_a_person_says_so(phone: PhoneDesk) -> None:
    board = phone.board
    sam = await board.associate("sam")
    caller = await phone.calls("+351912345670")
    await caller.press("1")
    await caller.press(WANTS_PERSON)
    c = await phone.conversation()
    await board.accept(c.id)
    await caller.hang_up()
    author = Author("requester", c.contact_id, "Ana")
    await board.does(conversations.ask_for_call, c.id, "+351 912 345 699", None, author)
    await board.does(service.follow, c.id)
    assert phone.company.placed.empty()
    await board.does(service.call_now, c.id, Author("associate", sam, "sam"))
    assert phone.company.placed.get_nowait().to == "+351912345699"
    with pytest.raises(NotAllowedNow):
        await board.does(service.call_now, c.id, Author("associate", sam, "sam"))
    async with board.database.reader() as r:
        [wish] = await callback_queries.open_of_brand(r, board.brand.id)
    assert (wish.state, wish.attested, wish.attempts) == ("calling", False, 1)
    # Another number is another claim: what was promised for the one is not for the other.
    await board.does(conversations.ask_for_call, c.id, "+351 912 345 698", None, author)
    async with board.database.reader() as r:
        [wish] = await callback_queries.open_of_brand(r, board.brand.id)
    assert (wish.state, wish.phone) == ("asked", "+351912345698")


async def test_a_callback_that_nobody_answers_is_tried_again_later(phone: PhoneDesk) -> None:
    await phone.called_back()
    placed = phone.company.placed.get_nowait()
    fields = samples.call("placed", state="busy", caller="+14155550100", to=placed.to, Direction="outbound-api")
    await phone.handset(seed="placed")._post(placed.callback, fields)
    assert (await phone.call()).state == "failed"
    c = await phone.conversation()
    assert c.on_call
    assert c.callback_at is not None
    assert c.holder == "queue"


async def test_voicemail_is_a_file_of_the_log_that_somebody_answers(phone: PhoneDesk) -> None:
    caller = await phone.queued()
    await caller.press("2")
    await caller.leave_message(9)
    await phone.again(-2)
    k = await phone.call()
    assert k.state == "voicemail"
    log = await phone.board.log(k.conversation_id)
    [left] = [one for one in log if one.data.get("type") == "voicemail"]
    assert left.data["duration_s"] == 9
    async with phone.board.database.reader() as r:
        assert await r.value("SELECT content FROM attachments") == phone.company.sound
    assert (await phone.conversation()).holder == "queue"


async def test_after_hours_callers_are_called_back_when_it_opens(phone: PhoneDesk) -> None:
    day = ["09:00-10:00"] if datetime.now(UTC).hour > 11 else ["20:00-21:00"]
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    await brand_says(phone, hours=dict.fromkeys(week, day))
    await phone.setting(after_hours="callback")
    caller = await phone.calls()
    await caller.press("1")
    assert caller.over
    assert caller.heard[-1].startswith("Nobody is here right now. We call you back")
    assert (await phone.conversation()).callback_at is not None
    await phone.setting(after_hours="voicemail")
    caller = await phone.calls("+351933333333")
    await caller.press("1")
    assert caller.recording is not None


async def test_the_menu_takes_a_key_a_name_or_what_it_is_about(phone: PhoneDesk) -> None:
    await phone.setting(menu=["delivery", "safety", "gone"])
    topics = []
    for n, answer in enumerate(("2", "deliveries.", "my parcel is wet")):
        caller = await phone.calls(f"+35191000000{n}")
        await caller.press("1")
        assert caller.heard[-2:] == ["For Deliveries, press 1.", "For Safety, press 2."]
        await (caller.press(answer) if answer.isdigit() else caller.speak(answer))
        topics.append((await phone.conversation()).topic)
        phone.answers = ["One moment."]
    assert topics == ["safety", "delivery", None]
    assert ("requester", "my parcel is wet") in await said(phone)


@pytest.mark.parametrize(("answer", "consent"), [("1", "given"), ("yes", "given"), ("2", "refused"), ("hm", "refused")])
async def test_nobody_is_recorded_who_did_not_agree(phone: PhoneDesk, answer: str, consent: str) -> None:
    await phone.setting(record=True)
    await phone.own_phone("sam", "+14155550199")
    caller = await phone.calls()
    await caller.press("1")
    await (caller.press(answer) if answer.isdigit() else caller.speak(answer))
    assert (await phone.call()).consent == consent
    await caller.press(WANTS_PERSON)
    await phone.accept()
    await caller.stay_silent()
    assert caller.dialling is not None
    assert (caller.dialling.recording is not None) == (consent == "given")


async def test_the_vendors_own_sdk_signs_what_we_take_and_nothing_else_is_taken(phone: PhoneDesk) -> None:
    fields = samples.call("1")
    url = phone.calls_url
    by_twilio = RequestValidator("0123456789abcdef0123456789abcdef").compute_signature(url, fields)
    path = url.removeprefix("https://hooks.example")
    answer = await phone.client.post(path, data=fields, headers={"x-twilio-signature": by_twilio})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    k = await phone.call()
    for where, headers in (
        (path, {}),
        (path, {"x-twilio-signature": "x"}),
        (f"{path}/{k.id}/turn?turn=0", {"x-twilio-signature": by_twilio}),
        ("/channels/phone/nobody/calls", {"x-twilio-signature": by_twilio}),
    ):
        assert (await phone.client.post(where, data=fields, headers=headers)).status_code == 401
    assert await phone.count("calls") == 1


async def test_a_caller_with_an_open_chat_goes_on_with_it(phone: PhoneDesk) -> None:
    first = await phone.calls()
    await first.hang_up()
    one = await phone.conversation()
    second = await phone.calls()
    await second.press("1")
    assert (await phone.conversation()).id == one.id
    assert await phone.count("contacts") == 1


async def test_who_withholds_their_number_is_offered_no_callback(phone: PhoneDesk) -> None:
    caller = await phone.calls("anonymous")
    await caller.press("1")
    await caller.press(WANTS_PERSON)
    assert caller.heard[-1] == "To leave a message, press 2."
    await caller.press("1")
    assert not caller.over
