"""The steps of a meeting: which buttons its page has, and what each does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import day_of, today
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.meetings import actions, queries
from fuyuantong.meetings.actions import TopicWords
from fuyuantong.meetings.forms import meetings as forms
from fuyuantong.meetings.forms.fields import Versioned
from fuyuantong.meetings.forms.topics import ReasonForm
from fuyuantong.meetings.kinds import InvitedAs, MeetingState
from fuyuantong.meetings.models import Topic
from fuyuantong.meetings.pages.acting import Act, carry

State = MeetingState


def acts_of(view: queries.MeetingView, waiting: list[Topic]) -> list[Act]:
    """The buttons of the page, as the meeting stands and for this viewer; the usual next step comes first."""
    row = view.meeting
    names = [name for name in _by_state(view, waiting) if view.runs or (view.signs and name in _SIGNING)]
    return [
        Act(
            name,
            _(LABELS[name]),
            form_of(name, view, waiting),
            reverse("meetings:step", args=[row.pk, name]),
            "primary" if n == 0 else "danger" if name == "cancel" else "",
        )
        for n, name in enumerate(names)
    ]


_SIGNING = {"sign", "send-back"}


def _by_state(view: queries.MeetingView, waiting: list[Topic]) -> list[str]:
    state, consent = view.meeting.state, view.kind.consent
    if state == State.PREPARING:
        next_step = ["ask" if consent else "notify"] if view.lines else []
        return [*next_step, *(["place"] if waiting else []), "own-topic", "invite", "edit", "cancel"]
    return {
        State.ASKED: ["consent", "refuse", "invite", "edit", "cancel"],
        State.APPROVED: ["notify", "invite", "edit", "refuse", "cancel"],
        State.NOTIFIED: ["hold", "chase", "postpone", "cancel"],
        State.HELD: ["submit", "remark"],
        State.REVIEWING: ["sign", "send-back", "remark"],
        State.SIGNED: ["issue", "send-back", "remark"],
        State.ISSUED: ["archive", "remark"],
        State.ARCHIVED: ["remark"],
    }.get(MeetingState(state), [])


LABELS: Mapping[str, str] = {
    "ask": gettext_noop("请示召集人"),
    "notify": gettext_noop("发会议通知"),
    "place": gettext_noop("列入议题"),
    "own-topic": gettext_noop("直接增加议题"),
    "invite": gettext_noop("确定参会单位"),
    "edit": gettext_noop("时间地点"),
    "cancel": gettext_noop("取消会议"),
    "consent": gettext_noop("登记同意"),
    "refuse": gettext_noop("登记退回修改"),
    "hold": gettext_noop("登记召开"),
    "chase": gettext_noop("催报回执和材料"),
    "postpone": gettext_noop("改期"),
    "submit": gettext_noop("纪要送审"),
    "sign": gettext_noop("审签纪要"),
    "send-back": gettext_noop("纪要退改"),
    "issue": gettext_noop("印发纪要"),
    "archive": gettext_noop("立卷归档"),
    "remark": gettext_noop("登记批示"),
}


def form_of(name: str, view: queries.MeetingView, waiting: list[Topic]) -> Form:
    """The empty form of a step, with what is usual already filled in."""
    row, day = view.meeting, today()
    own: dict[str, Any] = {"version": row.version}
    usual: dict[str, dict[str, Any]] = {
        "edit": forms.ArrangementForm.told(row),
        "postpone": forms.ArrangementForm.told(row),
        "consent": {"decided_on": day},
        "refuse": {"decided_on": day},
        "hold": {"held_on": min(day_of(row.starts_at), day) if row.starts_at else day},
        "sign": {"signed_on": day},
        "issue": {"issued_on": day},
        "remark": {"remarked_on": day},
    }
    return STEPS[name][0](initial=own | usual.get(name, {}), prefix=name, **_more(name, view, waiting))


def _more(name: str, view: queries.MeetingView, waiting: list[Topic]) -> dict[str, Any]:
    more: dict[str, Any] = {"region": view.meeting.region_id}
    if name == "place":
        more["topics"] = waiting
    if name == "consent":
        more["seats"] = [one.key for one in view.kind.conveners]
        more["items"] = [line.item for line in view.lines]
    return more


def _edit(uow: UnitOfWork, key: UUID, form: Any) -> object:
    return actions.edit_meeting(uow, key, form.arrangement(), expected=form.cleaned_data["version"])


def _postpone(uow: UnitOfWork, key: UUID, form: Any) -> object:
    data = form.cleaned_data
    return actions.postpone(uow, key, form.arrangement(), text=data["text"], expected=data["version"])


def _place(uow: UnitOfWork, key: UUID, form: Any) -> object:
    return actions.place_topics(uow, key, topics=form.chosen(), expected=form.cleaned_data["version"])


def _own_topic(uow: UnitOfWork, key: UUID, form: Any) -> object:
    data = form.cleaned_data
    words = TopicWords(data["title"], data["background"], data["asks"], attending=data["attending"])
    return actions.add_topic(uow, key, words, expected=data["version"])


def _invite(uow: UnitOfWork, key: UUID, form: Any) -> object:
    data = form.cleaned_data
    return actions.invite(
        uow, key, units=data["units"], invited_as=InvitedAs(data["invited_as"]),
        rank_wanted=data["rank_wanted"], expected=data["version"],
    )  # fmt: skip


def _consent(uow: UnitOfWork, key: UUID, form: Any) -> object:
    data = dict(form.cleaned_data)
    refused = [UUID(one) for one in data.pop("refused")]
    return actions.record_consent(uow, key, expected=data.pop("version"), refused=refused, **data)


def _plain(action: Any) -> Any:
    """An action whose parameters are the fields of its form."""

    def run(uow: UnitOfWork, key: UUID, form: Any) -> object:
        data = dict(form.cleaned_data)
        return action(uow, key, expected=data.pop("version"), **data)

    return run


STEPS: Mapping[str, tuple[type[Versioned], Any, str]] = {
    "edit": (forms.ArrangementForm, _edit, gettext_noop("已修改。")),
    "place": (forms.PlaceForm, _place, gettext_noop("已列入议程。")),
    "own-topic": (forms.OwnTopicForm, _own_topic, gettext_noop("已增加议题。")),
    "invite": (forms.InviteForm, _invite, gettext_noop("已确定参会单位。")),
    "ask": (forms.TextForm, _plain(actions.ask_consent), gettext_noop("已登记请示，议程不再增减。")),
    "consent": (forms.ConsentForm, _consent, gettext_noop("已登记同意召开。")),
    "refuse": (
        forms.ConsentRefusalForm,
        _plain(actions.refuse_consent),
        gettext_noop("已退回修改，议程重新打开。"),
    ),
    "notify": (forms.TextForm, _plain(actions.notify), gettext_noop("会议通知已发到各参会单位。")),
    "postpone": (forms.PostponeForm, _postpone, gettext_noop("已改期，并通知各参会单位重新回执。")),
    "cancel": (ReasonForm, _plain(actions.cancel), gettext_noop("会议已取消，议题待下次会议。")),
    "chase": (Versioned, _plain(actions.chase), gettext_noop("已催报。")),
    "hold": (forms.HoldForm, _plain(actions.hold), gettext_noop("已登记召开，请逐项登记议定结果。")),
    "submit": (forms.TextForm, _plain(actions.submit_minutes), gettext_noop("纪要已送审。")),
    "sign": (forms.SignForm, _plain(actions.sign_minutes), gettext_noop("纪要已签。")),
    "send-back": (ReasonForm, _plain(actions.send_back_minutes), gettext_noop("纪要已退改。")),
    "issue": (forms.IssueForm, _plain(actions.issue_minutes), gettext_noop("纪要已印发，议定事项已交办。")),
    "remark": (forms.RemarkForm, _plain(actions.remark), gettext_noop("批示已登记。")),
    "archive": (forms.ArchiveForm, _plain(actions.archive), gettext_noop("已立卷归档。")),
}


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """One step of the meeting, from its page."""
    from fuyuantong.meetings.pages.meetings import show_meeting

    if step not in STEPS:
        raise NotFound
    kind, run, said = STEPS[step]
    viewer = viewer_of(request)
    view = queries.meeting_view(viewer, key)
    waiting = queries.placeable(viewer, view.meeting)
    form = kind(request.POST, prefix=step, **_more(step, view, waiting))

    def work(uow: UnitOfWork) -> str:
        run(uow, key, form)
        return reverse("meetings:meeting", args=[key])

    return carry(
        request, form, work, lambda status, bad: show_meeting(request, key, status, step, bad), _(said)
    )
