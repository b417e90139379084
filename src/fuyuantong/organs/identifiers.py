"""Numbers of people and organisations: 居民身份证, 居住证, 统一社会信用代码, 组织机构代码, telephones.

Check characters: GB 11643 (resident number), GB 32100 (credit code), GB 11714 (organisation code). Full-width
characters, blanks and lower case are normalised, what was typed is kept, nothing is ever corrected. Region
codes of long ago are legitimate, so an unknown one is a warning and never a refusal. Refusals never repeat
the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from fuyuantong.common.refusals import FieldError, Refusal

RESIDENT_LENGTH, OLD_RESIDENT_LENGTH, CREDIT_LENGTH, ORGANISATION_LENGTH = 18, 15, 18, 9
FIRST_BIRTH_YEAR = 1900
PERMIT_AREAS = {"810000": "香港", "820000": "澳门", "830000": "台湾"}
# First two digits of GB/T 2260 codes: the coarse net when no list of regions is at hand.
PROVINCES = frozenset(
    f"{n:02d}"
    for n in (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71)
)
REGISTRARS = {
    "1": "机构编制", "2": "外交", "3": "司法行政", "4": "文化", "5": "民政", "6": "旅游", "7": "宗教",
    "8": "工会", "9": "市场监管", "A": "中央军委改革和编制", "N": "农业农村", "Y": "其他",
}  # fmt: skip
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_MASK = re.compile(r"[*＊●•×]|X{4,}")
_MOBILE = re.compile(r"(?:\+?86-?)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(?:-[0-9]{1,6})?")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{7,8}")
_ORGANISATION = re.compile(r"[0-9]{8}-?[0-9X]|[0-9A-Z]{8}-[0-9X]")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a person should look at; the number stands."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A valid number. `kind`: resident, residence-permit, foreign-permanent, credit-code, organisation-code,
    mobile, landline. `value` is the normal form (18 digits for an old card of 15)."""

    kind: str
    value: str
    original: str
    birth_on: date | None = None
    sex: str = ""
    area: str = ""
    registrar: str = ""
    warnings: tuple[Caution, ...] = ()

    @property
    def masked(self) -> str:
        """The number as it may be shown: the middle covered."""
        head, tail = (3, 4) if self.kind in {"mobile", "landline"} else (min(6, len(self.value) // 3), 4)
        return self.value[:head] + "*" * (len(self.value) - head - tail) + self.value[-tail:]

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "value": self.value,
            "original": self.original,
            "masked": self.masked,
            "birth_on": self.birth_on.isoformat() if self.birth_on else None,
            "sex": self.sex or None,
            "area": self.area or None,
            "registrar": self.registrar or None,
            "warnings": [{"code": warning.code, "message": warning.message} for warning in self.warnings],
        }


def normalise(text: str) -> str:
    """Half-width, upper case, without blanks; dashes made one kind."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().translate(_DASHES)


def parse_identifier(text: str, *, today: date, areas: Container[str] | None = None) -> Identifier:
    """Read a number whose kind is not known. Codes: those of the kind it looks like; E-ID-KIND when it looks
    like a passport or an old foreigner's permit, whose kind a person must state."""
    value = normalise(text)
    _refuse_masked(value)
    if _MOBILE.fullmatch(value) or _LANDLINE.fullmatch(value):
        return phone(text)
    if _looks_like_credit_code(value, today):
        return credit_code(text)
    if _organisation_check_holds(value.replace("-", "")) or _ORGANISATION.fullmatch(value):
        return organisation_code(text)
    return resident_number(text, today=today, areas=areas)


def resident_number(text: str, *, today: date, areas: Container[str] | None = None) -> Identifier:
    """Read a 居民身份证号 of 18 or 15 digits, a 居住证 (810000, 820000, 830000) or a new
    外国人永久居留证 (begins with 9).

    Codes: E-ID-MASKED, E-ID-KIND, E-ID-LENGTH, E-ID-FORMAT, E-ID-BIRTH, E-ID-CHECK. `areas` is the list of
    known region codes; without it only the province is looked at.
    """
    value = normalise(text)
    _refuse_masked(value)
    if _PASSPORT.fullmatch(value) or _OLD_FOREIGN.fullmatch(value):
        raise Refusal(
            "E-ID-KIND",
            "这像是护照号或外国人居留证号，不是居民身份证号。",
            hint="请选择证件类型后再填写。",
        )
    if len(value) == ORGANISATION_LENGTH and _organisation_check_holds(value):
        raise Refusal("E-ID-KIND", "这像是组织机构代码，不是居民身份证号。", hint="请选择证件类型后再填写。")
    if len(value) not in {RESIDENT_LENGTH, OLD_RESIDENT_LENGTH}:
        raise Refusal("E-ID-LENGTH", f"身份证号应为 18 位，现为 {len(value)} 位。", hint="请对照证件核对。")
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9A-Z]", value):
        raise _bad_characters("E-ID-FORMAT", "身份证号只能由数字组成，第 18 位可为 X", value, "0123456789")
    warnings: list[Caution] = []
    if len(value) == OLD_RESIDENT_LENGTH:
        value = value[:6] + "19" + value[6:]
        value += _resident_check(value)
        warnings.append(Caution("W-ID-OLD", "15 位身份证号已停用，现按 18 位列出，请核对"))
    birth_on = _birth(value[6:14], today)
    if _resident_check(value) != value[17]:
        raise Refusal(
            "E-ID-CHECK", "身份证号校验不通过，可能有一位写错或两位颠倒。", hint="请对照证件逐位核对。"
        )
    area = value[:6]
    kind = _resident_kind(area)
    if kind == "resident" and (area not in areas if areas is not None else area[:2] not in PROVINCES):
        warnings.append(Caution("W-ID-AREA", f"行政区划代码 {area} 不在现行代码表中，可能是已撤并的区划"))
    sex = "男" if int(value[16]) % 2 else "女"
    return Identifier(kind, value, text, birth_on, sex, area, warnings=tuple(warnings))


