"""States and words of the room; asset classes, terms and rules of the library (data, read once)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from fuyuantong.common.yaml_text import read_yaml

DATA = Path(__file__).resolve().parents[1] / "library" / "enforcement"


class SourceState(TextChoices):
    """Whether the unit that holds the data has agreed that a court asks it."""

    PROPOSED = "proposed", _("待协助单位同意")
    AGREED = "agreed", _("可查询")
    REFUSED = "refused", _("未获同意")
    ENDED = "ended", _("已停用")


class CaseState(TextChoices):
    OPEN = "open", _("执行中")
    CLOSED = "closed", _("已结案")


class InquiryState(TextChoices):
    """Where a request to ask stands; the answers have states of their own."""

    SECOND = "second", _("待第二人审核")
    RUNNING = "running", _("查询中")
    DONE = "done", _("查询结束")
    WITHHELD = "withheld", _("审核未同意")
    REFUSED = "refused", _("未予查询")


class CallState(TextChoices):
    """One message to one source. `sending` is written before it leaves: a crash leaves it there, and what is
    found there is asked about by its number, never sent anew."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("发送中")
    ASKED = "asked", _("待反馈")
    FOUND = "found", _("有财产")
    NONE = "none", _("查无结果")
    DONE = "done", _("已办理")
    REFUSED = "refused", _("未予协助")
    FAILED = "failed", _("未能取得反馈")
    UNCLEAR = "unclear", _("是否送达待核实")


OPEN_CALLS = (CallState.WAITING, CallState.SENDING, CallState.ASKED)
ANSWERED = (CallState.FOUND, CallState.NONE, CallState.DONE, CallState.REFUSED)
UNANSWERED = (CallState.FAILED, CallState.UNCLEAR)


class Act(TextChoices):
    """What a source is asked for."""

    QUERY = "query", _("查询")
    FREEZE = "freeze", _("冻结")
    SEIZE = "seize", _("查封")
    IMPOUND = "impound", _("扣押")
    RENEW = "renew", _("续行控制")
    RELEASE = "release", _("解除控制")


TAKING = (Act.FREEZE, Act.SEIZE, Act.IMPOUND)


class Owner(TextChoices):
    """Whose the property is: the distinctions that the mechanism asks for."""

    DEBTOR = "debtor", _("被执行人财产")
    SHAREHOLDER = "shareholder", _("股东个人财产")
    COMPANY = "company", _("关联企业财产")
    FAMILY = "family", _("家庭共有财产")
    OTHER = "other", _("案外人财产")


class Fund(TextChoices):
    """What an account is for."""

    PLAIN = "plain", _("一般资金")
    BASIC = "basic", _("“三保”资金")
    RELIEF = "relief", _("扶贫资金")
    RUNNING = "running", _("维持正常运转资金")
    WAGES = "wages", _("农民工工资专户")
    PRESALE = "presale", _("预售监管资金")


class MeasureState(TextChoices):
    PENDING = "pending", _("待回执")
    ACTIVE = "active", _("控制中")
    REFUSED = "refused", _("未获办理")
    RELEASED = "released", _("已解除")
    LAPSED = "lapsed", _("期满失效")


STANDING = (MeasureState.PENDING, MeasureState.ACTIVE)


class AlertState(TextChoices):
    OPEN = "open", _("待复核")
    JUSTIFIED = "justified", _("复核认为适当")
    CORRECTING = "correcting", _("待纠正")
    CORRECTED = "corrected", _("已纠正")


class Target(TextChoices):
    PERSON = "person", _("被执行人")
    VEHICLE = "vehicle", _("被执行车辆")


class PursuitState(TextChoices):
    SECOND = "second", _("待第二人审核")
    AGREED = "agreed", _("可以发送")
    WITHHELD = "withheld", _("审核未同意")


class Origin(TextChoices):
    """Where an address is from: what binds the one who gave it."""

    HOME = "home", _("登记住所")
    SPARE = "spare", _("备用地址")
    MAIL = "mail", _("电子邮箱")
    LOAN = "loan", _("借款合同约定")
    GIVEN = "given", _("当事人确认")


class Way(TextChoices):
    POST = "post", _("邮寄")
    PERSON = "person", _("直接送达")
    MAIL = "mail", _("电子送达")


class ServiceState(TextChoices):
    SENT = "sent", _("已发出")
    SERVED = "served", _("已送达")
    FAILED = "failed", _("未送达")


OPEN_ALERTS = (AlertState.OPEN, AlertState.CORRECTING)
COMPLAINT = "complaint"
"""The rule of alerts that a person or company brings, not a figure."""


