"""待签文书: the list of a unit's letters, one letter as it is printed, and its verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.now import read_clock, today
from fuyuantong.common.paging import page_by_key
from fuyuantong.common.parts import Crumb, Empty, Paging, Tab
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.queries import latest
from fuyuantong.documents.official import said_day
from fuyuantong.documents.queries.letterheads import letterhead_for
from fuyuantong.documents.queries.numbers import number_of
from fuyuantong.matters.actions import circulating, pressing, signing, writing
from fuyuantong.matters.engine import mechanism_of
from fuyuantong.matters.forms import letters as shapes
from fuyuantong.matters.models import Draft
from fuyuantong.matters.pages.papers import note_reading
from fuyuantong.matters.papers import document_of, watermark_for
from fuyuantong.matters.policy import may_draft
from fuyuantong.matters.queries import get_matter
from fuyuantong.matters.queries.letters import (
    LETTER_ORDER,
    get_letter,
    letters,
    needs_backing,
    sees_matter,
    to_record,
    verbs_of,
    writable_letters,
)
from fuyuantong.matters.queries.rates import letter_rates
from fuyuantong.organs.queries import units_in_protocol_order

TONES = {"drafting": "wait", "checking": "review", "ready": "soon", "signed": "done", "dropped": "paused"}
WORDS: Mapping[str, str | Promise] = {
    "submit": gettext_lazy("送签"),
    "edit": gettext_lazy("修改"),
    "sign": gettext_lazy("签发"),
    "send_back": gettext_lazy("退改"),
    "drop": gettext_lazy("弃用"),
    "number": gettext_lazy("登记文号"),
    "circulate": gettext_lazy("送核稿会签"),
    "opine": gettext_lazy("核稿会签意见"),
    "recall": gettext_lazy("撤回修改"),
    "seal": gettext_lazy("登记用印"),
    "dispatch": gettext_lazy("分发"),
    "file": gettext_lazy("归档"),
    "receive": gettext_lazy("签收"),
    "answer": gettext_lazy("反馈"),
    "record_receive": gettext_lazy("代录签收"),
    "record_answer": gettext_lazy("代录反馈"),
}
FORMS: Mapping[str, Callable[..., forms.Form]] = {
    "submit": shapes.SubmitLetterForm,
    "sign": shapes.SignForm,
    "send_back": shapes.LetterReasonForm,
    "drop": shapes.LetterReasonForm,
    "number": shapes.NumberForm,
    "circulate": shapes.CirculateForm,
    "opine": shapes.OpinionForm,
    "recall": shapes.SubmitLetterForm,
    "seal": shapes.LetterDayForm,
    "dispatch": shapes.LetterDayForm,
    "file": shapes.FileForm,
    "receive": shapes.LetterDayForm,
    "answer": shapes.AnswerForm,
    "record_receive": shapes.RecordForm,
    "record_answer": shapes.RecordAnswerForm,
}
RUN: Mapping[str, Callable[..., Draft]] = {
    "submit": signing.submit,
    "sign": signing.sign,
    "send_back": signing.send_back,
    "drop": signing.drop,
    "number": signing.register_number,
    "circulate": circulating.circulate,
    "opine": circulating.opine,
    "recall": circulating.recall,
    "seal": circulating.seal,
    "dispatch": circulating.dispatch,
    "file": circulating.file_away,
    "receive": pressing.receive,
    "answer": pressing.answer,
    "record_receive": partial(pressing.record_letter, verb="receive"),
    "record_answer": partial(pressing.record_letter, verb="answer"),
}
TABS = (
    ("waiting", gettext_lazy("待签文书")),
    ("signed", gettext_lazy("已签发")),
    ("dropped", gettext_lazy("已弃用")),
)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The unit's letters: those that wait for a signature first."""
    viewer = viewer_of(request)
    name = request.GET.get("state", "waiting")
    if name not in dict(TABS):
        raise NotFound
    after, before = (request.GET.get(key, "") for key in ("after", "before"))
    page = page_by_key(letters(viewer, state=name), LETTER_ORDER, after=after, before=before)
    base = reverse("matters:letters")
    context = {
        "trail": [Crumb(_("待签文书"))],
        "tabs": [Tab(words, f"{base}?state={key}", current=key == name) for key, words in TABS],
        "rows": [(row, TONES[row.state]) for row in page.rows],
        "paging": Paging(
            shown=len(page.rows),
            previous_href=f"?state={name}&before={page.previous}" if page.previous else "",
            next_href=f"?state={name}&after={page.next}" if page.next else "",
            first_href=f"?state={name}",
        ),
        "empty": Empty(
            _("这里没有文书"),
            _("办理动作生成的、到期提醒拟出的文书，由负责人签发后发出。"),
        ),
    }
    return render(request, "matters/letters.html", context)


