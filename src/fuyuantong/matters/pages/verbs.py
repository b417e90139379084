"""The moves of the common life: one page a verb (it is also the form's target), and the batch acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuyuantong.audit.streams import matter_stream
from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import BadInput, NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.kinds import Field
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.matters.actions import filing, life, replying
from fuyuantong.matters.actions.recording import RECORDED, WANTS_ORIGINAL, record_for
from fuyuantong.matters.doors import words_for
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.forms import verbs as shapes
from fuyuantong.matters.forms.acts import uploads_of
from fuyuantong.matters.models import Draft, Obligation
from fuyuantong.matters.queries import get_obligation
from fuyuantong.matters.queries.detail import last_called
from fuyuantong.matters.telling import obligation_url
from fuyuantong.matters.verbs import BATCH, BATCH_MOST, VERBS
from fuyuantong.organs.models import Post

FORMS: Mapping[str, type[forms.Form]] = {
    "issue": shapes.PlainForm,
    "sign": shapes.PlainForm,
    "ask_correction": shapes.ReasonForm,
    "supply": shapes.ReasonForm,
    "report": shapes.ReportForm,
    "submit": shapes.SubmitForm,
    "approve": shapes.RemarkForm,
    "disapprove": shapes.ReasonForm,
    "accept": shapes.RemarkForm,
    "send_back": shapes.ReasonForm,
    "write_off": shapes.RemarkForm,
    "transfer": shapes.TransferForm,
    "urge": shapes.RemarkForm,
    "call": shapes.CallForm,
    "press": shapes.PressForm,
    "extend": shapes.ExtendForm,
    "review": shapes.ReviewForm,
    "hold": shapes.ReasonForm,
    "unhold": shapes.ReasonForm,
    "suspend": shapes.SuspendForm,
    "resume": shapes.ReasonForm,
    "withdraw": shapes.ReasonForm,
    "terminate": shapes.ReasonForm,
    "void": shapes.ReasonForm,
    "look_back": shapes.LookBackForm,
    "again": shapes.AgainForm,
}
"""What a verb's page asks; the actions stand in `matters/verbs.py`."""


@require_http_methods(["GET", "POST"])
def verb(request: HttpRequest, obligation_id: UUID, name: str) -> HttpResponse:
    """Ask what the verb asks, then do it; a refusal is shown in the form with what was typed."""
    row = get_obligation(viewer_of(request), obligation_id)
    if name not in FORMS:
        raise NotFound
    form = _form(FORMS[name], row, request)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data | {"answers": _answers(form) | _filed(uow, row, form)}
        made = VERBS[name](uow, row.pk, data)
        _take_file(uow, row, data.get("file"))
        return reverse("matters:letter", args=[made.pk]) if isinstance(made, Draft) else obligation_url(row)

    return _asked(request, row, form, work, name, _(words_for(name, row)))


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, obligation_id: UUID, name: str) -> HttpResponse:
    """代签收, 代录: the verb's own form, and why and from which paper it is recorded for the unit."""
    row = get_obligation(viewer_of(request), obligation_id)
    if name not in RECORDED:
        raise NotFound
    form = _form(FORMS[name], row, request)
    form.fields |= shapes.recording_fields(wanted=name in WANTS_ORIGINAL)

    def work(uow: UnitOfWork) -> str:
        data = form.cleaned_data
        answers = {"answers": _answers(form) | _filed(uow, row, form)}
        record_for(uow, row.pk, name, data | answers, why=data["why"], original=data["original"])
        _take_file(uow, row, data.get("file"))
        return obligation_url(row)

    words = _("代录：%s") % _(words_for(name, row))
    return _asked(request, row, form, work, f"record.{name}", words)


def _asked(
    request: HttpRequest,
    row: Obligation,
    form: forms.Form,
    work: Callable[[UnitOfWork], str],
    name: str,
    words: str,
) -> HttpResponse:
    """Show the form, or do the work with what was typed and show why it was refused."""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return do_once(request, f"obligations.{name}", work, _("“%s”已办理。") % words)
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "form": form,
        "heading": words,
        "sub": f"{row.title} · {row.owner}",
        "trail": [Crumb(row.title[:30], obligation_url(row)), Crumb(words)],
        "back": obligation_url(row),
        "draft": f"{row.pk}:{name}",
    }
    return render(request, "matters/form.html", context, status=status)


