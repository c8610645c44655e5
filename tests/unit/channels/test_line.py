"""LINE, the adapter that was written by following docs/howto/add-a-channel.md."""

from __future__ import annotations

import json

import pytest
from tests.unit.channels.fixtures import CASES, LINE, body, line_message
from tests.unit.channels.test_contract import OUT, answers

from gigline.channels.adapters.line.adapter import sign
from gigline.channels.contract import Deleted, Malformed, SendFailed, Unverified
from gigline.channels.registry import ADAPTERS
from gigline.infra.http import Response

ADAPTER = ADAPTERS["line"]


def test_the_signature_covers_the_bytes():
    raw = body(CASES["line"].message)
    ADAPTER.verify(LINE, [("x-line-signature", sign(LINE["channel_secret"], raw))], raw, 0.0)
    for headers in ([], [("x-line-signature", sign("another channel's secret", raw))]):
        with pytest.raises(Unverified):
            ADAPTER.verify(LINE, headers, raw, 0.0)
    with pytest.raises(Unverified):
        ADAPTER.verify({"channel_secret": ""}, [("x-line-signature", sign("", raw))], raw, 0.0)


def test_pictures_unsent_messages_groups_and_no_events():
    picture = line_message(message={"id": "2", "type": "image"})
    [found] = ADAPTER.parse(LINE, [], body(picture))
    assert (found.text, found.attachments[0].provider_id) == ("", "2")
    [gone] = ADAPTER.parse(LINE, [], body(line_message(type="unsend", unsend={"messageId": "2"})))
    assert isinstance(gone, Deleted)
    assert gone.target == "2"
    crowd = line_message(source={"type": "group", "groupId": "C1", "userId": "U1"})
    assert list(ADAPTER.parse(LINE, [], body(crowd))) == []
    assert list(ADAPTER.parse(LINE, [], body({**crowd, "events": []}))) == []
    with pytest.raises(Malformed):
        ADAPTER.parse(LINE, [], body({**crowd, "destination": "U" + "0" * 32}))


async def test_a_key_that_line_knows_was_taken_the_first_time():
    taken = Response(200, {}, b'{"sentMessages": [{"id": "461"}]}')
    known = Response(409, {"x-line-accepted-request-id": "r-1"}, b'{"message": "accepted"}')
    for answer, provider_id in ((taken, "461"), (known, "r-1")):
        fetch, calls = answers(answer)
        assert (await ADAPTER.send(fetch, LINE, OUT)).provider_id == provider_id
        assert calls[0][2]["x-line-retry-key"] == str(OUT.id)
        assert json.loads(calls[0][3])["messages"] == [{"type": "text", "text": "Hello"}]
    with pytest.raises(SendFailed):
        await ADAPTER.send(answers(Response(400, {}, b"{}"))[0], LINE, OUT)