@require_GET
def letter(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One letter as it is printed on A4, what may be done with it, and how far it has come."""
    viewer = viewer_of(request)
    row = get_letter(viewer, draft_id)
    note_reading(request, row)
    drafts = may_draft(viewer, row)
    crumbs = [Crumb(_("待签文书"), reverse("matters:letters"))]
    if sees_matter(viewer, row):
        crumbs.append(Crumb(row.matter.title[:30], reverse("matters:detail", args=[row.matter_id])))
    context = {
        "trail": [*crumbs, Crumb(row.genre)],
        "letter": row,
        "paper": document_of(row),
        "lines": [line for line in row.text.splitlines() if line.strip()],
        "signed_on": said_day(row.signed_on),
        "marks": watermark_for(viewer, read_clock()),
        "tone": TONES[row.state],
        "verbs": [(verb, WORDS[verb]) for verb in verbs_of(viewer, row)],
        "drafts": drafts,
        "backs": drafts and needs_backing(row),
        "on_paper": drafts and signing.ON_PAPER in row.signed_by,
        "answers": row.addressees.select_related("unit").filter(copy=False) if needs_backing(row) else (),
        "steps": row.steps.select_related("unit").order_by("round", "pk") if drafts else (),
        "readings": row.readings.select_related("unit").order_by("at") if drafts else (),
        "number": number_of("letter", row.pk),
        "head": letterhead_for(row.unit_id, row.genre) if drafts else None,
    }
    return render(request, "matters/letter.html", context)


@require_GET
def rates(request: HttpRequest, code: str) -> HttpResponse:
    """三项率 of one kind of letter, for a page of its own and for the mechanism's page."""
    day = today()
    given = request.GET.get("year", "")
    year = int(given) if given.isdigit() and len(given) == len("2026") else day.year
    row = latest(code)
    context = {
        "trail": [Crumb(row.name, reverse("definitions:mechanism", args=[code])), Crumb(_("三项率"))],
        "name": row.name,
        "table": letter_rates(viewer_of(request), code, year, day),
    }
    return render(request, "matters/rates.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """起草文书: choose the kind; the text is written up from the matter and can then be edited."""
    viewer = viewer_of(request)
    matter = get_matter(viewer, matter_id)
    kinds = [one.key for one in writable_letters(viewer, matter, mechanism_of(matter))]
    here = reverse("matters:detail", args=[matter.pk])
    form = shapes.WriteLetterForm(request.POST or None, kinds=kinds)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():

        def once(uow: UnitOfWork) -> str:
            draft = writing.write_letter(uow, matter.pk, form.cleaned_data["letter"])
            return reverse("matters:letter_edit", args=[draft.pk])

        try:
            return do_once(request, "letters.write", once, _("已按本事项拟出初稿，请修改后送签。"))
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "form": form,
        "heading": _("起草文书"),
        "sub": matter.title,
        "trail": [Crumb(matter.title[:30], here), Crumb(_("起草文书"))],
        "back": here,
    }
    return render(request, "matters/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    row = get_letter(viewer_of(request), draft_id)
    if "edit" not in verbs_of(viewer_of(request), row):
        raise NotFound
    told = [(one.copy, str(one.unit_id)) for one in row.addressees.all()]
    initial = {
        "title": row.title,
        "text": row.text,
        "number": row.number,
        "version": row.version,
        "to": [unit for copy, unit in told if not copy],
        "copies": [unit for copy, unit in told if copy],
    }
    units = units_in_protocol_order(row.matter.region)
    form = shapes.LetterForm(request.POST or None, units=units, initial=initial)

    def work(uow: UnitOfWork) -> Draft:
        data = form.cleaned_data
        return signing.edit(
            uow, row.pk, title=data["title"], text=data["text"], number=data["number"],
            to=form.units("to"), copies=form.units("copies"), expected=data["version"],
        )  # fmt: skip

    return _ask(request, row, form, "edit", work)


@require_http_methods(["GET", "POST"])
def verb(request: HttpRequest, draft_id: UUID, name: str) -> HttpResponse:
    """送签, 核稿会签, 签发, 退改, 弃用, 登记文号, 用印, 分发, 归档: each asked on a page of its own."""
    row = get_letter(viewer_of(request), draft_id)
    if name not in RUN:
        raise NotFound
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form: Any = FORMS[name](
        *sent, initial={"version": row.version, "number": row.number}, **_units(row, name)
    )

    def work(uow: UnitOfWork) -> Draft:
        data = dict(form.cleaned_data)
        data |= {"units": form.chosen()} if name == "circulate" else {}
        return RUN[name](uow, row.pk, expected=data.pop("version"), **data)

    return _ask(request, row, form, name, work)


def _units(row: Draft, name: str) -> dict[str, Any]:
    """Whom the verb's form offers."""
    if name == "circulate":
        return {"units": units_in_protocol_order(row.matter.region)}
    return {"units": to_record(row, name.removeprefix("record_"))} if name.startswith("record_") else {}


def _ask(
    request: HttpRequest, row: Draft, form: Any, name: str, work: Callable[[UnitOfWork], Draft]
) -> HttpResponse:
    here = reverse("matters:letter", args=[row.pk])
    words = str(WORDS[name])
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():

        def once(uow: UnitOfWork) -> str:
            work(uow)
            return here

        try:
            return do_once(request, f"letters.{name}", once, _("“%s”已办理。") % words)
        except Refusal as refusal:
            status = refusal.status
            add_to_form(form, refusal)
    context = {
        "form": form,
        "heading": words,
        "sub": row.title,
        "trail": [Crumb(row.title[:30], here), Crumb(words)],
        "back": here,
    }
    return render(request, "matters/form.html", context, status=status)
