"""Identity tokens: what a brand's server signed, and none of the known ways around it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from gigline.accounts import identity
from gigline.accounts.errors import IdentityRefused
from gigline.accounts.models import Brand
from gigline.kit.ids import new_id

NOW = datetime(2026, 11, 21, tzinfo=UTC)
AT = int(NOW.timestamp())
SECRET = b"k" * 43
GOOD = {"sub": "u-1", "exp": AT + 600}


def brand(secret: bytes = SECRET) -> Brand:
    return Brand(id=new_id(), key="hoplane", name="Hoplane", settings={}, identity_secret=secret, created_at=NOW)


def token(claims: dict[str, object], secret: bytes = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=algorithm)


def raw(header: object, claims: object, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def test_a_good_token_names_the_person():
    claims = {**GOOD, "iat": AT, "nbf": AT, "aud": "hoplane", "name": " Ana ", "kind": "worker", "email": "a@b.example"}
    found = identity.verify(brand(), token(claims), now=NOW)
    assert found == identity.Identified(external_id="u-1", name="Ana", kind="worker", email="a@b.example")


def test_what_they_agreed_to_be_matched_by() -> None:
    found = identity.verify(brand(), token({**GOOD, "matching": ["product:Family  Box"]}), now=NOW)
    assert found.matching == ("product:family box",)
    assert identity.verify(brand(), token({**GOOD, "matching": []}), now=NOW).matching == ()


@pytest.mark.parametrize("matching", ["city:porto", [1], ["city:porto"] * 21, {"city": "porto"}])
def test_matching_that_is_no_list_of_experiences_is_refused(matching: object) -> None:
    with pytest.raises(IdentityRefused):
        identity.verify(brand(), token({**GOOD, "matching": matching}), now=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "u-1"},
        {"exp": AT + 600},
        {**GOOD, "sub": ""},
        {**GOOD, "sub": "  "},
        {**GOOD, "sub": 7},
        {**GOOD, "sub": None},
        {**GOOD, "sub": ["u-1"]},
        {**GOOD, "sub": {"$ne": None}},
        {**GOOD, "sub": "x" * 201},
        {**GOOD, "exp": AT - 60},
        {**GOOD, "exp": AT + 365 * 86_400},
        {**GOOD, "exp": "soon"},
        {**GOOD, "exp": True},
        {**GOOD, "exp": None},
        {**GOOD, "exp": 1e400},
        {**GOOD, "iat": AT - 2 * 86_400},
        {**GOOD, "iat": AT + 3600},
        {**GOOD, "iat": "x"},
        {**GOOD, "nbf": AT + 3600},
        {**GOOD, "aud": "crateful"},
        {**GOOD, "aud": ["hoplane"]},
        {**GOOD, "kind": "admin"},
        {**GOOD, "kind": 1},
        {**GOOD, "kind": ["worker"]},
        {**GOOD, "name": "x" * 121},
        {**GOOD, "email": {}},
    ],
)
def test_claims_that_prove_nothing_are_refused(claims):
    with pytest.raises(IdentityRefused):
        identity.verify(brand(), token(claims), now=NOW)


def test_unsigned_and_wrongly_signed_tokens_are_refused():
    header, body, signature = token(GOOD).split(".")
    forged = [
        raw({"alg": "none"}, GOOD),
        raw({"alg": "None", "typ": "JWT"}, GOOD),
        raw({"alg": "HS256"}, GOOD),
        raw({"alg": "HS256", "crit": ["b64"], "b64": False}, GOOD, b"x" * 32),
        raw([], GOOD),
        raw({"alg": "HS256"}, [], b"x"),
        f"{header}.{body}.",
        f"{header}.{body}",
        token(GOOD, b"another secret of thirty-two bytes or more"),
        token(GOOD, algorithm="HS384") if len(SECRET) >= 48 else token(GOOD, b"k" * 64, "HS512"),
        token({**GOOD, "sub": "u-2"}).rsplit(".", 1)[0] + "." + signature,
        "",
        "." * 5,
        "x" * 5_000,
    ]
    for one in forged:
        with pytest.raises(IdentityRefused):
            identity.verify(brand(), one, now=NOW)


def test_a_token_signed_with_a_key_pair_is_refused():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = jwt.encode(GOOD, key, algorithm="RS256")
    for secret in (SECRET, public):
        with pytest.raises(IdentityRefused):
            identity.verify(brand(secret), signed, now=NOW)


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("secret", [b"", b"short", b"k" * 31])
def test_a_brand_without_a_proper_secret_identifies_nobody(secret):
    signed = token(GOOD, secret) if secret else raw({"alg": "HS256"}, GOOD)
    with pytest.raises(IdentityRefused):
        identity.verify(brand(secret), signed, now=NOW)


@given(st.text())
def test_any_text_is_refused_and_nothing_else_is_raised(text):
    with pytest.raises(IdentityRefused):
        identity.verify(brand(), text, now=NOW)
