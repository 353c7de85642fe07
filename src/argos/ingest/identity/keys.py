"""The keys of one home: files in a folder that only its owner can read, outside both zones.

``event-id.key``          the secret behind every ``event_id``; it never changes.
``opposition.key``        the secret behind the list of oppositions.
``<purpose>.<id>.key``    a key that makes pseudonyms for one purpose.
``archive.public``        what the archive is sealed to.
``archive.private``       what opens it; to be moved away as soon as it is made.

Each holds 32 bytes in hexadecimal; lines that start with ``#`` are for people.
"""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from nacl.public import PrivateKey

from argos.core.errors import UsageError
from argos.core.files import put_file
from argos.core.language import Text, same

KEY_BYTES = 32
FOLDER_MODE = 0o700
OTHERS = 0o077  # the permission bits of everyone but the owner
PURPOSE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EVENT_ID, OPPOSITION = "event-id.key", "opposition.key"
PUBLIC, PRIVATE = "archive.public", "archive.private"
MOVE_AWAY = (
    "# Clé privée de l'archive d'Argos : à déplacer maintenant hors de cette machine (coffre,\n"
    "# support chiffré). Sans elle, aucun fichier scellé ne se rouvre ; avec elle, tous.\n"
    "# Private key of the Argos archive: move it off this machine now (safe, encrypted medium).\n"
    "# Without it no sealed file opens again; with it, all of them do.\n"
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that makes pseudonyms, with the name that the register keeps of it.

    Attributes:
        purpose: what it is for; a contract names it (``identity.key``).
        id: its number and a fingerprint, which does not tell the key (``001-5f0c2a91``).
        secret: its 32 bytes; never shown, not even in ``repr``.

    """

    purpose: str
    id: str
    secret: bytes = field(repr=False)


class Keys:
    """The keys in one folder. Every reading checks that nobody else can read them."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def event_id_secret(self, *, must_exist: bool = False) -> bytes:
        """Return the secret behind event identifiers, made at its first use.

        A home whose log already holds rows passes ``must_exist``: a new secret there would make
        every known fact look new.

        Raises:
            UsageError: ``KEY_MISSING``, ``KEY_EXPOSED`` or ``KEY_DAMAGED``.

        """
        return self._own_secret(EVENT_ID, must_exist=must_exist)

    def opposition_key(self, *, must_exist: bool = False) -> bytes:
        """Return the secret behind the list of oppositions, made at its first use."""
        return self._own_secret(OPPOSITION, must_exist=must_exist)

    def pseudonym_key(self, purpose: str) -> Key:
        """Return the key in use for a purpose: the one of the highest number.

        Raises:
            UsageError: there is none (``KEY_MISSING``), or others can read it (``KEY_EXPOSED``).

        """
        known = self.key_ids(purpose)
        if not known:
            raise _missing(self.folder / f"{purpose}.*.key")
        return self.key(purpose, known[-1])

    def key(self, purpose: str, key_id: str) -> Key:
        """Return one key of a purpose, older ones included.

        Raises:
            UsageError: as ``pseudonym_key``; ``KEY_DAMAGED`` if the file is not the one that its
                name tells.

        """
        path = self.folder / f"{_purpose(purpose)}.{key_id}.key"
        if path.is_file():
            _check_closed(self.folder)
        return key_of_file(path, purpose)

    def all_keys(self, purpose: str) -> list[Key]:
        """Return every key that a purpose has had, oldest first; none if it never had one."""
        return [self.key(purpose, key_id) for key_id in self.key_ids(purpose)]

    def key_ids(self, purpose: str) -> list[str]:
        """Return the identifiers of the keys of a purpose, oldest first."""
        found = self.folder.glob(f"{_purpose(purpose)}.*.key")
        return sorted(path.name.removesuffix(".key").split(".", 1)[1] for path in found)

    def make_key(self, purpose: str, *, replaces: str | None = None) -> Key:
        """Make a key for a purpose and return it.

        Pseudonyms under two keys cannot be linked, so a purpose that has a key only gets another
        one when the caller names the identifier of the one it replaces.

        Raises:
            UsageError: ``KEY_EXISTS``: the purpose has a key and ``replaces`` is not its id.

        """
        known = self.key_ids(purpose)
        if (known[-1] if known else None) != replaces:
            raise _exists(purpose, known)
        secret = secrets.token_bytes(KEY_BYTES)
        number = int(known[-1].split("-")[0]) + 1 if known else 1
        key = Key(purpose, f"{number:03d}-{_fingerprint(secret)}", secret)
        self._write(self.folder / f"{purpose}.{key.id}.key", secret)
        return key

    def archive_public(self) -> bytes:
        """Return the public key that the archive is sealed to.

        Raises:
            UsageError: ``KEY_MISSING``: `make_archive_pair` has not been run.

        """
        return self._read(self.folder / PUBLIC)

    def make_archive_pair(self) -> Path:
        """Make the archive's two keys and return the path of the private one, to be moved away.

        Raises:
            UsageError: ``KEY_EXISTS``: files sealed to the old pair would be lost with it.

        """
        if (self.folder / PUBLIC).exists():
            raise _exists("archive", [PUBLIC])
        # A crash may have left the private half alone: the public one is made of what is there.
        self._write(self.folder / PRIVATE, bytes(PrivateKey.generate()), MOVE_AWAY)
        private = PrivateKey(self._read(self.folder / PRIVATE))
        self._write(self.folder / PUBLIC, bytes(private.public_key))
        return self.folder / PRIVATE

    def make_missing(
        self, purposes: Collection[str] = (), *, relied_on: Collection[str] = ()
    ) -> list[str]:
        """Make what a new home needs, leave what is there; return the names of the files made.

        Args:
            purposes: those that the contracts name, which each need a key for pseudonyms.
            relied_on: secrets (``EVENT_ID``, ``OPPOSITION``) and purposes that the home has used:
                another key in their place would double every fact, part every person in two, or
                bring back those who objected.

        Raises:
            UsageError: ``KEY_LOST``: one that is relied on is not there; nothing was made.

        """
        self._check_relied_on(relied_on)
        before = {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()
        self.event_id_secret()
        self.opposition_key()
        for purpose in sorted(purposes):
            if not self.key_ids(purpose):
                self.make_key(purpose)
        if not (self.folder / PUBLIC).exists():
            self.make_archive_pair()
        return sorted({path.name for path in self.folder.iterdir()} - before)

    def _check_relied_on(self, relied_on: Collection[str]) -> None:
        """Raise ``KEY_LOST`` for the first secret or purpose that is not there."""
        for name in sorted(relied_on):
            own = name in (EVENT_ID, OPPOSITION)
            if not ((self.folder / name).is_file() if own else self.key_ids(name)):
                raise _lost(self.folder / (name if own else f"{name}.*.key"))

    def _own_secret(self, name: str, *, must_exist: bool) -> bytes:
        """Read a secret of the home; make it first if it may be new (the first writer wins)."""
        path = self.folder / name
        if not path.exists() and not must_exist:
            self._write(path, secrets.token_bytes(KEY_BYTES))
        return self._read(path)

    def _write(self, path: Path, secret: bytes, remark: str = "") -> None:
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        _check_closed(self.folder)
        put_file(path, f"{remark}{secret.hex()}\n".encode(), replace=False)

    def _read(self, path: Path) -> bytes:
        if not path.is_file():
            raise _missing(path)
        _check_closed(self.folder)
        return read_key(path)


def key_of_file(path: Path, purpose: str) -> Key:
    """Return the key in a file, wherever it is kept, once it is sure that it is the one meant.

    Raises:
        UsageError: ``KEY_MISSING``; ``KEY_OF_ANOTHER_PURPOSE``: its name is not
            ``<purpose>.<id>.key``; ``KEY_EXPOSED``; ``KEY_DAMAGED``: its name tells another key.

    """
    if not path.is_file():
        raise _missing(path)
    named = re.fullmatch(rf"{re.escape(purpose)}\.(\d{{3,}}-[0-9a-f]{{8}})\.key", path.name)
    if named is None:
        raise _other_purpose(path, purpose)
    secret = read_key(path)
    if not named[1].endswith(_fingerprint(secret)):
        raise _damaged(path)
    return Key(purpose, named[1], secret)


def read_key(path: Path) -> bytes:
    """Return the 32 bytes of a key file, wherever it is kept.

    Raises:
        UsageError: ``KEY_EXPOSED``: others can read it; ``KEY_DAMAGED``: it is not a key.

    """
    _check_closed(path)
    text = path.read_text("ascii", errors="replace")
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    written = "".join(lines)
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", written):
        raise _damaged(path)
    return bytes.fromhex(written)


def _purpose(purpose: str) -> str:
    """Return the purpose if it can be part of a file's name, else raise ``UsageError``."""
    if PURPOSE.fullmatch(purpose):
        return purpose
    raise UsageError(
        "BAD_PURPOSE",
        expected=Text("minuscules, chiffres et tirets", "lower case, digits and hyphens"),
        found=same(repr(purpose)),
        todo=Text("corrigez identity.key du contrat", "correct identity.key in the contract"),
    )


def _fingerprint(secret: bytes) -> str:
    """Return 8 hexadecimal digits that name a key without telling it."""
    return hmac.digest(secret, b"argos-key-id", hashlib.sha256).hex()[:8]


def _check_closed(path: Path) -> None:
    mode = path.stat().st_mode
    if not mode & OTHERS or os.name != "posix":
        return
    wanted = "700" if path.is_dir() else "600"
    raise UsageError(
        "KEY_EXPOSED",
        expected=Text(f"droits {wanted} sur {path}", f"permissions {wanted} on {path}"),
        found=same(f"{mode & 0o777:o}"),
        todo=same(f"chmod {wanted} {path}"),
    )


def _missing(path: Path) -> UsageError:
    return UsageError(
        "KEY_MISSING",
        expected=Text(f"la clé {path}", f"the key {path}"),
        found=Text("rien", "nothing"),
        todo=Text(
            "restaurez-la d'une sauvegarde, ou créez-la (argos init) si elle n'a jamais existé",
            "restore it from a backup, or make it (argos init) if it never existed",
        ),
    )


def _lost(path: Path) -> UsageError:
    return UsageError(
        "KEY_LOST",
        expected=Text(
            f"la clé {path}, dont ce domicile s'est servi",
            f"the key {path}, which this home has used",
        ),
        found=Text("rien", "nothing"),
        todo=Text(
            "restaurez-la d'une sauvegarde ; une autre clé ferait de chaque fait un fait nouveau",
            "restore it from a backup; another key would make every fact a new one",
        ),
    )


def _other_purpose(path: Path, purpose: str) -> UsageError:
    return UsageError(
        "KEY_OF_ANOTHER_PURPOSE",
        expected=same(f"{purpose}.001-….key"),
        found=same(path.name),
        todo=Text(
            "prenez la clé de l'usage que le contrat nomme, sous son propre nom",
            "take the key of the purpose that the contract names, under its own name",
        ),
    )


def _damaged(path: Path) -> UsageError:
    return UsageError(
        "KEY_DAMAGED",
        expected=Text(
            f"{KEY_BYTES} octets en hexadécimal, ceux que le nom du fichier annonce",
            f"{KEY_BYTES} bytes in hexadecimal, those that the file's name tells",
        ),
        found=Text(f"autre chose dans {path}", f"something else in {path}"),
        todo=Text("restaurez-la d'une sauvegarde", "restore it from a backup"),
    )


def _exists(purpose: str, known: list[str]) -> UsageError:
    return UsageError(
        "KEY_EXISTS",
        expected=Text(
            f"aucune clé pour {purpose}, ou l'identifiant de celle à remplacer",
            f"no key for {purpose}, or the identifier of the one to replace",
        ),
        found=same(", ".join(known) or "-"),
        todo=Text(
            "changez de clé par une migration enregistrée seulement",
            "change keys by a recorded migration only",
        ),
    )
