"""Real SMTP servers for tests: they remember what they took, and say what they are told to."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import mailserver
from tests.tokenserver import TokenServer


class Line(Server):
    """A connection to us: how many mails it brought, and when it has ended."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.mails = 0
        self.ended = asyncio.Event()

    @property
    def wire(self) -> asyncio.Transport:
        return cast(asyncio.Transport, self.transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended.set()
        super().connection_lost(error)


@dataclass
class Post:
    """An SMTP server that remembers what it took, and does what `script` says next: a reply, or `drop`.

    `DATA` may also be told to `hang`: it takes the mail and says nothing. A connection that brought `most` mails is
    closed.
    """

    port: int = 0
    script: dict[str, list[str]] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    most: int | None = None
    lines: list[Line] = field(default_factory=list)

    async def handle_MAIL(self, server: Line, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.script.get("MAIL"):
            said = self.script["MAIL"].pop(0)
            if said == "drop":
                server.wire.abort()
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.script.get("RCPT"):
            return self.script["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Line, session: Session, envelope: Envelope) -> str:
        said = self.script["DATA"].pop(0) if self.script.get("DATA") else "250 OK"
        if said.startswith("250") or said in {"drop", "hang"}:
            self.taken.append(envelope)
        if said == "drop":
            server.wire.abort()
        if said == "hang":
            await asyncio.get_running_loop().create_future()
        server.mails += 1
        if server.mails == self.most:
            # Once the answer is out.
            asyncio.get_running_loop().call_soon(server.wire.close)
        return "250 OK" if said == "drop" else said

    def authenticate(
        self, server: Server, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        good = data.password == mailserver.PASSWORD.encode()
        self.signed_in += [data.login.decode()] if good else []
        return AuthResult(success=good, handled=False)


@dataclass
class TokenPost(Post):
    """Believes the tokens that Dovecot would. `says` is what it answers instead."""

    issuer: TokenServer = field(default_factory=TokenServer)
    says: str = ""

    async def auth_XOAUTH2(self, server: Server, args: list[str]) -> AuthResult:
        return await self._judged(server, args[1], b"")

    async def auth_OAUTHBEARER(self, server: Server, args: list[str]) -> AuthResult:
        return await self._judged(server, args[1], b"\x01")

    async def _judged(self, server: Server, line: str, expected: bytes) -> AuthResult:
        said = base64.b64decode(line).decode()
        if self.says:
            return AuthResult(success=False, handled=False, message=self.says)
        if self.issuer.believes(said.partition("Bearer ")[2].rstrip("\x01")):
            self.signed_in.append(said.partition("\x01")[0])
            return AuthResult(success=True)
        # The reason is a question, and only an answer to it brings the no.
        assert await server.challenge_auth('{"status":"401"}') == expected
        return AuthResult(success=False, handled=False)


PostT = TypeVar("PostT", bound=Post)


@asynccontextmanager
async def smtp_server(one: PostT, *without: str) -> AsyncIterator[PostT]:
    """The SMTP server; it does not offer the ways of signing in that it is to be `without`."""

    def line() -> Line:
        one.lines.append(
            Line(
                one,
                authenticator=one.authenticate,
                auth_require_tls=False,
                loop=asyncio.get_running_loop(),
                enable_SMTPUTF8=True,
                auth_exclude_mechanism=without,
            )
        )
        return one.lines[-1]

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    async with server:
        yield one


def certificate(folder: Path, name: str) -> tuple[str, ssl.SSLContext]:
    """A self-signed certificate for `name`, as PEM and as a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    kind, nothing = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "both.pem").write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, kind, nothing))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "both.pem")
    return pem.decode(), context
