"""The client takes an answer or says why not, whatever the server does."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from starlette.responses import JSONResponse, Response
from tests.model_server import ModelServer, completion, dripping
from tests.processes import free_port

from gigline.bot.guest.client import GuestUnavailable, OpenAiGuest, Said


async def _say(url: str, timeout_s: float = 5.0) -> Said:
    guest = OpenAiGuest(url, SecretStr("key"), "ours", timeout_s)
    try:
        return await guest.say("one", "two", model=None, max_tokens=10)
    finally:
        await guest.close()


async def test_an_answer_comes_with_its_tokens() -> None:
    async with ModelServer(lambda system, user: f"{system} and {user}").running() as server:
        said = await _say(server.url)
    assert said.text == "one and two"
    assert said.tokens == 20
    assert "one and two" not in repr(said)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (Response("no", status_code=500), "InternalServerError"),
        (Response("busy", status_code=429), "RateLimitError"),
        (Response("{", media_type="application/json"), "unreadable"),
        (JSONResponse([1, 2]), "unreadable"),
        (JSONResponse({"choices": []}), "unreadable"),
        (JSONResponse(completion("")), "empty"),
        (JSONResponse(completion("x" * 6_001)), "too_long"),
    ],
)
async def test_whatever_else_comes_is_no_answer(response: Response, reason: str) -> None:
    async with ModelServer(lambda *_: response).running() as server:
        with pytest.raises(GuestUnavailable) as caught:
            await _say(server.url)
    assert caught.value.reason in {reason, "APIResponseValidationError"}


async def test_one_who_never_ends_is_interrupted_and_nobody_is_no_answer() -> None:
    async with ModelServer(lambda *_: dripping()).running() as server:
        with pytest.raises(GuestUnavailable) as caught:
            await _say(server.url, 0.3)
        assert caught.value.reason == "timeout"
    with pytest.raises(GuestUnavailable):
        await _say(f"http://127.0.0.1:{free_port()}/v1")


async def test_a_server_that_counts_wrongly_does_not_make_the_budget_larger() -> None:
    lying = JSONResponse(completion("fine", tokens=-1_000_000))
    async with ModelServer(lambda *_: lying).running() as server:
        said = await _say(server.url)
    assert said.tokens > 0
