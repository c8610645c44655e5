"""The API channel's signature."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from gigline.channels import signature
from gigline.channels.contract import Unverified

SECRET, BODY, NOW = "a secret of the account", '{"text": "👋 où?"}'.encode(), 1_790_000_000


def header(value: str) -> list[tuple[str, str]]:
    return [("x-gigline-signature", value)]


def test_it_is_hmac_sha256_of_time_dot_body():
    digest = hmac.new(SECRET.encode(), b"1790000000." + BODY, hashlib.sha256).hexdigest()
    assert signature.sign(SECRET, BODY, NOW) == f"t=1790000000,v1={digest}"


@pytest.mark.parametrize("off", [-300, 0, 300])
def test_it_is_good_for_five_minutes(off):
    signature.check(SECRET, header(signature.sign(SECRET, BODY, NOW)), BODY, NOW + off)


@pytest.mark.parametrize("off", [-301, 301, 600, 90_000, 8 * 86_400])
def test_replayed_later_it_is_refused(off):
    with pytest.raises(Unverified):
        signature.check(SECRET, header(signature.sign(SECRET, BODY, NOW)), BODY, NOW + off)


GOOD = signature.sign(SECRET, BODY, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        header(""),
        header(GOOD) + header(GOOD),
        header(f"{GOOD},{GOOD}"),
        header(GOOD.upper()),
        header(f" {GOOD}"),
        header(GOOD + "\n"),
        header(GOOD[:-1]),
        header(GOOD.replace("v1", "v0")),
        header(GOOD.replace(f"t={NOW}", f"t={NOW + 1}")),
        header(GOOD.replace(f"t={NOW}", "t=１７９")),
        header("t=99999999999999999999,v1=" + "0" * 64),
        header(f"t={NOW},v1=" + "0" * 64),
        header(signature.sign("another account's secret", BODY, NOW)),
        header(signature.sign(SECRET, BODY + b" ", NOW)),
    ],
)
def test_anything_else_is_refused(headers):
    with pytest.raises(Unverified):
        signature.check(SECRET, headers, BODY, NOW)


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_secret_nothing_is_right(empty):
    with pytest.raises(Unverified):
        signature.check(empty, header(signature.sign("", BODY, NOW)), BODY, NOW)
