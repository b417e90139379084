"""What people type about meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fuyuantong.definitions.forms import SourceForm
from fuyuantong.meetings.actions import Arrangement, Coming, ResolutionWords
from fuyuantong.meetings.forms.fields import UnitNames, Versioned, day_input, long_text, moment_input
from fuyuantong.meetings.kinds import InvitedAs, MeetingState, PartyRole, ReplyState
from fuyuantong.meetings.models import AgendaItem, Meeting, Topic
from fuyuantong.meetings.queries.decided import STANDINGS
from fuyuantong.meetings.queries.telling import named

PEOPLE_SHOWN = 3
RESOLUTIONS_SPARE = 3
_ARRANGED = ("title", "starts_at", "ends_at", "place", "chair", "materials_due_on", "replies_due_on")


class ArrangementForm(Versioned):
    title = forms.CharField(
        label=_("会议名称"), required=False, max_length=200, help_text=_("不填的，用会议类型和期次。")
    )
    starts_at = forms.DateTimeField(label=_("开始时间"), required=False, widget=moment_input())
    ends_at = forms.DateTimeField(label=_("结束时间"), required=False, widget=moment_input())
    place = forms.CharField(label=_("地点"), required=False, max_length=120)
    chair = forms.CharField(label=_("主持人"), required=False, max_length=60)
    materials_due_on = forms.DateField(label=_("材料报送截止"), required=False, widget=day_input())
    replies_due_on = forms.DateField(label=_("回执截止"), required=False, widget=day_input())

    @classmethod
    def told(cls, row: Meeting) -> dict[str, Any]:
        return {name: getattr(row, name) for name in (*_ARRANGED, "version")}

    def arrangement(self) -> Arrangement:
        return Arrangement(**{name: self.cleaned_data[name] for name in _ARRANGED})


class PrepareForm(ArrangementForm):
    where = forms.ChoiceField(label=_("会议类型"))
    field_order = ["where", *_ARRANGED]

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - says the type, checks nothing
        field.choices = list(places)

    @property
    def place_of(self) -> tuple[str, str]:
        """(kind, linkage)."""
        kind, _bar, linkage = str(self.cleaned_data["where"]).partition("|")
        return kind, linkage


class PostponeForm(ArrangementForm):
    text = forms.CharField(label=_("改期理由"), required=False, max_length=4000, widget=long_text(2))


class PlaceForm(Versioned):
    topics = forms.MultipleChoiceField(label=_("已梳理的议题"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, topics: Sequence[Topic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(str(row.pk), f"{row.title}（{row.unit}）") for row in topics]

    def chosen(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["topics"]]


class OwnTopicForm(Versioned):
    """An item that the host brings itself."""

    title = forms.CharField(label=_("议题"), max_length=300)
    background = forms.CharField(label=_("背景与依据"), max_length=4000, widget=long_text(3))
    asks = forms.CharField(label=_("拟请研究事项"), max_length=4000, widget=long_text(3))
    attending = UnitNames(label=_("列席单位"), required=False)


class InviteForm(Versioned):
    units = UnitNames(label=_("参会单位"))
    invited_as = forms.ChoiceField(label=_("以什么身份"), choices=InvitedAs.choices, initial=InvitedAs.MEMBER)
    rank_wanted = forms.CharField(
        label=_("参会人员要求"), required=False, max_length=60, help_text=_("如主要负责人、分管负责人。")
    )


class TextForm(Versioned):
    text = forms.CharField(label=_("说明"), required=False, max_length=4000, widget=long_text(2))


class ConsentForm(Versioned):
    seat = forms.ChoiceField(label=_("席位"))
    decided_by = forms.CharField(label=_("同意的领导"), required=False, max_length=60)
    decided_on = forms.DateField(label=_("同意日期"), widget=day_input())
    delegate = forms.CharField(
        label=_("委托主持"), required=False, max_length=60, help_text=_("委托其他领导主持的填写。")
    )
    refused = forms.MultipleChoiceField(
        label=_("不同意提请的议题"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reference = forms.CharField(label=_("批示件编号"), required=False, max_length=200)
    text = forms.CharField(label=_("意见"), required=False, max_length=2000, widget=long_text(2))

    def __init__(
        self, *args: Any, seats: Sequence[str] = (), items: Sequence[AgendaItem] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        seat, refused = self.fields["seat"], self.fields["refused"]
        assert isinstance(seat, forms.ChoiceField)  # noqa: S101
        assert isinstance(refused, forms.MultipleChoiceField)  # noqa: S101
        seat.choices = [(name, name) for name in seats]
        refused.choices = [(str(item.pk), item.title) for item in items]


class ConsentRefusalForm(Versioned):
    decided_by = forms.CharField(label=_("提出的领导"), required=False, max_length=60)
    decided_on = forms.DateField(label=_("日期"), widget=day_input())
    text = forms.CharField(label=_("修改意见"), required=False, max_length=4000, widget=long_text())


class PeopleForm(Versioned):
    """Rows of name, rank and whom the person stands in for; empty rows are left out."""

    def __init__(self, *args: Any, people: Sequence[Coming] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(max(PEOPLE_SHOWN, len(people) + 1)):
            one = people[n] if n < len(people) else Coming("", "")
            self.fields[f"name-{n}"] = forms.CharField(
                label=_("姓名"), required=False, max_length=60, initial=one.name
            )
            self.fields[f"rank-{n}"] = forms.CharField(
                label=_("职务"), required=False, max_length=60, initial=one.rank
            )
            self.fields[f"instead-{n}"] = forms.CharField(
                label=_("代谁参加"), required=False, max_length=60, initial=one.instead_of
            )

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """The bound fields, row by row, for the template."""
        n = 0
        while f"name-{n}" in self.fields:
            yield self[f"name-{n}"], self[f"rank-{n}"], self[f"instead-{n}"]
            n += 1

    def coming(self) -> list[Coming]:
        data, found, n = self.cleaned_data, [], 0
        while f"name-{n}" in self.fields:
            told = Coming(data[f"name-{n}"], data[f"rank-{n}"], data[f"instead-{n}"])
            if told.name or told.rank:
                found.append(told)
            n += 1
        return found


class ReplyForm(PeopleForm):
    answer = forms.ChoiceField(
        label=_("回执"),
        choices=[(one.value, one.label) for one in ReplyState if one != ReplyState.WAITING],
        initial=ReplyState.COMING,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("请假的，请说明理由。")
    )


class HoldForm(Versioned):
    held_on = forms.DateField(label=_("召开日期"), widget=day_input())


class DecideForm(Versioned):
    """One item's outcome; its decisions as rows of text, who leads, who helps, until when."""

    outcome = forms.ChoiceField(label=_("结果"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("研究情况"), required=False, max_length=4000, widget=long_text(4))
    dissent = forms.CharField(
        label=_("未尽事项或不同意见"), required=False, max_length=2000, widget=long_text(2)
    )

    def __init__(
        self,
        *args: Any,
        outcomes: Sequence[tuple[str, str]] = (),
        rows: int = RESOLUTIONS_SPARE,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = list(outcomes)
        region = kwargs.get("region", "")
        for n in range(rows):
            self.fields[f"what-{n}"] = forms.CharField(
                label=_("议定事项"), required=False, max_length=2000, widget=long_text(2)
            )
            self.fields[f"leads-{n}"] = UnitNames(
                label=_("牵头单位"), required=False, region=region, help_text=_("列第一位的汇总。")
            )
            self.fields[f"partners-{n}"] = UnitNames(label=_("配合单位"), required=False, region=region)
            self.fields[f"due-{n}"] = forms.DateField(label=_("完成时限"), required=False, widget=day_input())

    @classmethod
    def told(cls, item: AgendaItem) -> tuple[dict[str, Any], int]:
        """(initial values, rows) that show the item as it is."""
        found: dict[str, Any] = {
            "outcome": item.outcome, "text": item.text, "dissent": item.dissent, "version": item.version,
        }  # fmt: skip
        rows = list(item.resolutions.prefetch_related("parties__unit"))
        for n, row in enumerate(rows):
            found |= {
                f"what-{n}": row.text,
                f"leads-{n}": "、".join(named(row, PartyRole.LEAD)),
                f"partners-{n}": "、".join(named(row, PartyRole.PARTNER)),
                f"due-{n}": row.due_on,
            }
        return found, len(rows) + RESOLUTIONS_SPARE

    def lines(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        n = 0
        while f"what-{n}" in self.fields:
            yield self[f"what-{n}"], self[f"leads-{n}"], self[f"partners-{n}"], self[f"due-{n}"]
            n += 1

    def resolutions(self) -> list[ResolutionWords]:
        data, found, n = self.cleaned_data, [], 0
        while f"what-{n}" in self.fields:
            if data[f"what-{n}"] or data[f"leads-{n}"]:
                found.append(
                    ResolutionWords(
                        data[f"what-{n}"], data[f"leads-{n}"], data[f"partners-{n}"], None, data[f"due-{n}"]
                    )
                )
            n += 1
        return found


class MinutesForm(Versioned):
    text = forms.CharField(label=_("正文"), required=False, max_length=20_000, widget=long_text(24))


class SignForm(Versioned):
    signed_by = forms.CharField(label=_("签发人"), required=False, max_length=60)
    signed_on = forms.DateField(label=_("签发日期"), widget=day_input())


class IssueForm(Versioned):
    number = forms.CharField(label=_("文号"), required=False, max_length=80)
    issued_on = forms.DateField(label=_("印发日期"), widget=day_input())


class RemarkForm(Versioned):
    leader = forms.CharField(label=_("批示领导"), required=False, max_length=60)
    remarked_on = forms.DateField(label=_("批示日期"), widget=day_input())
    text = forms.CharField(
        label=_("批示内容"),
        required=False,
        max_length=2000,
        widget=long_text(),
        help_text=_("限于协调和督促，不得涉及个案裁判；依规如实记录。"),
    )
    proposal = forms.CharField(label=_("拟办意见"), required=False, max_length=2000, widget=long_text(2))


class ArchiveForm(Versioned):
    volume = forms.CharField(label=_("案卷号"), required=False, max_length=60)


class PaperForm(forms.Form):
    file = forms.FileField(label=_("文件"), max_length=1000)
    label = forms.CharField(label=_("材料名称"), required=False, max_length=120)


class CheckForm(forms.Form):
    linkage = forms.ChoiceField(label=_("联动机制"))
    year = forms.IntegerField(label=_("检查年度"), min_value=1990, max_value=2100)
    due_on = forms.DateField(label=_("报送截止日"), widget=day_input())

    def __init__(self, *args: Any, linkages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["linkage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = list(linkages)


class MeetingFilter(forms.Form):
    q = forms.CharField(label=_("会议名称"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *MeetingState.choices]
    )
    year = forms.IntegerField(label=_("年度"), required=False, min_value=1990, max_value=2100)


class KindForm(SourceForm):
    """The text of a kind of meeting."""

    def __init__(self, *args: Any, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self.fields["source"].label = _("会议类型（YAML）")
        self.fields["source"].help_text = _(
            "键名用中文；改动已发布的类型须把“版本”加一。已经筹备的会议仍按原版本。"
        )


@dataclass(frozen=True, slots=True)
class DecisionWanted:
    year: int | None = None
    standing: str = ""
    unit: UUID | None = None


class DecisionFilter(forms.Form):
    year = forms.IntegerField(required=False, min_value=1990, max_value=2200)
    standing = forms.CharField(required=False, max_length=12)
    unit = forms.UUIDField(required=False)

    def words(self) -> DecisionWanted:
        """The filter as typed; a wrong part filters nothing."""
        self.is_valid()
        told: dict[str, Any] = self.cleaned_data
        standing = told.get("standing") or ""
        return DecisionWanted(told.get("year"), standing if standing in STANDINGS else "", told.get("unit"))
