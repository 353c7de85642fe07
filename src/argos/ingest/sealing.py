"""Sealing a file to a public key, in bounded memory; only the private key opens it.

Layout: ``MAGIC``; a random key in a sealed box (X25519, 80 bytes); the header of a secret stream
(XChaCha20-Poly1305, 24 bytes); the content in chunks of ``CHUNK`` bytes, each with its tag. The
last chunk is marked, so that a file that was cut short does not open.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from nacl import bindings as nacl
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from argos.core.errors import UsageError
from argos.core.language import Text

MAGIC = b"ARGOS-SEALED-1\n"
CHUNK = 1 << 18
BOX = nacl.crypto_secretstream_xchacha20poly1305_KEYBYTES + nacl.crypto_box_SEALBYTES
HEADER = nacl.crypto_secretstream_xchacha20poly1305_HEADERBYTES
TAG_BYTES = nacl.crypto_secretstream_xchacha20poly1305_ABYTES
MORE = nacl.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
LAST = nacl.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def seal(chunks: Iterable[bytes], public_key: bytes) -> Iterator[bytes]:
    """Seal a content, chunk by chunk.

    Args:
        chunks: the content, in parts of at most ``CHUNK`` bytes, all but the last of that size.
        public_key: 32 bytes.

    """
    key = nacl.crypto_secretstream_xchacha20poly1305_keygen()
    state = nacl.crypto_secretstream_xchacha20poly1305_state()
    yield MAGIC
    yield SealedBox(PublicKey(public_key)).encrypt(key)
    yield nacl.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    held = b""
    for chunk in chunks:
        if held:
            yield nacl.crypto_secretstream_xchacha20poly1305_push(state, held, tag=MORE)
        held = chunk
    yield nacl.crypto_secretstream_xchacha20poly1305_push(state, held, tag=LAST)


def unseal(stream: BinaryIO, private_key: bytes) -> Iterator[bytes]:
    """Open a sealed content, chunk by chunk; it is whole only once the last chunk has come.

    Raises:
        UsageError: ``NOT_SEALED``, ``WRONG_KEY`` or ``DAMAGED``.

    """
    if stream.read(len(MAGIC)) != MAGIC:
        raise _damaged("NOT_SEALED")
    try:
        key = SealedBox(PrivateKey(private_key)).decrypt(stream.read(BOX))
    except CryptoError:
        raise _damaged("WRONG_KEY") from None
    state = nacl.crypto_secretstream_xchacha20poly1305_state()
    try:
        nacl.crypto_secretstream_xchacha20poly1305_init_pull(state, stream.read(HEADER), key)
        yield from _pull(stream, state)
    except (CryptoError, RuntimeError, ValueError):
        raise _damaged("DAMAGED") from None


def _pull(
    stream: BinaryIO, state: nacl.crypto_secretstream_xchacha20poly1305_state
) -> Iterator[bytes]:
    tag = MORE
    while tag != LAST:
        sealed = stream.read(CHUNK + TAG_BYTES)
        content, tag = nacl.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        yield content
    if stream.read(1):
        raise ValueError("bytes after the last chunk")


def _damaged(code: str) -> UsageError:
    return UsageError(
        code,
        expected=Text(
            "un fichier scellé, entier, et la clé privée de son archive",
            "a sealed file, whole, and the private key of its archive",
        ),
        found=Text("autre chose", "something else"),
        todo=Text(
            "vérifiez la clé, et que le fichier n'a pas été coupé ni modifié",
            "check the key, and that the file was neither cut nor changed",
        ),
    )
