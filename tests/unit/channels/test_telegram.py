"""Telegram's updates: the secret, edits, albums, reactions; and what an answer of the Bot API means."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest
from tests.unit.channels.fixtures import TELEGRAM, body
from tests.unit.channels.test_contract import OUT, answers

from gigline.channels import groups
from gigline.channels.adapters.telegram import samples
from gigline.channels.adapters.telegram.settings import TelegramSettings
from gigline.channels.contract import Attachment, Edited, Reaction, SendFailed, SendUnknown, Unverified
from gigline.channels.registry import ADAPTERS
from gigline.infra.http import Response

BOT = ADAPTERS["telegram"]
SECRET_HEADER = "x-telegram-bot-api-secret-token"


def parse(**what: Any) -> list[Any]:
    return list(BOT.parse(TELEGRAM, [], body(samples.update(1, **what))))


def test_b16_the_secret_token_and_nothing_else_is_let_in():
    BOT.verify(TELEGRAM, [(SECRET_HEADER, TELEGRAM["secret_token"])], b"", 0.0)
    for headers in (
        [],
        [(SECRET_HEADER, "")],
        [(SECRET_HEADER, "another tenant's")],
        [(SECRET_HEADER, "ü")],
        [(SECRET_HEADER, TELEGRAM["secret_token"])] * 2,
    ):
        with pytest.raises(Unverified):
            BOT.verify(TELEGRAM, headers, b"", 0.0)
    with pytest.raises(Unverified):
        BOT.verify({"secret_token": ""}, [(SECRET_HEADER, "")], b"", 0.0)


def test_a_secret_that_telegram_would_refuse_is_refused_by_us():
    with pytest.raises(ValueError, match="Telegram takes only"):
        TelegramSettings.model_validate({**TELEGRAM, "secret_token": "with spaces and more"})


def test_messages_are_named_by_chat_and_number():
    [message] = parse(message=samples.message(7, "Hi", chat=42, name="Ana"))
    assert (message.provider_id, message.sender, message.sender_name) == ("42:7", "42", "Ana")
    assert message.language == "en"


def test_an_edit_names_the_message_it_changes_and_itself():
    [edit] = parse(edited_message=samples.message(7, "Hello", chat=42, edit_date=1))
    assert isinstance(edit, Edited)
    assert (edit.target, edit.provider_id, edit.text) == ("42:7", "update:1", "Hello")


def test_a_reaction_and_its_end():
    [put], [taken] = (
        parse(message_reaction=samples.reaction(7, "👍", chat=42)),
        parse(message_reaction=samples.reaction(7, "", chat=42)),
    )
    assert isinstance(put, Reaction)
    assert (put.target, put.emoji, taken.emoji) == ("42:7", "👍", "")


def test_groups_bots_and_what_is_new_to_us_are_passed_over():
    crowd = samples.message(chat=-100) | {"chat": {"id": -100, "type": "supergroup"}}
    robot = samples.message() | {"from": {"id": 5, "is_bot": True, "first_name": "Bot"}}
    assert [parse(message=crowd), parse(message=robot), parse(poll={"id": "1"})] == [[], [], []]


@pytest.mark.parametrize(
    ("what", "content_type", "file_id"),
    [
        ({"voice": {"file_id": "v", "mime_type": "audio/ogg"}}, "audio/ogg", "v"),
        ({"document": {"file_id": "d", "file_name": "a.pdf"}}, "application/octet-stream", "d"),
        ({"sticker": {"file_id": "s"}}, "image", "s"),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "video", "a"),
    ],
)
def test_files_come_by_id(what, content_type, file_id):
    [message] = parse(message=samples.message(7, "", **what))
    [file] = message.attachments
    assert (file.content_type, file.provider_id) == (content_type, file_id)


def test_of_a_picture_the_largest_size_is_taken():
    [message] = parse(message=samples.photo(7, "p", caption="Broken"))
    assert (message.text, message.attachments[0].provider_id) == ("Broken", "p-800")


def test_places_and_contacts_become_words():
    [place] = parse(message=samples.message(7, "", location={"latitude": 38.7, "longitude": -9.1}))
    assert place.text == "[38.70000, -9.10000]"
    [poll] = parse(message=samples.message(7, "", poll={"id": "1", "question": "Left or right?"}))
    assert poll.text == "[Left or right?]"
    [dice] = parse(message=samples.message(7, "", dice={"emoji": "🎲", "value": 3}))
    assert dice.text == "[dice]"


def test_what_telegram_says_of_a_chat_itself_is_no_message_and_holds_up_no_other():
    assert parse(message=samples.message(7, "", pinned_message=samples.message(6))) == []


def test_an_album_is_merged_in_order_with_every_caption():
    parts = [
        parse(message=samples.photo(n, f"p{n}", album="a", caption="Look" if n == 9 else ""))[0] for n in (10, 9, 8)
    ]
    one = groups.merged(parts, "1111111:album:a")
    assert (one.text, one.client_id) == ("Look", "1111111:album:a")
    assert [file.provider_id for file in one.attachments] == ["p8-800", "p9-800", "p10-800"]


async def test_what_is_sent_has_no_markup():
    fetch, calls = answers(Response(200, {}, b'{"ok": true, "result": {"message_id": 9}}'))
    sent = await BOT.send(fetch, TELEGRAM, type(OUT)(**{**vars(OUT), "recipient": "42", "text": "<b>*hi*</b>"}))
    assert sent.provider_id == "42:9"
    assert calls[0][1] == f"https://api.telegram.org/bot{TELEGRAM['bot_token']}/sendMessage"
    value = json.loads(calls[0][3])
    assert (value["chat_id"], value["text"]) == (42, "<b>*hi*</b>")
    assert "parse_mode" not in value


@pytest.mark.parametrize(
    ("status", "said", "reason", "permanent", "wait"),
    [
        (429, {"ok": False, "parameters": {"retry_after": 31}}, "asked_to_wait", False, 31.0),
        (429, {"ok": False}, "asked_to_wait", False, None),
        (403, {"ok": False}, "blocked", True, None),
        (400, {"ok": False}, "refused", True, None),
        (401, {"ok": False}, "credentials_refused", True, None),
    ],
)
async def test_a_definite_no(status, said, reason, permanent, wait):
    fetch, _ = answers(Response(status, {}, json.dumps(said).encode()))
    with pytest.raises(SendFailed) as caught:
        await BOT.send(fetch, TELEGRAM, OUT)
    found = caught.value
    assert (found.reason, found.permanent, found.retry_after_s) == (reason, permanent, wait)


@pytest.mark.parametrize("answer", [Response(502, {}, b"<html>"), Response(200, {}, b"<html>")])
async def test_nobody_knows(answer):
    with pytest.raises(SendUnknown):
        await BOT.send(answers(answer)[0], TELEGRAM, OUT)


async def test_a_file_is_fetched_by_its_path_and_no_path_leads_elsewhere():
    found = Response(200, {}, b'{"ok": true, "result": {"file_path": "photos/file_1.jpg"}}')
    fetch, calls = answers(found, Response(200, {}, b"JPEG"))
    assert await BOT.fetch_file(fetch, TELEGRAM, Attachment("photo", provider_id="p"), 1_000) == b"JPEG"
    assert calls[1][1].endswith("/photos/file_1.jpg")
    bad = Response(200, {}, b'{"ok": true, "result": {"file_path": "../../bot1/getMe"}}')
    with pytest.raises(SendFailed):
        await BOT.fetch_file(answers(bad)[0], TELEGRAM, Attachment("photo", provider_id="p"), 1_000)


def parts_of(call) -> dict[str, tuple[str | None, bytes]]:
    """The form's fields: file name and content."""
    form = message_from_bytes(b"Content-Type: " + call[2]["content-type"].encode() + b"\r\n\r\n" + call[3])
    found = {}
    for part in form.get_payload():
        name = part.get_param("name", header="content-disposition")
        found[name] = (part.get_filename(), part.get_payload(decode=True))
    return found


