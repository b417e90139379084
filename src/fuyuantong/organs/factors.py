"""The second factor: one-time codes (RFC 6238) in allauth's tables, sealed; each step works once anywhere."""

from __future__ import annotations

import base64
import hmac
import os
from datetime import datetime
from hashlib import sha1
from io import BytesIO
from typing import Any
from urllib.parse import quote

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection

from fuyuantong.organs.models import Person, TotpStep

PERIOD, DIGITS, TOLERANCE = 30, 6, 1
ISSUER = "府院通"
_NONCE = 12


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's hooks: secrets are sealed (AES-256-GCM) under a key derived from the installation's key."""

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), b"mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], b"mfa").decode()


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"fyt second factor 1").derive(settings.SECRET_KEY.encode())
    return AESGCM(key)


def new_secret() -> str:
    """Return 160 random bits in base 32 (RFC 4226 §4)."""
    return base64.b32encode(os.urandom(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of one step (RFC 4226 §5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step a code belongs to, one step of clock error allowed either way."""
    typed = "".join(code.split())
    present = int(now.timestamp()) // PERIOD
    found = None
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            found = step
    return found


def spend(person: Person, step: int) -> bool:
    """Use up a step; False when it has been used before, by any process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organs_totpstep (person_id, step) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [person.pk, step],
        )
        fresh = bool(cursor.rowcount == 1)
    if fresh:
        TotpStep.objects.filter(person=person, step__lt=step - 10).delete()
    return fresh


def has_factor(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def stored_secret(person: Person) -> str | None:
    """Return the person's secret; None when there is none, or when the installation's key has changed."""
    row: Any = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if row is None:
        return None
    try:
        return Adapter().decrypt(row.data["secret"])
    except (InvalidTag, ValueError):
        return None


def store(person: Person, secret: str) -> None:
    Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).delete()
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": Adapter().encrypt(secret)}
    )


def drop(person: Person) -> int:
    count, _each = Authenticator.objects.filter(user=person).delete()
    return int(count)


def address(person: Person, secret: str) -> str:
    """Return the `otpauth://` address that authenticator programs read."""
    label = quote(f"{ISSUER}:{person.username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}&digits={DIGITS}&period={PERIOD}"


def picture(person: Person, secret: str) -> str:
    """Return the address as an SVG picture (a QR code) without scripts or styles."""
    import qrcode  # type: ignore[import-untyped]  # its tables cost every process that starts a tenth of a second
    import qrcode.image.svg  # type: ignore[import-untyped]

    image = qrcode.make(address(person, secret), image_factory=qrcode.image.svg.SvgPathFillImage, border=2)
    buffer = BytesIO()
    image.save(buffer)
    text = buffer.getvalue().decode()
    return text[text.index("<svg") :]
