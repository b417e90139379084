"""States and words of the room, and what the library says of lists and measures (data, read once)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.yaml_text import read_yaml

DATA = Path(__file__).resolve().parents[1] / "library" / "screening"


class RecordState(TextChoices):
    """Where a record of a list stands; only the first is compared with. A record
    that was wrong is taken down as corrected, and the right one is published anew."""

    LISTED = "listed", _("在列")
    CORRECTED = "corrected", _("已更正")
    SHIELDED = "shielded", _("已屏蔽")
    DELETED = "deleted", _("已删除")
    EXPIRED = "expired", _("期限届满")
    REPAIRED = "repaired", _("信用修复")


LIVE = (RecordState.LISTED,)
WITHDRAWN = (RecordState.SHIELDED, RecordState.DELETED, RecordState.REPAIRED, RecordState.CORRECTED)


class ItemState(TextChoices):
    """Whether the publisher has agreed that a unit asks for this purpose."""

    PROPOSED = "proposed", _("待发布单位同意")
    AGREED = "agreed", _("可比对")
    REFUSED = "refused", _("未获同意")
    ENDED = "ended", _("已停用")


class Decision(TextChoices):
    BLOCK = "block", _("应当拦截")
    REVIEW = "review", _("人工复核")
    PASS = "pass", _("未命中")
    REFUSED = "refused", _("未予比对")


class HitState(TextChoices):
    """What became of a hit. A review needs two people to become a block; one is enough to release."""

    WAITING = "waiting", _("待复核")
    SECOND = "second", _("待第二人复核")
    CONFIRMED = "confirmed", _("核实相符")
    RELEASED = "released", _("不是同一主体")
    WITHDRAWN = "withdrawn", _("名单已撤下")


class ObjectionState(TextChoices):
    OPEN = "open", _("审查中")
    UPHELD = "upheld", _("异议成立，待纠正")
    CORRECTED = "corrected", _("已纠正")
    REFUSED = "refused", _("异议不成立")


class JobState(TextChoices):
    WAITING = "waiting", _("等待比对")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未能比对")


PUBLISHED = {
    "principal": _("法定代表人或负责人"),
    "basis_unit": _("执行依据制作单位"),
    "basis_no": _("执行依据文号"),
    "filed_on": _("立案时间"),
    "performed": _("履行情况"),
}
"""What a court publishes of a record beside name, number, case, duty and 情形 (法释〔2013〕17号第四条)."""

BANDS = {
    "number": _("证件号码有效且相同"),
    "number-body": _("组织机构代码相同"),
    "number-old": _("15 位旧号与现号相符，姓名相同"),
    "partial": _("姓名相同，号码看得见的各位相符"),
    "slip": _("姓名相同，号码差一位"),
    "other-number": _("姓名和其他证件号码相同"),
    "number-name-differs": _("号码相同而名称不同"),
    "name-birth": _("姓名、出生日期、省份相同"),
    "name-rare": _("少见姓名，出生年份、省份相同"),
    "company-name": _("单位全称、省份相同"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the library. `publisher` is a kind of unit; `blocks` says whether a hit stops anything
    by itself;
    `minimal` hides case and circumstances from those who ask; `rows` are rows of the inventory; `fed_by` says
    which register's rows come and go with it (`actions/feeding.py`), `appeal` the way on after a refusal."""

    code: str
    name: str
    publisher: str
    blocks: bool
    basis: str
    minimal: bool
    conduct: Mapping[int, str] = field(default_factory=dict)
    rows: Sequence[str] = ()
    fed_by: Mapping[str, Any] = field(default_factory=dict)
    appeal: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the versioned list; `verified` whether a lawyer has held it against the article."""

    code: str
    name: str
    tier: str
    basis: str
    listings: tuple[str, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A department's own register that can be compared as a whole: the columns of name and number.

    `reference` is the column that hits are called by, empty for the row's own key. `local`: whoever stands
    in it belongs to the unit's province, which a record without a number is compared by.
    """

    register: str
    kind: str
    name: str
    number: str
    reference: str
    local: bool


@cache
def sources() -> dict[str, Source]:
    rows: list[dict[str, str]] = read_yaml((DATA / "feeds.yaml").read_text("utf-8"))
    return {
        row["台账"]: Source(
            row["台账"], row["类别"], row["名称"], row["号码"], row["编号"], row.get("省份") == "本地"
        )
        for row in rows
    }


@cache
def listings() -> dict[str, Listing]:
    rows: list[dict[str, Any]] = read_yaml((DATA / "lists.yaml").read_text("utf-8"))
    return {
        row["代码"]: Listing(
            row["代码"],
            row["名称"],
            row["发布单位类别"],
            row["性质"] == "惩戒",
            row["依据"],
            row["披露"] == "最小",
            row.get("情形", {}),
            tuple(row.get("清单", ())),
            row.get("台账", {}),
            row.get("救济", ""),
        )
        for row in rows
    }


@cache
def _measures() -> tuple[str, dict[str, Measure]]:
    body: dict[str, Any] = read_yaml((DATA / "measures.yaml").read_text("utf-8"))
    rows = {
        row["代码"]: Measure(
            row["代码"], row["名称"], row["层级"], row["依据"], tuple(row["名单"]), row["核对"] == "已核对"
        )
        for row in body["措施"]
    }
    return str(body["版本"]), rows


def measures() -> dict[str, Measure]:
    return _measures()[1]


def measures_version() -> str:
    return _measures()[0]
