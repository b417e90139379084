"""Acts on one item or several of a paper under review; every one goes back to the review screen."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.plans import actions, queries
from fuyuantong.plans.forms import DamageForm, ItemForm, PartSet
from fuyuantong.plans.pages.acting import IMPORTS, act, actor_of, go, today, uuids, version_of
from fuyuantong.plans.pages.papers import show_review

_MISSING = (403, 404)


def _back(key: UUID, item: UUID | str = "") -> str:
    anchor = f"#i-{item}" if item else ""
    return reverse("plans:review", args=[key]) + anchor


def _simple(request: HttpRequest, key: UUID, item: UUID, run: Callable[[UnitOfWork], object]) -> HttpResponse:
    """An act that only changes the state of one item."""

    def then(uow: UnitOfWork) -> str:
        run(uow)
        return _back(key, item)

    try:
        return go(act(request, then))
    except Refusal as refusal:
        if refusal.status in _MISSING:
            raise
        return show_review(request, key, status=refusal.status, refusal=refusal)


@require_POST
def confirm(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    return _simple(request, key, item, lambda u: actions.confirm_item(u, item, expected=version_of(request)))


@require_POST
def answer(request: HttpRequest, item: UUID) -> HttpResponse:
    """Answer for a doubtful target, under review or in the draft of a plan; back to where it stands."""
    source, plan = queries.home_of_item(actor_of(request), item)
    home = reverse("plans:plan-edit", args=[plan, item]) if plan else reverse("plans:review", args=[source])

    def run(uow: UnitOfWork) -> str:
        actions.answer_cautions(
            uow, item, reason=request.POST.get("reason", ""), expected=version_of(request)
        )
        return home

    try:
        return go(act(request, run))
    except Refusal as refusal:
        if refusal.status in _MISSING:
            raise
        messages.warning(request, str(refusal))
        return go(home)


@require_POST
def not_a_task(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    return _simple(request, key, item, lambda u: actions.mark_not_task(u, item, expected=version_of(request)))


@require_POST
def restore(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    return _simple(request, key, item, lambda u: actions.restore_item(u, item, expected=version_of(request)))


@require_POST
def collector(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    name = request.POST.get("collector", "")
    return _simple(
        request, key, item, lambda u: actions.choose_collector(u, item, name, expected=version_of(request))
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """The form stands in its card on the review screen; a refusal keeps it open with what was typed."""
    if request.method != "POST":
        return redirect(f"{reverse('plans:review', args=[key])}?edit={item}#i-{item}")
    form = ItemForm(request.POST)
    if not form.is_valid():
        return show_review(request, key, status=400, forms={item: form})
    data = form.edit()
    sure = request.POST.get("then") == "confirm"

    def run(uow: UnitOfWork) -> str:
        actions.edit_item(uow, item, data, confirm=sure, expected=form.cleaned_data["version"])
        return _back(key, item)

    try:
        return go(act(request, run))
    except Refusal as refusal:
        if refusal.status in _MISSING:
            raise
        if refusal.code == "E-VERSION":
            form = _renewed(request, item)
        add_to_form(form, refusal)
        return show_review(request, key, status=refusal.status, forms={item: form})


def _renewed(request: HttpRequest, item: UUID) -> ItemForm:
    """The typed text over the newest version, which the page shows above it: the next save is on purpose."""
    typed = request.POST.copy()
    typed["version"] = str(queries.version_of_item(actor_of(request), item))
    form = ItemForm(typed)
    form.is_valid()
    return form


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """拆分: one part for each duty; the parts found in the text are filled in."""
    view = queries.review_of(actor_of(request), key, today())
    card = next((c for c in view.cards if c.item.pk == item), None)
    if card is None:
        return redirect("plans:review", key=key)
    offered = [
        {
            "title": card.item.title,
            "deadline_kind": duty["kind"],
            "due_on": duty["due_on"] or None,
            "every": duty["every"],
        }
        for duty in card.duties
    ]
    refusal = None
    if request.method == "POST":
        parts = PartSet(request.POST, prefix="part")
        if parts.is_valid():
            wanted = [part for form in parts if (part := form.part()) is not None]

            def run(uow: UnitOfWork) -> str:
                made = actions.split_item(uow, item, wanted, expected=version_of(request))
                return _back(key, made[0].pk)

            try:
                return go(act(request, run))
            except Refusal as caught:
                if caught.status in _MISSING:
                    raise
                refusal = caught
    else:
        parts = PartSet(initial=offered or [{"title": card.item.title}], prefix="part")
    context = {
        "trail": [IMPORTS, Crumb(str(view.paper), reverse("plans:review", args=[key])), Crumb(_("拆分"))],
        "card": card,
        "parts": parts,
        "key": key,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200 if request.method == "GET" else 400
    return render(request, "plans/split.html", context, status=status)


@require_POST
def confirm_several(request: HttpRequest, key: UUID) -> HttpResponse:
    """确认所选, or all that are sure (`which=sure`)."""
    if request.POST.get("which") == "sure":
        view = queries.review_of(actor_of(request), key, today())
        chosen = [card.item.pk for card in view.sure]
    else:
        chosen = uuids(request.POST.getlist("ids"))
    if not chosen:
        messages.warning(request, _("没有可以确认的任务，请先勾选。"))
        return go(_back(key))
    counts: list[int] = []

    def run(uow: UnitOfWork) -> str:
        done, left = actions.confirm_many(uow, chosen)
        counts.extend([len(done), len(left)])
        return _back(key)

    url = act(request, run)
    if counts:
        words = _("已确认 %(done)d 项。") % {"done": counts[0]}
        if counts[1]:
            words += _("另有 %(left)d 项还缺单位、时限或待更正，没有确认。") % {"left": counts[1]}
        messages.success(request, words)
    return go(url)


@require_POST
def merge(request: HttpRequest, key: UUID) -> HttpResponse:
    """合并所选."""
    chosen = uuids(request.POST.getlist("ids"))

    def run(uow: UnitOfWork) -> str:
        return _back(key, actions.merge_items(uow, chosen).pk)

    if len(chosen) < 2:  # noqa: PLR2004 - one item is no merger
        messages.warning(request, _("请至少勾选两项再合并。"))
        return go(_back(key))
    try:
        return go(act(request, run))
    except Refusal as refusal:
        if refusal.status in _MISSING:
            raise
        return show_review(request, key, status=refusal.status, refusal=refusal)


@require_POST
def damage(request: HttpRequest, key: UUID, damage: UUID) -> HttpResponse:
    """Put right a damaged passage, cut it out, or keep it."""
    form = DamageForm(request.POST)
    if not form.is_valid():
        return show_review(request, key, status=400)
    data = form.cleaned_data

    def run(uow: UnitOfWork) -> str:
        actions.correct_damage(
            uow,
            damage,
            text="" if data["how"] == "cut" else data["text"],
            keep=data["how"] == "keep",
            expected=data["version"],
        )
        return _back(key) + "#damages"

    try:
        return go(act(request, run))
    except Refusal as refusal:
        if refusal.status in _MISSING:
            raise
        return show_review(request, key, status=refusal.status, refusal=refusal)
