"""Signing in with access tokens: at a real Dovecot and a real SMTP server, with a server of tokens of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.database.channels.email.conftest import OUTSIDE, Desk
from tests.smtpserver import TokenPost, smtp_server
from tests.tokenserver import REFRESH, SECRET, TokenServer, settings_of
from tests.unit.channels.email.mails import mail

from gigline.channels import service, tokens
from gigline.channels.adapters.email.settings import EmailSettings
from gigline.channels.contract import Fetch, SendFailed
from gigline.channels.outside import Signs
from gigline.channels.registry import ADAPTERS
from gigline.infra.db import Database
from gigline.infra.oauth import Grant
from gigline.infra.outbox import Subscriptions
from gigline.infra.serving import serving
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault


@dataclass
class Scene:
    """An account at work with its token server and its mail servers."""

    desk: Desk
    issuer: TokenServer
    post: TokenPost

    async def state(self, text: str = "On its way.") -> tuple[str, str | None]:
        """What becomes of an answer."""
        [c] = await self.desk.conversations()
        entry = await self.desk.answer(c, text)
        async with self.desk.database.reader() as r:
            row = await service.outbound(r, self.desk.brand_id, entry.id)
        return row.state, row.error

    async def trouble(self) -> str | None:
        return await self.desk.value("SELECT error FROM account_tokens")


@asynccontextmanager
async def scene(mailed: Desk, folder: Path, *without: str, **oauth: Any) -> AsyncIterator[Scene]:
    service.use_vault(mailed.database, Vault(Settings(data_dir=folder)))
    issuer = TokenServer()
    async with serving(issuer.app()) as url, smtp_server(TokenPost(issuer=issuer), *without) as post:
        smtp = {**mailed.account.settings["smtp"], "port": post.port}
        desk = await mailed.mailbox("acme-token", smtp=smtp, **settings_of(url, **oauth))
        issuer.user = desk.user
        yield Scene(desk, issuer, post)


async def test_one_token_reads_the_mailbox_and_sends_the_answer_and_is_kept_sealed(
    mailed: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    async with scene(mailed, tmp_path) as s:
        await s.desk.arrive(mail("Where is my parcel?"))
        assert await s.state() == ("sent", None)
        assert await s.desk.read() == "read"
        assert (len(s.issuer.given), len(s.post.taken)) == (1, 1)
        assert s.post.signed_in == [f"user={s.desk.user}"]
        rows = await s.desk.rows(
            "SELECT a.*, t.* FROM channel_accounts a LEFT JOIN account_tokens t ON t.account_id = a.id"
        )
        everything = "".join([repr(rows), repr(s.desk.account), *capfd.readouterr()])
        for hidden in (SECRET, REFRESH, s.issuer.refresh, *s.issuer.given):
            assert hidden not in everything


async def test_it_is_renewed_before_it_ends_by_the_newest_refresh_token(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path) as s:
        s.issuer.lasts_s = 600
        for ahead, asked in ((0, 1), (470, 1), (20, 2), (500, 3)):
            await s.desk.advance(ahead)
            assert await s.desk.read() == "read"
            assert len(s.issuer.asked) == asked
        assert [one["refresh_token"] for one in s.issuer.asked][:2] == [REFRESH, "refresh-1-of-tests"]
        assert len({one["refresh_token"] for one in s.issuer.asked}) == 3


async def test_many_who_want_it_at_once_make_one_ask(mailed: Desk, tmp_path: Path, dsn: str):
    async with scene(mailed, tmp_path) as s:
        other = Database(dsn, subscribers=Subscriptions([]), pool_size=4)
        await other.open()
        service.use_vault(other, Vault(Settings(data_dir=tmp_path)))
        try:
            outsides = [tokens.signed(one, OUTSIDE, s.desk.account) for one in (s.desk.database, other)]
            found = await asyncio.gather(*(_token(one, s.desk) for one in outsides * 3))
        finally:
            await other.close()
        assert (set(found), len(s.issuer.asked)) == ({s.issuer.given[0]}, 1)


def _token(outside: Fetch, desk: Desk) -> Any:
    assert isinstance(outside, Signs)
    return outside.token(_grant(desk))


def _grant(desk: Desk) -> Grant:
    grant = EmailSettings.model_validate(desk.account.settings).sign_in("imap").grant
    assert grant is not None
    return grant


async def test_a_token_that_is_no_longer_taken_is_renewed_once(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path) as s:
        await s.desk.arrive(mail())
        await _hold_a_sour_one(s)
        assert await s.desk.read() == "read"
        await _hold_a_sour_one(s)
        assert await s.state() == ("sent", None)
        assert len(s.issuer.asked) == 5


async def test_another_token_means_another_connection(desk: Desk, tmp_path: Path):
    async with scene(desk, tmp_path) as s:
        await s.desk.take(mail())
        for text in ("On its way.", "Really."):
            assert await s.state(text) == ("sent", None)
        assert len(s.post.lines) == 1
        await s.desk.advance(3600)
        assert await s.state("It is there.") == ("sent", None)
        assert [one.mails for one in s.post.lines] == [2, 1]
        await asyncio.wait_for(s.post.lines[0].ended.wait(), 30)
        assert len(s.issuer.given) == 2


async def _hold_a_sour_one(s: Scene) -> None:
    """As if the provider had taken the token back that we hold."""
    s.issuer.sour = True
    await s.desk.advance(3600)
    await _token(tokens.signed(s.desk.database, OUTSIDE, s.desk.account), s.desk)
    s.issuer.sour = False
    await s.desk.advance(tokens.YOUNG_S + 1)


async def test_who_takes_no_token_at_all_is_not_asked_on_and_on(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path) as s:
        await s.desk.take(mail())
        s.issuer.sour = True
        assert await s.state() == ("failed", "sign_in_refused")
        for _ in range(3):
            assert await s.desk.read() == "broken"
        assert await s.desk.value("SELECT error FROM mailboxes") == "sign_in_refused"
        assert len(s.issuer.asked) == 1


@pytest.mark.parametrize(
    ("status", "error", "word", "state"),
    [
        (400, "invalid_grant", "grant_refused", "failed"),
        (401, "invalid_client", "client_refused", "failed"),
        (503, "", "token_not_given", "queued"),
    ],
)
async def test_a_server_of_tokens_that_says_no(
    mailed: Desk, tmp_path: Path, status: int, error: str, word: str, state: str
):
    async with scene(mailed, tmp_path) as s:
        await s.desk.take(mail())
        s.issuer.status, s.issuer.error = status, error
        assert await s.state() == (state, word)
        assert await s.desk.read() == "broken"
        assert await s.desk.value("SELECT error FROM mailboxes") == word
        assert await s.trouble() == word
        s.issuer.status = 200
        assert await s.desk.read() == "read"
        assert await s.trouble() is None


async def test_by_the_clients_own_credentials_and_the_other_mechanism(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path, "XOAUTH2", grant="client_credentials") as s:
        await s.desk.arrive(mail())
        assert await s.state() == ("sent", None)
        assert s.post.signed_in == [f"n,a={s.desk.user},"]
        # The other mechanism's no has an end too, and a server that is busy is no refusal.
        await _hold_a_sour_one(s)
        assert await s.state("And again.") == ("sent", None)
        # Without another token nobody would sign in again.
        await _hold_a_sour_one(s)
        s.post.says = "454 4.7.0 try again"
        assert await s.state("And again.") == ("queued", "asked_to_wait")
        # A refresh token that came unasked is left alone.
        asked = [(one["grant_type"], "refresh_token" in one) for one in s.issuer.asked]
        assert asked == [("client_credentials", False)] * 4


async def test_other_settings_make_what_was_kept_worthless(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path) as s:
        assert await s.desk.read() == "read"
        s.issuer.refresh = "given-by-another-consent"
        async with s.desk.database.writer() as w:
            own = {**s.desk.account.settings, "refresh_token": s.issuer.refresh}
            s.desk.account = await service.save_account(w, s.desk.brand_id, "email", "acme-token", own)
        assert await s.desk.read() == "read"
        assert s.issuer.asked[1]["refresh_token"] == "given-by-another-consent"


async def test_a_server_without_oauth_is_told_by_a_word_and_nothing_is_sent_there(mailed: Desk, tmp_path: Path):
    async with scene(mailed, tmp_path, "XOAUTH2", "OAUTHBEARER") as s:
        with pytest.raises(SendFailed) as caught:
            await ADAPTERS["email"].probe(
                tokens.signed(s.desk.database, OUTSIDE, s.desk.account), s.desk.account.settings
            )
        assert (caught.value.reason, caught.value.permanent) == ("no_oauth", True)


def test_a_grant_wants_its_proof():
    for oauth, given in (({}, {}), ({"grant": "client_credentials"}, {"refresh_token": "r"})):
        settings = {"address": "a@acme.example", "oauth": {"token_url": "https://t.example", "client_id": "c", **oauth}}
        assert service.problems("email", {**settings, **given})
        # A brand's folder has no secrets: they come later.
        assert not service.problems("email", settings, incomplete=True)
        assert not service.problems("email", {**settings, "refresh_token": "r", "client_secret": "s"})
