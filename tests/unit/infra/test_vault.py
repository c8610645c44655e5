"""Secrets at rest: sealed for one place, under keys that only their owner reads."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gigline.infra import vault
from gigline.infra.settings import Settings
from gigline.infra.vault import NoKey, Vault

PLACE = ("connector", "brand", "name")


def test_a_secret_opens_where_it_was_sealed_and_nowhere_else(tmp_path: Path) -> None:
    keeper = Vault(Settings(data_dir=tmp_path))
    sealed = keeper.seal("hush", PLACE)
    assert b"hush" not in sealed
    assert Vault(Settings(data_dir=tmp_path)).open(sealed, PLACE) == "hush"
    assert keeper.seal("hush", PLACE) != sealed
    for place in (("connector", "brand", "other"), ("connector", "brandn", "ame")):
        with pytest.raises(NoKey):
            keeper.open(sealed, place)
    for broken in (b"", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\x02" + sealed[1:]):
        with pytest.raises(NoKey):
            keeper.open(broken, PLACE)


def test_the_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    Vault(Settings(data_dir=tmp_path)).seal("hush", PLACE)
    path = tmp_path / vault.KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [vault.KEY_FILE]
    path.chmod(0o640)
    with pytest.raises(NoKey, match="mode 0600"):
        Vault(Settings(data_dir=tmp_path)).seal("hush", PLACE)


def test_keys_change_one_by_one(tmp_path: Path) -> None:
    old, new = vault.new_key(), vault.new_key()
    sealed = Vault(Settings(secret_key=old)).seal("hush", PLACE)
    both = Vault(Settings(secret_key=f"{new},{old}"))
    assert (both.open(sealed, PLACE), both.is_current(sealed)) == ("hush", False)
    assert both.is_current(both.seal("hush", PLACE))
    with pytest.raises(NoKey):
        Vault(Settings(secret_key=new)).open(sealed, PLACE)


@pytest.mark.parametrize("key", [" ", "short", "é", "=" * 44])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NoKey):
        Vault(Settings(secret_key=key)).seal("hush", PLACE)


def test_a_key_is_not_shown() -> None:
    key = vault.new_key()
    assert key not in repr(Settings(secret_key=key))