@dataclass(frozen=True, slots=True)
class AssetClass:
    """`nature` decides the longest term; `second` demands another person before it is asked about."""

    code: str
    name: str
    nature: str
    second: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the library: an expression over the facts of a measure. `verified`: its articles were
    compared with the statute's text."""

    code: str
    name: str
    condition: str
    basis: str
    exception: str
    notice: bool
    verified: bool

    @property
    def unchecked(self) -> bool:
        """It cites an article that nobody has compared with the text; a local agreement cites none."""
        return not self.verified and "第" in self.basis


def _read(name: str) -> dict[str, Any]:
    told: dict[str, Any] = read_yaml((DATA / name).read_text("utf-8"))
    return told


@cache
def asset_classes() -> Mapping[str, AssetClass]:
    return {
        row["代码"]: AssetClass(row["代码"], row["名称"], row["类型"], row["两人"])
        for row in _told(_read("assets.yaml"), "财产类别")
    }


def _told(data: dict[str, Any], key: str) -> Sequence[dict[str, Any]]:
    """Rows with 是 and 否 as truth values (YAML 1.1 of this library reads neither)."""
    words = {"是": True, "否": False}
    return [{k: words.get(v, v) if isinstance(v, str) else v for k, v in row.items()} for row in data[key]]


@cache
def longest_years() -> Mapping[str, int]:
    """Longest term of a measure by the nature of the property, in years."""
    return dict(_read("assets.yaml")["最长年数"])


@cache
def term_basis() -> str:
    """What the longest terms rest on, with its mark when nobody has checked it."""
    told = _read("assets.yaml")
    return str(told["期限依据"]) + ("" if told["期限已核实"] == "是" else "（未核对）")


@cache
def warning_days() -> Sequence[int]:
    return tuple(_read("assets.yaml")["提示日数"])


@cache
def rules() -> Mapping[str, Rule]:
    return {
        row["代码"]: Rule(
            row["代码"],
            row["名称"],
            row["条件"],
            row["依据"],
            row["例外"],
            bool(row.get("事前通报", False)),
            bool(row["已核实"]),
        )
        for row in _told(_read("rules.yaml"), "规则")
    }


@cache
def rules_version() -> str:
    return str(_read("rules.yaml")["版本"])


@cache
def untouchable() -> frozenset[str]:
    """Words of the funds that no measure may be entered for."""
    return frozenset(_read("rules.yaml")["不得采取"])


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long something is kept, in natural days: after the case was closed, after it came in (none: only
    the first)."""

    code: str
    name: str
    after_closing: int
    after_answer: int | None


@cache
def keepings() -> Mapping[str, Keeping]:
    return {
        row["代码"]: Keeping(row["代码"], row["名称"], row["结案后"], row.get("反馈后"))
        for row in _read("keeping.yaml")["期限"]
    }


@dataclass(frozen=True, slots=True)
class Linking:
    """A matter that is opened from a case: by which mechanism, and which of its fields and parties it fills.

    `units` are the parties to be chosen; `number`, `people`, `choice` and `text` name fields (empty: none;
    without `person` the name alone fills `people`). `only`: 自然人 or 公共机构.
    """

    code: str
    name: str
    mechanism: str
    court: str
    units: tuple[str, ...]
    case_no: str
    people: str
    person: str
    number: str
    choice: str
    text: str
    only: str

    def fits(self, kind: str, *, public: bool) -> bool:
        """Whether it can be about a party of this kind (`P`: a natural person)."""
        return {"自然人": kind == "P", "公共机构": public}.get(self.only, True)


@cache
def linkings() -> Mapping[str, Linking]:
    return {
        row["代码"]: Linking(
            row["代码"], row["名称"], row["机制"], row["法院"], tuple(row["单位"]), row["案号"],
            row["当事人"], row["姓名"], row["证件"], row["情形"], row["说明"], row.get("只限", ""),
        )
        for row in _read("linking.yaml")["联动"]
    }  # fmt: skip


@cache
def keeping_basis() -> str:
    """The statute by which things go, with its mark when nobody has checked it."""
    told = _read("keeping.yaml")
    return str(told["依据"]) + ("" if told["已核实"] == "是" else "（未核对）")


@cache
def asks_a_day() -> int:
    """How many inquiries and searches one person may ask for on one day."""
    return int(_read("assets.yaml")["每人每日"])


def rule_name(code: str) -> str:
    found = rules().get(code)
    return found.name if found else str(_("当事人反映"))


def class_names(codes: Sequence[str]) -> str:
    known = asset_classes()
    return "、".join(known[code].name for code in codes if code in known)
