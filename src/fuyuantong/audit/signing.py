"""The key that signs seals: Ed25519 in a file that only the service account may read.

A certified signature server (SM2) takes this place behind the same two functions; see docs/operate.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALG = "ed25519"
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _load_or_make(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(raw)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


@cache
def signer(path: Path) -> Ed25519PrivateKey:
    """The private key kept in `path`, made at first use (mode 0600)."""
    return _load_or_make(path)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(*_RAW)


def key_id(public: bytes) -> str:
    """The first 16 hex digits of SHA-256 over the raw public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