def credit_code(text: str) -> Identifier:
    """Read a 统一社会信用代码. Codes: E-ID-MASKED, E-ID-KIND (an organisation code), E-USCC-LENGTH,
    E-USCC-FORMAT, E-USCC-CHECK."""
    value = normalise(text).replace("-", "")
    _refuse_masked(value)
    if len(value) == ORGANISATION_LENGTH and _organisation_check_holds(value):
        raise Refusal(
            "E-ID-KIND",
            "这是 9 位的组织机构代码，不是统一社会信用代码。",
            hint="请填写 18 位代码，或改选证件类型。",
        )
    if len(value) != CREDIT_LENGTH:
        raise Refusal("E-USCC-LENGTH", f"统一社会信用代码应为 18 位，现为 {len(value)} 位。")
    if any(char not in _CREDIT_ALPHABET for char in value):
        message = "统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z"
        raise _bad_characters("E-USCC-FORMAT", message, value, _CREDIT_ALPHABET)
    if not _credit_check_holds(value):
        raise Refusal(
            "E-USCC-CHECK", "统一社会信用代码校验不通过，可能有一位写错。", hint="请对照证照逐位核对。"
        )
    warnings = []
    if not _organisation_check_holds(value[8:17]):
        warnings.append(Caution("W-USCC-BODY", "代码中第 9 至 17 位的组织机构代码校验不通过，请核对证照"))
    registrar = REGISTRARS.get(value[0], "")
    return Identifier(
        "credit-code", value, text, area=value[2:8], registrar=registrar, warnings=tuple(warnings)
    )


def organisation_code(text: str) -> Identifier:
    """Read a 组织机构代码 of nine characters, with or without its dash. Codes: E-ID-MASKED, E-ORG-FORMAT,
    E-ORG-CHECK."""
    value = normalise(text).replace("-", "")
    _refuse_masked(value)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", value):
        raise Refusal(
            "E-ORG-FORMAT", "组织机构代码应为 8 位数字或字母加 1 位校验码。", hint="例如 59169385-6。"
        )
    if not _organisation_check_holds(value):
        raise Refusal("E-ORG-CHECK", "组织机构代码校验不通过，可能有一位写错。", hint="请对照证照逐位核对。")
    return Identifier("organisation-code", f"{value[:8]}-{value[8]}", text)


def phone(text: str) -> Identifier:
    """Read a mobile or landline number of the mainland. Codes: E-ID-MASKED, E-PHONE-FORMAT."""
    value = normalise(text)
    _refuse_masked(value)
    if match := _MOBILE.fullmatch(value):
        return Identifier("mobile", match[1], text)
    if _LANDLINE.fullmatch(value):
        return Identifier("landline", value, text)
    raise Refusal(
        "E-PHONE-FORMAT", "电话号码的写法不对。", hint="手机 11 位；固定电话请写区号，例如 0990-1234567。"
    )


def _refuse_masked(value: str) -> None:
    if _MASK.search(value):
        raise Refusal("E-ID-MASKED", "号码有遮盖，无法比对。", hint="请填写完整的号码。")


def _resident_check(value: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(value, _RESIDENT_WEIGHTS, strict=False))
    return _RESIDENT_CHECKS[total % 11]


def _credit_check_holds(value: str) -> bool:
    total = sum(
        _CREDIT_ALPHABET.index(char) * weight for char, weight in zip(value, _CREDIT_WEIGHTS, strict=False)
    )
    return _CREDIT_ALPHABET[-total % 31] == value[17]


def _organisation_check_holds(value: str) -> bool:
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", value):
        return False
    pairs = zip(value, _ORGANISATION_WEIGHTS, strict=False)
    check = 11 - sum(_ORGANISATION_ALPHABET.index(char) * weight for char, weight in pairs) % 11
    return {10: "X", 11: "0"}.get(check, str(check)) == value[8]


def _birth(digits: str, today: date) -> date:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth_on = None
    if birth_on is None or birth_on.year < FIRST_BIRTH_YEAR or birth_on > today:
        raise Refusal(
            "E-ID-BIRTH", "身份证号中的出生日期不存在、早于 1900 年或在今天之后。", hint="请对照证件核对。"
        )
    return birth_on


def _resident_kind(area: str) -> str:
    if area in PERMIT_AREAS:
        return "residence-permit"
    return "foreign-permanent" if area.startswith("9") else "resident"


def _looks_like_credit_code(value: str, today: date) -> bool:
    """Tell the two numbers of 18 characters apart: letters, then the birth, then the check that holds."""
    value = value.replace("-", "")
    if len(value) != CREDIT_LENGTH or not re.fullmatch(r"[0-9A-Z]{18}", value):
        return False
    if not re.fullmatch(r"[0-9]{17}[0-9A-Z]", value):
        return True
    if _holds(lambda: _birth(value[6:14], today)):
        return _resident_check(value) != value[17] and _credit_check_holds(value)
    return _credit_check_holds(value) or value[:2] in {"91", "92", "93"}


def _holds(check: Callable[[], object]) -> bool:
    try:
        check()
    except Refusal:
        return False
    return True


def _bad_characters(code: str, message: str, value: str, allowed: str) -> Refusal:
    places = [place for place, char in enumerate(value, start=1) if char not in allowed]
    shown = "、".join(map(str, places[:5]))
    return Refusal(code, f"{message}；第 {shown} 位有误。", errors=(FieldError(code, message),))
