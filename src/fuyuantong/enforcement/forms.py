"""The shapes of what people type here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.enforcement import kinds
from fuyuantong.enforcement.actions import NewMeasure, NewParty, NewPursuit, NewReferral, NewService, Wanted
from fuyuantong.enforcement.masking import beside, masked
from fuyuantong.enforcement.models import Asset, Party, Source
from fuyuantong.enforcement.models.cases import KINDS
from fuyuantong.organs.models import Unit

ACCEPT = ".pdf,.ofd,.docx,.png,.jpg,.jpeg"
TAKING = [(act.value, act.label) for act in kinds.TAKING]


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _text(label: Any, *, required: bool = True, most: int = 1000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget)


def _money(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=16, decimal_places=2)


def _paper(label: Any) -> forms.FileField:
    return forms.FileField(label=label, widget=forms.FileInput(attrs={"accept": ACCEPT}))


def _classes(*, without: str = "") -> list[tuple[str, str]]:
    return [(c.code, c.name) for c in kinds.asset_classes().values() if c.nature != without]


def _units(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Nothing is chosen beforehand, unless there is only one."""
    told = [(str(unit.pk), str(unit)) for unit in units]
    return told if len(told) == 1 else [("", "—"), *told]


def _parties(parties: Sequence[Party]) -> list[tuple[str, str]]:
    return [(str(p.pk), beside(p.name, p.number)) for p in parties]


class PartyForm(forms.Form):
    """One against whom a case runs."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    name = forms.CharField(label=_("被执行人姓名或名称"), max_length=200)
    number = forms.CharField(label=_("证件号码"), max_length=40)
    public = forms.BooleanField(label=_("行政机关或事业单位"), required=False)
    unit = forms.CharField(
        label=_("机构代码"),
        required=False,
        max_length=40,
        help_text=_("机构目录里的单位填写。"),
    )

    def party(self) -> NewParty:
        names = ("kind", "name", "number", "public", "unit")
        return NewParty(**{name: self.cleaned_data[name] for name in names})


class CaseForm(PartyForm):
    """A case with its first party."""

    case_no = forms.CharField(label=_("执行案号"), max_length=80)
    claim = _money(_("执行标的额（元）"))
    filed_on = _day(_("立案日期"))


class StepForm(forms.Form):
    """A text with the version of what it is about; the fields that a step does not take are left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = _text(_("说明"))

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or _("说明")
        self.fields["text"].required = required


class DayForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = _day(_("通报日期"))
    unit = forms.ChoiceField(label=_("同时告知"), required=False)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "notice_%s", **kwargs})
        self.fields["unit"].choices = [("", "—"), *((str(u.pk), str(u)) for u in units)]  # type: ignore[attr-defined]


class PaidForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    paid = _money(_("已履行金额（元）"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "paid_%s", **kwargs})


class RenewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    ends_on = _day(_("续行至"), required=False, help_text=_("不填为最长期限。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "renew_%s", **kwargs})


class InquiryForm(forms.Form):
    """What is asked about one party, on which legal document."""

    party = forms.ChoiceField(label=_("被执行人"))
    classes = forms.MultipleChoiceField(label=_("财产类别"), widget=forms.CheckboxSelectMultiple)
    paper = forms.CharField(label=_("法律文书名称和文号"), max_length=120)
    file = _paper(_("法律文书"))

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = _parties(parties)  # type: ignore[attr-defined]
        second = [c.name for c in kinds.asset_classes().values() if c.second]
        self.fields["classes"].choices = _classes()  # type: ignore[attr-defined]
        words = _("查自然人的，以及查%s的，须由第二人审核后才会发出。")
        self.fields["classes"].help_text = words % "、".join(second)

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(UUID(data["party"]), data["classes"], data["paper"])


class MeasureForm(forms.Form):
    """A measure that is taken, or was taken on paper."""

    party = forms.ChoiceField(label=_("被执行人"))
    act = forms.ChoiceField(label=_("措施"), choices=TAKING)
    asset = forms.ChoiceField(label=_("查到的财产"), required=False)
    klass = forms.ChoiceField(label=_("财产类别"))
    title = forms.CharField(label=_("财产"), max_length=200)
    value = _money(_("估值（元）"))
    divisible = forms.BooleanField(label=_("可分割"), required=False)
    owner = forms.ChoiceField(label=_("权属"), choices=kinds.Owner.choices)
    fund = forms.ChoiceField(label=_("资金性质"), choices=kinds.Fund.choices)
    housing = forms.BooleanField(label=_("保交楼项目"), required=False)
    ruling = forms.CharField(label=_("裁定文号"), max_length=120, required=False)
    file = _paper(_("裁定书、协助执行通知书"))
    source = forms.ChoiceField(
        label=_("由谁办理"), required=False, help_text=_("不选表示已在线下办理，只作登记。")
    )
    starts_on = _day(_("起始日"))
    ends_on = _day(_("届满日"), required=False, help_text=_("不填为最长期限。"))

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Party],
        assets: Sequence[Asset],
        sources: Sequence[Source],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = _("不填为最长期限。%s") % kinds.term_basis()
        told: dict[str, list[tuple[str, str]]] = {
            "party": _parties(parties),
            "klass": _classes(without="信息"),
            "asset": [("", "—"), *((str(a.pk), f"{a.title} {masked(a.reference)}") for a in assets)],
            "source": [("", "—"), *((str(s.pk), str(s)) for s in sources)],
        }
        for name, choices in told.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def measure(self) -> NewMeasure:
        data = {k: v for k, v in self.cleaned_data.items() if k != "file"}
        for name in ("party", "asset", "source"):
            data[name] = UUID(data[name]) if data[name] else None
        return NewMeasure(**data)


class SourceForm(forms.Form):
    """An agreement as it is proposed."""

    title = forms.CharField(label=_("数据来源"), max_length=100, help_text=_("例如：不动产登记、车辆登记。"))
    unit = forms.ChoiceField(label=_("协助单位"))
    classes = forms.MultipleChoiceField(label=_("财产类别"), widget=forms.CheckboxSelectMultiple)
    controls = forms.BooleanField(label=_("可办理控制"), required=False)
    link = forms.ChoiceField(label=_("连接名"), help_text=_("由系统管理员在外发配置中设好。"))
    purpose = _text(_("用途和依据"), most=500)
    sla_hours = forms.IntegerField(label=_("反馈时限（小时）"), min_value=1, max_value=2160, initial=24)
    per_minute = forms.IntegerField(label=_("每分钟上限"), min_value=1, max_value=6000, initial=60)
    valid_until = _day(_("有效期至"))

    def __init__(self, *args: Any, units: Sequence[Unit], links: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(u.pk), str(u)) for u in units]  # type: ignore[attr-defined]
        self.fields["classes"].choices = _classes()  # type: ignore[attr-defined]
        self.fields["link"].choices = [(name, name) for name in links]  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    purpose = forms.CharField(label=_("查看用途"), max_length=200)


