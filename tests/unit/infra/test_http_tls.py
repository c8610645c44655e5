"""safe_fetch over TLS: pinned to an address, and still it is the name that must be right."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gigline.infra import http

NAME = "callback.example"


def _write_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
async def tls_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[int, list[str | None]]]:
    """A TLS server for NAME that we trust: its port, and the names it was asked for."""
    certificate, key = _write_certificate(tmp_path)
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(http, "_tls", lambda: trusting)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as running:
        yield running.sockets[0].getsockname()[1], names


async def _resolve(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def test_the_name_goes_with_the_pinned_connection(tls_server: tuple[int, list[str | None]]) -> None:
    port, names = tls_server
    answer = await http.safe_fetch("GET", f"https://{NAME}:{port}/", headers={}, allow_private=True, resolver=_resolve)
    assert (answer.body, names) == (b"hi", [NAME])


async def test_a_certificate_for_another_name_is_not_reached(tls_server: tuple[int, list[str | None]]) -> None:
    port, _ = tls_server
    for host in ("other.example", "127.0.0.1"):
        with pytest.raises(http.NotReached):
            await http.safe_fetch("GET", f"https://{host}:{port}/", headers={}, allow_private=True, resolver=_resolve)
