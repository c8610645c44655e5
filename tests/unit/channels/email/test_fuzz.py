"""Mutated mails: whatever comes, the parser says Malformed or gives something that can be stored, and is quick.

GIGLINE_MAIL_FUZZ=100000 .venv/bin/pytest tests/unit/channels/email/test_fuzz.py -s
"""

from __future__ import annotations

import json
import os
import random
import time

from tests.unit.channels.email.mails import PASS, SETTINGS, mail, multipart
from tests.unit.channels.email.test_bounces import report
from tests.unit.channels.email.test_html import CORPUS

from gigline.channels.adapters.email.adapter import Email
from gigline.channels.contract import Aside, Inbound, Malformed, Receipt
from gigline.kit.text import storable

ROUNDS = int(os.environ.get("GIGLINE_MAIL_FUZZ", "400"))
SLOWEST_S = 2.0

HTML = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>a <b>b=C3=A9</b>"
FILE = 'Content-Type: image/png; name="=?utf-8?b?w6k=?=.png"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo='
SEEDS = [
    mail(raw_head=f"Authentication-Results: {PASS}\r\n", in_reply_to=f"<{'a' * 52}.{'0' * 32}@acme.example>"),
    multipart("Content-Type: text/plain\n\nwords", HTML, FILE, kind="alternative"),
    multipart("Content-Type: message/rfc822\n\nFrom: a@b.example\n\ninner", FILE),
    mail("Hi\n\nOn Sun, 22 Nov 2026, Acme wrote:\n> quoted\n\n-- \nAda", subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?="),
    *(mail(html, content_type="text/html") for html in CORPUS[::7]),
    report(),
]
PIECES = [
    b"\x00", b"\xff\xfe", b"\r\n", b"\n\n", b"\r", b"--b1", b"--b1--", b"=?utf-8?b?", b"?=", b'"', b"\\", b"<", b">",
    b"(", b")", b";", b":", b"@", b"=\n", b"Content-Type: multipart/mixed; boundary=b1\n\n",
    b"Content-Transfer-Encoding: base64\n", b"charset=utf-16", b"filename*0*=utf-8''%ff%00", b"name*=x'", b"\xf0\x9f",
    b"From: x@y.example\n", b" " * 50, b"A" * 300, b"=" * 40, "\u202e\u200b".encode(), b"begin 644 x\n",
]  # fmt: skip


def mutated(random_: random.Random) -> bytes:
    """One of the seeds, cut, doubled, swapped and sprinkled."""
    raw = bytearray(random_.choice(SEEDS))
    for _ in range(random_.randint(1, 8)):
        at, other = random_.randrange(len(raw) + 1), random_.randrange(len(raw) + 1)
        first, last = min(at, other), max(at, other)
        what = random_.randrange(5)
        if what == 0:
            raw[at:at] = random_.choice(PIECES)
        elif what == 1:
            del raw[first : min(last, first + 80)]
        elif what == 2:
            raw[at:at] = raw[first : min(last, first + 200)]
        elif what == 3 and raw:
            raw[at % len(raw)] = random_.randrange(256)
        else:
            raw[at:at] = random_.choice(PIECES) * random_.randint(1, 20)
        if not raw:
            return b""
    return bytes(raw)


def test_nothing_but_malformed_ever_comes_of_a_mutated_mail():
    seed = int(os.environ.get("GIGLINE_SEED", "0")) or random.randrange(2**32)
    random_, kinds, slowest = random.Random(seed), dict.fromkeys(("Inbound", "Aside", "Receipt", "Malformed"), 0), 0.0
    for n in range(ROUNDS):
        raw = mutated(random_)
        started = time.thread_time()
        try:
            [part] = Email().parse(SETTINGS, [], raw)
        except Malformed:
            kinds["Malformed"] += 1
            continue
        except Exception as error:
            raise AssertionError(f"GIGLINE_SEED={seed} round {n}: {error!r} for {raw!r}") from error
        slowest = max(slowest, time.thread_time() - started)
        kinds[type(part).__name__] += 1
        assert isinstance(part, Inbound | Aside | Receipt)
        if isinstance(part, Inbound):
            _check(part)
    print(f"seed {seed}: {ROUNDS} mails, {kinds}, slowest {slowest:.3f} s")
    assert slowest < SLOWEST_S
    assert all(kinds.values()) or ROUNDS < 2_000


def _check(part: Inbound) -> None:
    said = json.dumps(part.data, ensure_ascii=False) + part.text + part.sender + part.provider_id + part.sender_name
    assert storable(said) == said
    assert "\\u0000" not in said
    assert part.text
    assert part.sender.count("@") == 1
    assert len(part.text) <= 20_000
    assert part.provider_id.isprintable()
