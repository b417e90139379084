"""事项详情, opening a matter, and the acts of its definition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import today
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.courtesy import UNCOMMANDED
from fuyuantong.definitions.drawing import draw_svg
from fuyuantong.definitions.kinds import Act, Objection
from fuyuantong.definitions.queries import latest, mechanism_of_version, offered
from fuyuantong.matters import policy
from fuyuantong.matters.actions.filing import fill, keep_files, merged
from fuyuantong.matters.actions.life import task_of
from fuyuantong.matters.actions.opening import Opening, act, open_matter
from fuyuantong.matters.doors import GENTLE_KINDS, instead
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.forms.acts import SERVED, ActForm, OpeningForm, uploads_of
from fuyuantong.matters.forms.verbs import CommentForm, FileForm
from fuyuantong.matters.kinds import ClockState, MatterState, PetitionKind, Publicity, Scope
from fuyuantong.matters.models import Clock, Matter
from fuyuantong.matters.pages import showing
from fuyuantong.matters.queries import MatterView, ObligationView, get_matter, matter_view
from fuyuantong.matters.queries.answers import beside_the_text
from fuyuantong.matters.queries.closing import act_left
from fuyuantong.matters.queries.starting import Places, filled_parties, linkages_for, own_parties
from fuyuantong.organs.models import Unit
from fuyuantong.organs.queries import units_in_protocol_order
from fuyuantong.registers.queries import rows_about

SELF_SERVED = {
    "petition",
    "petition_decision",
    "submit_unreviewed",
    "submit_final",
    "approve_final",
    "grant_return",
    "grant_reassign",
    "merge",
}
"""Moves that have a door of their own (申请, 并案) and no button among the verbs."""
SHOWN_VERBS = 4


@require_GET
def detail(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    viewer, day = viewer_of(request), today()
    view = matter_view(viewer, matter_id, day)
    context = {
        "trail": [Crumb(_("联动任务台账"), reverse("matters:ledger")), Crumb(view.matter.title[:30])],
        "view": view,
        "whole": view.whole and policy.handles(viewer),
        "matter": view.matter,
        "stages": showing.stages(view.matter, view.mechanism),
        "pairs": showing.pairs(view),
        "parties": showing.parties(view),
        "obligations": [_shown(item, view, viewer.unit) for item in view.obligations],
        "clocks": [
            (clock, showing.clock_face(clock, moves, day), clock.pk in view.extendable)
            for clock, moves in view.clocks
        ],
        "events": showing.events(view),
        "files": showing.files(view.files, view.matter),
        "flow": mark_safe(draw_svg(view.mechanism, present=view.matter.stage)),  # noqa: S308 - drawn by us, escaped there
        "answers": view.answers,
        "register_rows": rows_about(viewer, matter_id),
        "comment_form": CommentForm(),
        "left": act_left(view.matter),
        "ended": "" if view.matter.state == MatterState.OPEN else instead(view.matter),
        "file_form": FileForm(),
        "pending_case": bool(view.matter.number),
        "has_personal": view.may_work
        and any(f.personal and view.fields.get(f.key) for f in view.mechanism.fields),
    }
    return render(request, "matters/detail.html", context)


def _shown(item: ObligationView, view: MatterView, unit: UUID | None) -> dict[str, Any]:
    """One obligation for the template: its tags, clocks, verbs and what may be asked."""
    mine = unit == item.row.owner_id
    day = today()
    task = task_of(view.mechanism, item.row)
    letter = task is not None and task.objection is Objection.OBJECTION
    verbs = [verb for verb in item.verbs if verb.verb not in SELF_SERVED]
    gentle = item.row.owner.kind in GENTLE_KINDS or item.row.backfilled
    faces = [
        (c, showing.clock_face(c, moves, day, gentle=gentle, review=item.row.standing and c.main))
        for c, moves in item.clocks
    ]
    return {
        "item": item,
        "feedback": [
            (one, [(key, showing.said(value)) for key, value in beside_the_text(item.row, one)])
            for one in item.feedback
        ],
        "row": item.row,
        "tone": showing.state_tone(item),
        "clocks": [face for clock, face in faces if _still_matters(clock)],
        "stopped": [face for clock, face in faces if not _still_matters(clock)],
        "files": showing.files(item.files, view.matter),
        "verbs": verbs[:SHOWN_VERBS],
        "more": verbs[SHOWN_VERBS:],
        "may_decide": any(verb.verb == "petition_decision" for verb in item.verbs),
        "asks": _asks(item, letter=letter) if mine and any(v.verb == "petition" for v in item.verbs) else [],
        "may_object": mine and letter and any(v.verb == "report" for v in item.verbs),
        "parts": [_shown(part, view, unit) for part in item.parts],
    }


def _still_matters(clock: Clock) -> bool:
    return clock.main or clock.state != ClockState.STOPPED


def _asks(item: ObligationView, *, letter: bool) -> list[tuple[str, str]]:
    """The requests that make sense in this state; the action decides. A letter is never returned."""
    row, waiting = item.row, {p.kind for p in item.petitions if p.state == "open"}
    waiting |= {PetitionKind.EXTENSION} if row.standing else set()
    waiting |= {PetitionKind.RETURN, PetitionKind.REASSIGN} if letter else set()
    wanted = {
        "pending": [PetitionKind.RETURN, PetitionKind.REASSIGN, PetitionKind.EXTENSION],
        "working": [PetitionKind.EXTENSION, PetitionKind.HOLD, PetitionKind.RETURN, PetitionKind.REASSIGN],
        "done": [PetitionKind.WRITE_OFF] if row.ledger_item else [],
    }.get(row.state, [])
    return [(str(kind), str(PetitionKind(kind).label)) for kind in wanted if kind not in waiting]


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which mechanism: those that the viewer's post may start in some linkage."""
    viewer = viewer_of(request)
    rows = [(row, mechanism_of_version(row.pk)) for row in offered()]
    places = Places(viewer)
    startable = [(row, m) for row, m in rows if places.for_mechanism(m)]
    unit = Unit.objects.filter(pk=viewer.unit_key).first()
    sends = unit is not None and unit.kind in UNCOMMANDED and bool(startable)
    context = {"trail": [Crumb(_("登记事项"))], "offered": startable, "sends": sends}
    return render(request, "matters/choose.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """登记: the matter stands in its first stage and obliges nobody yet."""
    viewer = viewer_of(request)
    mechanism = mechanism_of_version(latest(code).pk)
    units = units_in_protocol_order(viewer.region)
    linkages = [(row.code, row.name) for row in linkages_for(viewer, mechanism)]
    own = own_parties(viewer, mechanism)
    initial = {f"p:{own[0]}": str(viewer.unit)} if len(own) == 1 else {}
    form = OpeningForm(
        request.POST or None, request.FILES or None, mechanism=mechanism, units=units, linkages=linkages,
        own=own, unit=str(viewer.unit), initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def work(uow: UnitOfWork) -> str:
            data = form.cleaned_data
            opening = Opening(
                mechanism=code,
                linkage=data["linkage"],
                title=data["title"],
                units=form.units(),
                number=data["number"],
                source=data["source"],
                occurred_on=data["occurred_on"],
                scope=Scope(data["scope"]),
                publicity=Publicity(data["publicity"]),
                work_secret=data["work_secret"],
            )
            matter = open_matter(uow, opening)
            keep_files(uow, matter, uploads_of(form))
            return reverse("matters:detail", args=[matter.pk])

        try:
            return do_once(request, "matters.open", work)
        except Refusal as refusal:
            add_to_form(form, refusal)
    status = 422 if request.method == "POST" else 200
    trail = [Crumb(_("登记事项"), reverse("matters:choose")), Crumb(mechanism.name)]
    return render(
        request, "matters/form.html", {"form": form, "heading": mechanism.name, "trail": trail}, status=status
    )


@require_http_methods(["GET", "POST"])
def do_act(request: HttpRequest, matter_id: UUID, key: str) -> HttpResponse:
    """An act of the definition: its own page with the fields that it asks for."""
    viewer = viewer_of(request)
    matter = get_matter(viewer, matter_id)
    mechanism = mechanism_of(matter)
    rule = mechanism.act(key)
    if rule is None:
        raise NotFound
    units = units_in_protocol_order(matter.region)
    form = ActForm(
        request.POST or None, request.FILES or None, mechanism=mechanism, act=rule, units=units,
        current=matter.fields, parties=filled_parties(matter),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            said = _("“%s”已办理。") % key
            return do_once(request, f"matters.act.{key}"[:200], _acting(matter, rule, form), said)
        except Refusal as refusal:
            add_to_form(form, refusal)
    context = {
        "form": form,
        "heading": key,
        "sub": matter.title,
        "ask": rule.ask,
        "trail": [Crumb(matter.title[:30], reverse("matters:detail", args=[matter.pk])), Crumb(key)],
        "back": reverse("matters:detail", args=[matter.pk]),
    }
    return render(request, "matters/form.html", context, status=422 if request.method == "POST" else 200)


def _acting(matter: Matter, rule: Act, form: ActForm) -> Any:
    def work(uow: UnitOfWork) -> str:
        values = form.values()
        values |= merged(form.mechanism.fields, matter.fields, fill(uow, matter, form.uploads()))
        day = form.cleaned_data.get(SERVED)
        owing = form.values()
        units = [u for v in owing.values() if isinstance(v, list) for u in v if isinstance(u, str)]
        served = dict.fromkeys(units, day) if day else None
        act(
            uow,
            matter.pk,
            rule.key,
            data=values,
            occurred_on=form.cleaned_data["occurred_on"],
            served=served,
            collector=_first_lead(form),
        )
        return reverse("matters:detail", args=[matter.pk])

    return work


def _first_lead(form: ActForm) -> UUID | None:
    """Of several 牵头 the first one named collects (汇总), as documents write them."""
    for party in form.mechanism.parties:
        chosen = form.cleaned_data.get(f"p:{party.key}")
        if party.one_collects and chosen:
            ids = [UUID(u) for u in chosen] if isinstance(chosen, list) else [UUID(chosen)]
            return min(Unit.objects.filter(pk__in=ids), key=lambda u: (u.protocol_order, u.code)).pk
    return None
