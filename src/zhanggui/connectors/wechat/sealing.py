"""Signatures and sealed messages, as the official account's platform makes them. Pure.

A sealed message is AES-256-CBC of: 16 random bytes, the text's length (4 bytes, big-endian), the text, the
account's id; padded as PKCS#7 to 32 bytes; the key's first 16 bytes are the vector.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_KEY_LETTERS = 43


class NotOurs(Exception):  # noqa: N818 - somebody else's call
    """The signature is wrong, or what is sealed is not for this account."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


class Seal:
    """Opens and seals the messages of one account. ValueError for a key that is none."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        if len(aes_key) != _KEY_LETTERS:
            raise ValueError(aes_key[:3])
        self._key = base64.b64decode(aes_key + "=", validate=True)
        self._app_id = app_id.encode()

    def open(self, sealed: str) -> str:
        try:
            data = base64.b64decode(sealed, validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(data) + decryptor.finalize()
            padding = plain[-1]
            (length,) = struct.unpack(">I", plain[16:20])
            text, app_id = plain[20 : 20 + length], plain[20 + length : -padding]
            if not 1 <= padding <= _BLOCK or len(text) != length:
                raise NotOurs
            words = text.decode()
        except (binascii.Error, ValueError, IndexError, struct.error) as broken:
            raise NotOurs from broken
        if not hmac.compare_digest(app_id, self._app_id):
            raise NotOurs
        return words

    def seal(self, text: str, *, salt: bytes) -> str:
        """`salt`: 16 random bytes."""
        data = text.encode()
        plain = salt + struct.pack(">I", len(data)) + data + self._app_id
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES256(self._key), modes.CBC(self._key[:16]))
