"""What people do on the page of an issue: write, the steps of its life, findings, cases."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.errors import add_to_form
from fuyuantong.common.refusals import NotFound, Refusal
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.reports.actions import deciding, editing, issuing, opening
from fuyuantong.reports.forms import CaseForm, StepForm, TextsForm
from fuyuantong.reports.pages.issues import show_issue
from fuyuantong.reports.queries.issues import case_of, finding_of, view_of

Work = Callable[[UnitOfWork], str]
SAID = {
    "recut": _("已重新取数，与上次的差异列在页首。"),
    "submit": _("已送审。"),
    "return": _("已退改。"),
    "sign": _("已登记审签。"),
    "issue": _("已发布，已发送各单位签阅。"),
    "correct": _("已开出更正。"),
    "cancel": _("已取消。"),
    "read": _("已签阅。"),
}


def _passes(refusal: Refusal) -> bool:
    """Refusals that have a page of their own."""
    return refusal.status in (403, 404)


@require_POST
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep the paragraphs; what is wrong stands at its field, and what was typed stays."""
    view = view_of(viewer_of(request), key)
    lines = [line for section in view.sections for line in section.lines]
    form = TextsForm(request.POST, lines=lines)
    status = 400
    if form.is_valid():
        try:
            return do_once(
                request,
                "report.edit",
                lambda uow: _to(
                    editing.edit(uow, key, form.texts(), expected=form.cleaned_data["version"]).pk
                ),
                str(_("已保存文稿。")),
            )
        except Refusal as refusal:
            if _passes(refusal):
                raise
            add_to_form(form, refusal)
            status = refusal.status
    return show_issue(request, key, status=status, texts=form)


def _to(key: UUID) -> str:
    return reverse("reports:issue", args=[key])


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """One step of the life; `read` is the receiving unit's."""
    if step not in SAID:
        raise NotFound
    form = StepForm(request.POST)
    if not form.is_valid():
        return show_issue(request, key, status=400, step=form)
    try:
        return do_once(request, f"report.{step}", _work(step, key, form), str(SAID[step]))
    except Refusal as refusal:
        if _passes(refusal):
            raise
        add_to_form(form, refusal)
        return show_issue(request, key, status=refusal.status, step=form)


def _work(step: str, key: UUID, form: StepForm) -> Work:
    data = form.cleaned_data
    expected, text = data["version"], data["reason"]

    def work(uow: UnitOfWork) -> str:
        match step:
            case "recut":
                opening.recut(uow, key, expected=expected)
            case "submit":
                deciding.submit(uow, key, expected=expected)
            case "return":
                deciding.send_back(uow, key, remark=text, expected=expected)
            case "sign":
                deciding.sign(
                    uow, key, signed_by=data["signed_by"], signed_on=data["signed_on"], expected=expected
                )
            case "issue":
                issuing.issue(uow, key, number=data["number"], expected=expected)
            case "correct":
                return _to(opening.correct(uow, key, reason=text, expected=expected).pk)
            case "cancel":
                deciding.cancel(uow, key, reason=text, expected=expected)
            case _:
                issuing.read_issue(uow, key)
        return _to(key)

    return work


@require_POST
def finding(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """交办 (a matter in 登记) or 不交办 of what is asked of one unit."""
    if step not in {"raise", "drop"}:
        raise NotFound
    row = finding_of(viewer_of(request), key)
    form = StepForm(request.POST)
    if not form.is_valid():
        return show_issue(request, row.issue_id, status=400, step=form)
    data = form.cleaned_data

    def work(uow: UnitOfWork) -> str:
        if step == "raise":
            matter = issuing.raise_finding(uow, key, expected=data["version"])
            return reverse("matters:detail", args=[matter.pk])
        issuing.drop_finding(uow, key, reason=data["reason"], expected=data["version"])
        return _to(row.issue_id) + "#findings"

    try:
        said = _("已登记交办件，请核对后交办。") if step == "raise" else _("已记录不交办。")
        return do_once(request, f"report.finding.{step}", work, str(said))
    except Refusal as refusal:
        if _passes(refusal):
            raise
        add_to_form(form, refusal)
        return show_issue(request, row.issue_id, status=refusal.status, step=form)


@require_POST
def add_case(request: HttpRequest, key: UUID) -> HttpResponse:
    form = CaseForm(request.POST, auto_id="case-new-%s")

    def act(uow: UnitOfWork, title: str, text: str, expected: int | None) -> object:
        return editing.add_case(uow, key, title=title, text=text, expected=expected)

    return _case(request, key, form, None, act)


@require_POST
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Confirm that a case is masked."""
    row = case_of(viewer_of(request), key)
    form = CaseForm(request.POST, auto_id=f"case-{key}-%s")

    def act(uow: UnitOfWork, title: str, text: str, expected: int | None) -> object:
        return editing.confirm_case(uow, key, title=title, text=text, expected=expected)

    return _case(request, row.issue_id, form, key, act)


def _case(
    request: HttpRequest,
    issue: UUID,
    form: CaseForm,
    key: UUID | None,
    act: Callable[[UnitOfWork, str, str, int | None], object],
) -> HttpResponse:
    if not form.is_valid():
        return show_issue(request, issue, status=400, typed=form, typed_for=key)
    data = form.cleaned_data

    def work(uow: UnitOfWork) -> str:
        act(uow, data["title"], data["text"], data["version"])
        return _to(issue) + "#cases"

    try:
        return do_once(
            request, "report.case.add" if key is None else "report.case.confirm", work, str(_("已保存案例。"))
        )
    except Refusal as refusal:
        if _passes(refusal):
            raise
        add_to_form(form, refusal)
        return show_issue(request, issue, status=refusal.status, typed=form, typed_for=key)
