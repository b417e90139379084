"""Personal texts that are kept encrypted at rest: AES-256-GCM, one provider for every room.

The key lies in a file of its own (`keys/personal.aes` under the data folder, mode 0600, made at first use),
so that a copy of the database alone tells nothing. Another provider (SM4-GCM in a certified module) takes the
place of `seal` and `unseal`; every value names the key that sealed it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

MARK = "§"
"""A mapping with this key alone stands in the database for a sealed text."""
_NONCE = 12


class Personal(str):
    """A text that is encrypted when it is stored in a `SealedJSONField`; everywhere else it is a text."""

    __slots__ = ()


class CannotOpen(RuntimeError):
    """A sealed text was sealed by another key, or was changed: the message says which key is wanted."""


def key_path() -> Path:
    return Path(settings.VAR) / "keys" / "personal.aes"


@cache
def _key(path: Path) -> tuple[str, AESGCM]:
    """(id of the key, cipher) of the key in this file, which is made at first use."""
    if not path.exists():
        _make(path)
    raw = path.read_bytes()
    return hashlib.sha256(raw).hexdigest()[:8], AESGCM(raw)


def _make(path: Path) -> None:
    """Write a new key beside its place and link it there whole; the first of several processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(AESGCM.generate_key(bit_length=256))
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def seal(text: str) -> str:
    """`<key>.<nonce and ciphertext in base64>`; the same text is never sealed the same way twice."""
    name, cipher = _key(key_path())
    nonce = os.urandom(_NONCE)
    return f"{name}.{base64.b64encode(nonce + cipher.encrypt(nonce, text.encode(), None)).decode()}"


def unseal(sealed: str) -> str:
    """Open what `seal` made. CannotOpen when the key is another one or the text was changed."""
    wanted, _, body = sealed.partition(".")
    name, cipher = _key(key_path())
    raw = base64.b64decode(body)
    try:
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except InvalidTag as error:
        raise CannotOpen(f"personal text sealed by key {wanted}, at hand is {name}") from error


def closed(value: Any) -> Any:
    """The value with every `Personal` in it sealed."""
    if isinstance(value, Personal):
        return {MARK: seal(value)}
    if isinstance(value, dict):
        return {key: closed(part) for key, part in value.items()}
    return [closed(part) for part in value] if isinstance(value, list | tuple) else value


def opened(value: Any) -> Any:
    """The value with every sealed text in it opened, as `Personal`."""
    if isinstance(value, dict):
        if value.keys() == {MARK}:
            return Personal(unseal(value[MARK]))
        return {key: opened(part) for key, part in value.items()}
    return [opened(part) for part in value] if isinstance(value, list) else value


def personal(value: Any) -> Any:
    """A text, or the texts of a list, marked to be sealed when stored."""
    if isinstance(value, list):
        return [personal(part) for part in value]
    return Personal(value) if isinstance(value, str) else value


class SealedJSONField(models.JSONField):
    """JSON in which every `Personal` is encrypted on its way into the database and opened on its way out."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        return super().get_db_prep_value(closed(value), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return opened(super().from_db_value(value, expression, connection))


class SealedTextField(models.TextField):  # type: ignore[type-arg] # the stubs know it generic, Django does not
    """A text that is encrypted in the database and plain everywhere else; no search, no unique constraint."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        told = super().get_db_prep_value(value, connection, prepared)
        return seal(told) if told else told

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return unseal(value) if value else value
