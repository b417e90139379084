"""全局检索: what the viewer may see, by words or number, with the words marked."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fuyuantong.common.access import viewer_of
from fuyuantong.common.now import today as clock_today
from fuyuantong.common.parts import Crumb, Empty
from fuyuantong.matters.pages.rows import rows_of
from fuyuantong.matters.queries.columns import Saying
from fuyuantong.workbench.forms import SearchForm
from fuyuantong.workbench.queries import find


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Answer `?q=`; one character is enough."""
    viewer = viewer_of(request)
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = find(viewer, words)
    saying = Saying(clock_today())
    context = {
        "trail": [Crumb(_("全局检索"))],
        "form": form,
        "words": words,
        "matters": [
            (row, highlighted(row.title, words), highlighted(row.number, words)) for row in found.matters
        ],
        "rows": [
            (item, highlighted(item.row.title, words), highlighted(str(item.row.owner), words))
            for item in rows_of(viewer, found.obligations, [], saying)
        ],
        "more_matters": found.more_matters,
        "more_href": f"{reverse('matters:ledger')}?{urlencode({'q': words})}"
        if found.more_obligations
        else "",
        "empty": _empty(words),
    }
    return render(request, "workbench/search.html", context, status=400 if form.errors else 200)


def highlighted(text: str, words: str) -> SafeString:
    """The text, escaped, with every occurrence of the words marked."""
    if not words:
        return format_html_join("", "{}", [(text,)])
    pieces = re.split(f"({re.escape(words)})", text, flags=re.IGNORECASE)
    marked = (("<mark>{}</mark>" if n % 2 else "{}", piece) for n, piece in enumerate(pieces))
    return format_html_join("", "{}", ((format_html_join("", form, [(piece,)]),) for form, piece in marked))


def _empty(words: str) -> Empty:
    if words:
        title = _("没有找到“%s”") % words
        text = _("请换一个词、减少几个字，或用文号、案号的一部分查找。只检索您有权查看的事项。")
        return Empty(title, text, reverse("matters:ledger"), _("到台账筛选"), "search")
    return Empty(_("请输入检索词"), _("可按标题、文号、案号或承办单位查找，一个字也可以。"), icon="search")
