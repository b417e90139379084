"""What an indicator says of itself, and the editor of its file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fuyuantong.common.access import do_once, viewer_of
from fuyuantong.common.parts import Crumb, Pair
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import UnitOfWork
from fuyuantong.definitions.pages.editing import Checked, Editing, edit_source
from fuyuantong.definitions.presenting import problem_rows
from fuyuantong.definitions.vocabulary.wording import word_of
from fuyuantong.indicators import actions, policy, queries
from fuyuantong.indicators.kinds import Indicator, Leg
from fuyuantong.indicators.pages.figures import crumb
from fuyuantong.registers.queries import register_of


@require_GET
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """The definition in words and as written, with its versions."""
    viewer = viewer_of(request)
    row = queries.latest(code)
    context = {
        "trail": [crumb(), Crumb(row.name, reverse("indicators:figure", args=[code])), Crumb(_("指标定义"))],
        "row": row,
        "pairs": pairs_of(queries.told(row)),
        "versions": queries.versions(code),
        "may_publish": policy.may_publish(viewer),
    }
    return render(request, "indicators/definition.html", context)


def data_named(data: str) -> str:
    """A register by its name and code; other data are named in the definition itself."""
    try:
        return f"{register_of(data).name}（{data}）"
    except NotFound:
        return data


def _said(leg: Leg) -> str:
    data = f"（{data_named(leg.data)}）" if leg.data else ""
    return f"{leg.key}{data}：{leg.where or _('全部')}"


def pairs_of(one: Indicator) -> list[Pair]:
    """What it lays down, line by line."""
    found = [
        Pair(_("口径"), one.rule),
        Pair(_("公式"), one.formula, wide=True),
        Pair(_("数据"), data_named(one.data)),
        Pair(_("分子"), _said(one.numerator), wide=True),
        Pair(
            _("分母"),
            _said(one.denominator) if one.denominator else "",
            wide=True,
        ),
        Pair(_("剔除"), "；".join(f"{part.key}：{part.where}" for part in one.exclusions), wide=True),
        Pair(_("周期"), word_of(one.every)),
        Pair(_("分组"), "、".join(part.key for part in one.groupings), wide=True),
        Pair(_("方向"), word_of(one.direction) if one.direction else ""),
        Pair(_("方案中的目标"), "、".join(one.target)),
        Pair(_("可以排名的分组"), "、".join(one.ranked) or _("不排名")),
        Pair(_("最小分母"), str(one.least) if one.denominator else ""),
        Pair(_("来源"), "；".join(one.sources), wide=True),
        Pair(
            _("依据"), "；".join(f"{part.title}{part.number}{part.article}" for part in one.basis), wide=True
        ),
        Pair(_("说明"), one.note, wide=True),
    ]
    return [pair for pair in found if pair.value]


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new indicator, empty or from a copy (`?copy=code`)."""
    policy.check_publish(viewer_of(request))
    copy = request.GET.get("copy", "")
    text = queries.text_to_edit(queries.latest(copy)) if copy else ""
    return _editor(request, text, _("新建指标"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    policy.check_publish(viewer_of(request))
    row = queries.latest(code)
    return _editor(request, queries.text_to_edit(row), _("修改“%s”") % row.name)


def _editor(request: HttpRequest, text: str, heading: str) -> HttpResponse:
    viewer = viewer_of(request)

    def review(typed: str) -> Checked:
        told, found = queries.review(viewer, typed)
        return Checked(problem_rows(typed, found), told is not None and not found)

    def publish(typed: str) -> HttpResponse:
        return do_once(request, "indicator.publish", lambda uow: _publish(request, uow, typed))

    trail = [crumb(), Crumb(heading)]
    return edit_source(request, Editing(heading, trail, review, publish, check_words=_("检查")), text)


def _publish(request: HttpRequest, uow: UnitOfWork, text: str) -> str:
    row = actions.publish_indicator(uow, text)
    messages.success(request, _("已发布“%(name)s”第 %(n)s 版。") % {"name": row.name, "n": row.version})
    return reverse("indicators:definition", args=[row.code])
