"""The providers that are known by name, and addresses that are none."""

from __future__ import annotations

import pytest

from gigline.channels import service
from gigline.channels.adapters.email.adapter import Email
from gigline.channels.adapters.email.settings import EmailSettings
from gigline.infra import oauth

OWN = {"address": "support@acme.example", "client_secret": "s", "refresh_token": "r"}


@pytest.mark.parametrize(
    ("said", "host", "token_url", "scope"),
    [
        ({"provider": "google"}, "accounts.google.com", "https://oauth2.googleapis.com/token", "https://mail.google"),
        (
            {"provider": "microsoft", "tenant": "acme.example"},
            "login.microsoftonline.com",
            "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token",
            "offline_access",
        ),
        (
            {"authorize_url": "https://id.example/a", "token_url": "https://id.example/t", "scope": "mail"},
            "id.example", "https://id.example/t", "mail",
        ),
    ],
)  # fmt: skip
def test_a_provider_is_named_or_told(said: dict[str, str], host: str, token_url: str, scope: str):
    settings = {**OWN, "oauth": {**said, "client_id": "c"}}
    grant = EmailSettings.model_validate(settings).sign_in("smtp").grant
    client = Email().consent(settings)
    assert grant is not None
    assert client is not None
    page = oauth.consent_url(client, redirect_uri="https://desk.example/back", state="s", verifier="v")
    assert page.startswith(f"https://{host}/")
    assert grant.token_url == client.token_url == token_url
    assert scope in grant.scope
    assert grant.scope == client.scope


def test_by_its_own_credentials_nobody_is_asked_and_the_scope_is_told():
    said = {"provider": "microsoft", "client_id": "c", "grant": "client_credentials"}
    assert Email().consent({**OWN, "oauth": said}) is None
    grant = EmailSettings.model_validate({**OWN, "oauth": said}).sign_in("imap").grant
    assert grant is not None
    assert (grant.scope, grant.refresh_token) == ("", None)


def test_a_page_keeps_its_own_parameters_and_ours_go_first():
    client = oauth.Client("https://id.example/a?tenant=t&state=theirs", "https://id.example/t", "c")
    page = oauth.consent_url(client, redirect_uri="https://desk.example/back", state="ours", verifier="v")
    assert "tenant=t" in page
    assert ("state=ours" in page, "theirs" in page) == (True, False)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "//evil.example",
        "https://",
        "https://a b",
        "https://user@evil.example",
        "https:\\\\x",
        "ftp://x",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str):
    told = {"token_url": "https://id.example/t", "client_id": "c", "authorize_url": url}
    assert service.problems("email", {**OWN, "oauth": told}, incomplete=True)
