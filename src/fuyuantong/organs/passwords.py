"""Passwords: how they are hashed, and the rules of the profile 等保 (GB/T 22239-2019 §8.1.4.1)."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fuyuantong.common.refusals import FieldError
from fuyuantong.organs.models import PastPassword, Person
from fuyuantong.organs.names import name_key

MIN_CHARACTERS = 10
MAX_BYTES = 256
MIN_CLASSES = 3
VALID_DAYS = 90
REMEMBERED = 5
_CONFUSABLE = "0O1lI"


class Argon2(Argon2PasswordHasher):
    """Argon2id with m = 19 MiB, t = 2, p = 1 (OWASP's first choice): 4 sign-ins at once stay under 80 MiB."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def too_long(raw: str) -> bool:
    """Say whether a typed password must not even reach the hasher."""
    return len(raw.encode("utf-8", "surrogatepass")) > MAX_BYTES


def classes_of(raw: str) -> int:
    """Count the classes used: lower case, upper case, digits, everything else (Chinese, marks, spaces)."""
    return sum(
        (
            any(c in string.ascii_lowercase for c in raw),
            any(c in string.ascii_uppercase for c in raw),
            any(c.isdigit() for c in raw),
            any(not (c in string.ascii_letters or c.isdigit()) for c in raw),
        )
    )


def check_rules(person: Person, raw: str, unit_names: list[str]) -> list[FieldError]:
    """Return what is wrong with a new password, in the order in which people can act on it."""
    if too_long(raw):
        return [_wrong("E-PASSWORD-LONG", _("密码太长。"), _("最长 256 字节（约 85 个汉字）。"))]
    found: list[FieldError] = []
    if len(raw) < MIN_CHARACTERS:
        found.append(_wrong("E-PASSWORD-SHORT", _("密码太短。"), _("至少 10 个字符。")))
    if classes_of(raw) < MIN_CLASSES:
        hint = _("大写字母、小写字母、数字、其他字符中至少用三类。")
        found.append(_wrong("E-PASSWORD-CLASSES", _("密码过于简单。"), hint))
    if _contains_name(person, raw, unit_names):
        found.append(
            _wrong("E-PASSWORD-NAME", _("密码中含有登录名、姓名、手机号或单位名称。"), _("请换一个。"))
        )
    if _is_common(raw):
        found.append(_wrong("E-PASSWORD-COMMON", _("这是常见密码。"), _("请换一个别人猜不到的。")))
    if not found and _was_used(person, raw):
        found.append(_wrong("E-PASSWORD-REUSED", _("不能使用最近 5 次用过的密码。"), _("请换一个。")))
    return found


def _wrong(code: str, message: str, hint: str) -> FieldError:
    return FieldError(code=code, message=message, pointer="new", hint=hint)


def _contains_name(person: Person, raw: str, unit_names: list[str]) -> bool:
    typed = name_key(raw)
    names = [name_key(n) for n in (person.username, person.name, person.phone, *unit_names)]
    return any(len(n) > 1 and n in typed for n in names)


def _is_common(raw: str) -> bool:
    try:
        CommonPasswordValidator().validate(raw)
    except ValidationError:
        return True
    return False


def _was_used(person: Person, raw: str) -> bool:
    if person.password and check_password(raw, person.password):
        return True
    earlier = PastPassword.objects.filter(person=person).order_by("-set_at")[:REMEMBERED]
    return any(check_password(raw, row.password) for row in earlier)


def is_stale(person: Person, now: datetime) -> bool:
    """Say whether the person must choose a new password before anything else."""
    if person.must_change_password:
        return True
    changed = person.password_changed_at
    return bool(changed and not settings.DEMO and now - changed > timedelta(days=VALID_DAYS))


def generate() -> str:
    """Return a first password: 16 characters without confusable ones, all four classes, about 90 bits."""
    letters = [c for c in string.ascii_letters + string.digits if c not in _CONFUSABLE]
    while True:
        raw = (
            "".join(secrets.choice(letters) for _n in range(14))
            + secrets.choice("-+=@")
            + secrets.choice("23456789")
        )
        if classes_of(raw) == MIN_CLASSES + 1:
            return raw
