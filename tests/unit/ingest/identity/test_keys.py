"""Keys are read by their owner only, never change unasked, and are never shown."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from nacl.public import PrivateKey

from argos.core.errors import UsageError
from argos.ingest.identity.keys import Keys, key_of_file, read_key


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_stay(keys):
    first = keys.event_id_secret(), keys.opposition_key()
    assert (keys.event_id_secret(), Keys(keys.folder).opposition_key()) == first
    assert first[0] != first[1]
    assert {len(secret) for secret in first} == {32}


def test_only_their_owner_can_read_them(keys):
    keys.make_missing()
    keys.make_key("watch")
    assert mode(keys.folder) == 0o700
    assert {mode(path) for path in keys.folder.iterdir()} == {0o600}
    assert len(list(keys.folder.iterdir())) == 5


@pytest.mark.parametrize("exposed", [".", "event-id.key"])
def test_a_key_that_others_can_read_is_not_used(keys, exposed):
    keys.event_id_secret()
    (keys.folder / exposed).chmod(0o750 if exposed == "." else 0o640)
    with pytest.raises(UsageError, match="KEY_EXPOSED"):
        keys.event_id_secret()


def test_a_secret_that_must_exist_is_not_made(keys):
    with pytest.raises(UsageError, match="KEY_MISSING"):
        keys.event_id_secret(must_exist=True)
    assert not keys.folder.exists()


def test_processes_that_start_together_get_one_secret(keys):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: Keys(keys.folder).event_id_secret(), range(32)))
    assert len(made) == 1
    assert [path.name for path in keys.folder.iterdir()] == ["event-id.key"]


def test_of_two_writers_the_first_wins(keys, monkeypatch):
    first = "11" * 32

    def meanwhile(size: int) -> bytes:
        keys.folder.mkdir(mode=0o700)
        (keys.folder / "event-id.key").write_text(first)
        (keys.folder / "event-id.key").chmod(0o600)
        return b"\2" * size

    chance = SimpleNamespace(token_bytes=meanwhile)
    monkeypatch.setattr("argos.ingest.identity.keys.secrets", chance)
    assert keys.event_id_secret() == bytes.fromhex(first)


def test_a_purpose_has_one_key_until_it_is_replaced_by_name(keys):
    first = keys.make_key("watch")
    for replaces in (None, "000-00000000"):
        with pytest.raises(UsageError, match="KEY_EXISTS"):
            keys.make_key("watch", replaces=replaces)
    second = keys.make_key("watch", replaces=first.id)
    assert keys.pseudonym_key("watch") == second
    assert keys.key("watch", first.id) == first
    assert keys.all_keys("watch") == [first, second]
    assert [key.id[:4] for key in (first, second)] == ["001-", "002-"]


def test_the_key_of_another_purpose_is_not_taken(keys):
    keys.make_key("watch-abroad")
    with pytest.raises(UsageError, match="KEY_MISSING"):
        keys.pseudonym_key("watch")
    assert keys.all_keys("watch") == []


@pytest.mark.parametrize("purpose", ["../watch", "", "Watch", "a.b"])
def test_a_purpose_cannot_lead_out_of_the_folder(keys, purpose):
    with pytest.raises(UsageError, match="BAD_PURPOSE"):
        keys.pseudonym_key(purpose)


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "00" * 33])
def test_a_file_that_is_no_key_is_damaged(keys, content):
    keys.event_id_secret()
    (keys.folder / "event-id.key").write_text(content)
    with pytest.raises(UsageError, match="KEY_DAMAGED"):
        keys.event_id_secret()


def test_a_key_under_the_name_of_another_is_damaged(keys):
    key = keys.make_key("watch")
    (keys.folder / f"watch.{key.id}.key").write_text("00" * 32)
    with pytest.raises(UsageError, match="KEY_DAMAGED"):
        keys.pseudonym_key("watch")


def test_a_partner_takes_the_key_that_the_contract_names(keys, tmp_path):
    key = keys.make_key("watch")
    path = keys.folder / f"watch.{key.id}.key"
    assert key_of_file(path, "watch") == key
    with pytest.raises(UsageError, match="KEY_OF_ANOTHER_PURPOSE"):
        key_of_file(path, "research")
    with pytest.raises(UsageError, match="KEY_MISSING"):
        key_of_file(tmp_path / "nothing.key", "watch")


def test_neither_a_key_nor_an_error_shows_the_secret(keys):
    key = keys.make_key("watch")
    path = keys.folder / f"watch.{key.id}.key"
    path.write_text(key.secret.hex()[::-1])
    with pytest.raises(UsageError) as damaged:
        keys.pseudonym_key("watch")
    shown = repr(key)
    assert repr(key.secret) not in shown
    shown += str(damaged.value) + repr(damaged.value.__dict__)
    assert key.secret.hex() not in shown
    assert key.secret.hex()[::-1] not in shown
    assert key.id in shown


def test_the_archive_pair_opens_what_it_seals_and_says_to_move_the_private_half(keys):
    private = keys.make_archive_pair()
    assert bytes(PrivateKey(read_key(private)).public_key) == keys.archive_public()
    assert "move it off this machine now" in private.read_text()
    with pytest.raises(UsageError, match="KEY_EXISTS"):
        keys.make_archive_pair()
    private.unlink()
    assert len(keys.archive_public()) == 32


def test_without_a_pair_the_archive_has_no_key(keys):
    with pytest.raises(UsageError, match="KEY_MISSING"):
        keys.archive_public()


def test_a_new_home_gets_what_is_missing_and_keeps_the_rest(keys):
    secret = keys.event_id_secret()
    assert keys.make_missing() == ["archive.private", "archive.public", "opposition.key"]
    (made,) = keys.make_missing({"watch"})
    assert made == f"watch.{keys.pseudonym_key('watch').id}.key"
    assert keys.make_missing({"watch"}) == []
    assert keys.event_id_secret() == secret


def test_a_private_half_that_was_moved_away_is_not_made_again(keys):
    keys.make_archive_pair().unlink()
    public = keys.archive_public()
    assert keys.make_missing() == ["event-id.key", "opposition.key"]
    assert keys.archive_public() == public


@pytest.mark.skipif(os.name != "posix", reason="permissions are checked on POSIX systems")
def test_a_folder_open_to_others_is_told_with_its_remedy(keys):
    keys.folder.mkdir(mode=0o755)
    keys.folder.chmod(0o755)
    with pytest.raises(UsageError) as exposed:
        keys.event_id_secret()
    assert f"chmod 700 {keys.folder}" in str(exposed.value)