class SeatForm(forms.Form):
    court_code = forms.CharField(label=_("法院代字"), max_length=20)


class SettleForm(forms.Form):
    """What a person found out at the source about a message."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    arrived = forms.ChoiceField(
        label=_("核实结果"), choices=[("yes", _("对方已收到")), ("no", _("对方没有收到，用原编号再发"))]
    )
    text = _text(_("向谁、怎样核实的"))


class PursuitForm(forms.Form):
    """One person, or one vehicle, that is looked for. No field for calls or for where anybody has been."""

    party = forms.ChoiceField(label=_("被执行人"))
    target = forms.ChoiceField(label=_("对象类别"), choices=kinds.Target.choices)
    plate = forms.CharField(label=_("车牌"), required=False, max_length=20, help_text=_("查找车辆时填写。"))
    police = forms.ChoiceField(label=_("公安机关"))
    until_on = _day(_("布控期满日"))
    file = _paper(_("法律文书"))

    def __init__(self, *args: Any, parties: Sequence[Party], units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = _parties(parties)  # type: ignore[attr-defined]
        self.fields["police"].choices = _units(units)  # type: ignore[attr-defined]

    def pursuit(self) -> NewPursuit:
        data = {k: v for k, v in self.cleaned_data.items() if k != "file"}
        return NewPursuit(**data | {"party": UUID(data["party"]), "police": UUID(data["police"])})


class ReferralForm(forms.Form):
    """A matter opened from a case: whom it is about, which units, what kind of conduct or help."""

    party = forms.ChoiceField(label=_("被执行人"))
    situation = forms.ChoiceField(label=_("情形"))
    text = _text(_("说明"), required=False, most=5000)

    def __init__(
        self,
        *args: Any,
        rule: kinds.Linking,
        options: Sequence[str],
        parties: Sequence[Party],
        units: Mapping[str, Sequence[Unit]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        fitting = [p for p in parties if rule.fits(p.kind, public=p.public)]
        self.fields["party"].choices = _parties(fitting)  # type: ignore[attr-defined]
        self.fields["situation"].choices = [(one, one) for one in options]  # type: ignore[attr-defined]
        self.fields["situation"].label = rule.choice
        if rule.text:
            self.fields["text"].label = rule.text
            self.fields["text"].required = True
        else:
            del self.fields["text"]
        for key, fitting_units in units.items():
            self.fields[f"unit:{key}"] = forms.ChoiceField(label=key, choices=_units(fitting_units))

    def unit_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("unit:")]

    def referral(self, pursuit: UUID | None) -> NewReferral:
        data = self.cleaned_data
        units = {key: UUID(data[f"unit:{key}"]) for key in self.rule.units}
        return NewReferral(
            self.rule.code, UUID(data["party"]), units, data["situation"], data.get("text", ""), pursuit
        )


class ServiceForm(forms.Form):
    """One paper to one address."""

    party = forms.ChoiceField(label=_("被执行人"))
    paper = forms.CharField(label=_("送达的文书"), max_length=120)
    origin = forms.ChoiceField(label=_("地址来源"), choices=kinds.Origin.choices)
    address = forms.CharField(
        label=_("当事人确认的地址"), required=False, max_length=300, help_text=_("来源为当事人确认时填写。")
    )
    way = forms.ChoiceField(label=_("送达方式"), choices=kinds.Way.choices)

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = _parties(parties)  # type: ignore[attr-defined]

    def service(self) -> NewService:
        return NewService(**self.cleaned_data | {"party": UUID(self.cleaned_data["party"])})