FILES = (Attachment("label.pdf", "application/pdf", b"%PDF-1\r\n--"), Attachment("box.png", "image/png", b"\x89PNG"))


async def test_a_file_has_the_words_below_it_in_one_call():
    fetch, calls = answers(Response(200, {}, b'{"ok": true, "result": {"message_id": 9}}'))
    sent = await BOT.send(fetch, TELEGRAM, replace(OUT, recipient="42", text="Print this", attachments=FILES[:1]))
    assert (sent.provider_id, calls[0][1].rpartition("/")[2]) == ("42:9", "sendDocument")
    assert parts_of(calls[0]) == {
        "chat_id": (None, b"42"), "caption": (None, b"Print this"), "document": ("label.pdf", FILES[0].content),
    }  # fmt: skip


async def test_several_files_are_one_album():
    fetch, calls = answers(Response(200, {}, b'{"ok": true, "result": [{"message_id": 9}, {"message_id": 10}]}'))
    sent = await BOT.send(fetch, TELEGRAM, replace(OUT, recipient="42", text="Both", attachments=FILES))
    found = parts_of(calls[0])
    media = json.loads(found.pop("media")[1])
    assert (sent.provider_id, media[0]["caption"]) == ("42:9", "Both")
    assert [one["media"] for one in media] == ["attach://file0", "attach://file1"]
    assert found["file1"] == ("box.png", b"\x89PNG")


async def test_words_that_are_too_long_go_first_and_then_half_of_it_is_there():
    taken, refused = (
        Response(200, {}, b'{"ok": true, "result": {"message_id": 9}}'),
        Response(400, {}, b'{"ok": false}'),
    )
    fetch, calls = answers(taken, refused)
    with pytest.raises(SendUnknown, match="files_not_sent"):
        await BOT.send(fetch, TELEGRAM, replace(OUT, text="x" * 2_000, attachments=FILES))
    assert [call[1].rpartition("/")[2] for call in calls] == ["sendMessage", "sendMediaGroup"]