def _form(shape: type[forms.Form], row: Obligation, request: HttpRequest) -> forms.Form:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    extra: dict[str, Any] = {"initial": {"version": row.version}}
    if shape is shapes.SubmitForm:
        items, answers = items_of(row)
        extra |= {"items": items, "answers": answers, "fields": reply_fields_of(row)}
    if shape is shapes.CallForm:
        extra["initial"] |= last_called(viewer_of(request), row)
    if shape is shapes.TransferForm:
        extra["posts"] = list(Post.objects.filter(unit_id=row.owner_id, valid_until=None).order_by("order"))
    return shape(*given, **extra)


def items_of(row: Obligation) -> tuple[list[str], list[str]]:
    """The itemised suggestions of the letter behind an obligation, and the answers each may get."""
    mechanism = mechanism_of(row.matter)
    task = next((t for t in mechanism.tasks if t.key == row.task), None)
    if task is None or not task.item_field:
        return [], []
    rows = row.matter.fields.get(task.item_field) or []
    words = ["；".join(map(str, r.values())) if isinstance(r, dict) else str(r) for r in rows]
    return words, list(task.item_answers)


def reply_fields_of(row: Obligation) -> list[tuple[Field, bool]]:
    """What the definition asks in the reply beside its text: (field, must it be filled in)."""
    mechanism = mechanism_of(row.matter)
    task = life.task_of(mechanism, row)
    if task is None:
        return []
    text = replying.told_by_text(mechanism, task)
    return [(mechanism.field(key), key in task.reply_requires) for key in task.reply_fields if key != text]


def _answers(form: forms.Form) -> dict[str, Any]:
    if not isinstance(form, shapes.SubmitForm):
        return {}
    items = form.item_answers()
    return form.answers() | ({replying.ITEM_ANSWERS: items} if items else {})


def _filed(uow: UnitOfWork, row: Obligation, form: forms.Form) -> dict[str, Any]:
    """The reply's file fields, filled with what was uploaded for them."""
    uploads = uploads_of(form)
    if not uploads:
        return {}
    fields = mechanism_of(row.matter).fields
    return filing.merged(fields, {}, filing.fill(uow, row.matter, uploads, obligation=row))


def _take_file(uow: UnitOfWork, row: Obligation, upload: Any) -> None:
    if upload:
        stored = receive_upload(uow, upload)
        attach(uow, stored, "obligation", row.pk, stream=matter_stream(row.matter_id))


@require_POST
def batch(request: HttpRequest, name: str) -> HttpResponse:
    """批量签收/下发/核验/催办/销号: all that were picked, or none."""
    action = BATCH.get(name)
    if action is None:
        raise NotFound
    ids = _picked(request)
    text = _said(request)

    def work(uow: UnitOfWork) -> str:
        action(uow, ids, text)
        return _back(request)

    return do_once(request, f"obligations.batch.{name}", work, _("已办理 %d 项。") % len(ids))


def _said(request: HttpRequest) -> str:
    """The words for all that were picked, by the same rules as a form's (no control characters, bounded)."""
    form = shapes.RemarkForm({"remark": request.POST.get("text", "")})
    if not form.is_valid():
        raise BadInput("E-TEXT", str(form.errors["remark"][0]))
    return str(form.cleaned_data["remark"])


def _picked(request: HttpRequest) -> list[UUID]:
    try:
        ids = [UUID(text) for text in request.POST.getlist("ids")]
    except ValueError as error:
        raise NotFound from error
    if not ids:
        raise BadInput("E-REQUIRED", _("请先在列表中勾选任务。"))
    if len(ids) > BATCH_MOST:
        raise BadInput("E-LIST-LENGTH", _("一次最多办理 %d 项。") % BATCH_MOST)
    return ids


def _back(request: HttpRequest) -> str:
    """The list one came from; only addresses of our own."""
    target = request.POST.get("next", "")
    return target if target.startswith("/") and not target.startswith("//") else reverse("workbench:home")
