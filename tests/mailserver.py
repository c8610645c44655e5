"""A real Dovecot for tests, in a folder of its own, ended by its id."""

from __future__ import annotations

import base64
import getpass
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import free_port

BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PASSWORD = "a-password-of-the-mailbox"
READY_S = 30.0

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:~/Maildir
{tls}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

# Access tokens are JWTs that Dovecot checks by itself, with the key that the tests sign them with.
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""
TOKEN_KEY = b"a-key-for-access-tokens-of-tests"


@dataclass(frozen=True)
class MailServer:
    """Any user signs in with the one password and has a mailbox of their own."""

    port: int
    tls_port: int

    def append(self, user: str, mails: Sequence[bytes]) -> None:
        """Put mails into the user's inbox, as their provider would."""
        with self._client(user) as client:
            for raw in mails:
                status, _ = client.append("INBOX", None, None, raw)
                assert status == "OK"

    def flags(self, user: str) -> tuple[int, int]:
        """How many mails there are, and how many of them are unseen."""
        with self._client(user) as client:
            _, [count] = client.select("INBOX")
            _, [unseen] = client.search(None, "UNSEEN")
            return int(count or 0), len(unseen.split())

    def renumber(self, user: str) -> None:
        """What a provider does that restores a backup: the same mails under new numbers."""
        with self._client(user) as client:
            client.select("INBOX")
            _, found = client.fetch("1:*", "(BODY.PEEK[])")
            raws = [one[1] for one in found if isinstance(one, tuple)]
            client.unselect()
            client.create("Other")
            for name in ("INBOX",):
                client.select(name)
                client.store("1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()
            client.delete("Other")
        self.append(user, raws)

    @contextmanager
    def _client(self, user: str) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        try:
            client.login(user, PASSWORD)
            yield client
        finally:
            client.logout()


@contextmanager
def running(certificate: tuple[Path, Path] | None = None) -> Iterator[MailServer]:
    """The server until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="gigline-mail-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "home").mkdir()
    root = os.getuid() == 0
    me = getpass.getuser()
    owner = "mail" if root else me
    if root:
        os.chown(folder / "home", pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    server = MailServer(free_port(), free_port() if certificate else 0)
    tls = f"ssl = yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else "ssl = no"
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, login="dovenull" if root else me, internal="dovecot" if root else me,
            group="dovecot" if root else me, owner=owner, owner_group=owner, password=PASSWORD, tls=tls,
            port=server.port, tls_port=server.tls_port,
        )
    )  # fmt: skip
    (folder / "oauth2.conf").write_text(OAUTH2.format(folder=folder))
    key = folder / "keys" / "default" / "HS256" / "default"
    key.parent.mkdir(parents=True)
    key.write_bytes(base64.b64encode(TOKEN_KEY))
    assert BINARY is not None
    process = subprocess.Popen([BINARY, "-F", "-c", str(config)], stdin=subprocess.DEVNULL)
    try:
        _wait(server.port, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        # Another process: there is nothing else to wait on.
        time.sleep(0.02)
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else 'no log'}")
