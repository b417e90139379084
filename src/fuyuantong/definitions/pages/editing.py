"""The editor of a text in YAML: 检查 shows problems at their lines or the drawing, 发布 makes a version.

For every kind of text that is examined and published (mechanisms here, kinds of meeting in the room above).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuyuantong.common.errors import add_to_form
from fuyuantong.common.parts import Crumb
from fuyuantong.common.refusals import Refusal
from fuyuantong.definitions.forms import SourceForm
from fuyuantong.definitions.presenting import ProblemRow
from fuyuantong.definitions.problems import DefinitionRefused


class Reviewed(Protocol):
    """What an examination says: problems, or a drawing (SVG text) and what was found sound."""

    @property
    def problems(self) -> Sequence[ProblemRow]: ...
    @property
    def svg(self) -> str: ...
    @property
    def sound(self) -> bool: ...
    @property
    def passed(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a text of which nothing is drawn."""

    problems: Sequence[ProblemRow]
    sound: bool
    svg: str = ""

    @property
    def passed(self) -> str:
        return _("格式和关系无误，可以发布。")


@dataclass(frozen=True, slots=True)
class Editing:
    """`review` stores nothing; `publish` answers the request, or raises a Refusal."""

    heading: str
    trail: Sequence[Crumb]
    review: Callable[[str], Reviewed]
    publish: Callable[[str], HttpResponse]
    form: type[SourceForm] = SourceForm
    check_words: str = ""


def edit_source(request: HttpRequest, told: Editing, text: str) -> HttpResponse:
    """GET shows the text, POST checks it (`act=check`) or publishes it (`act=publish`)."""
    form = told.form(request.POST if request.method == "POST" else None, initial={"source": text})
    review, status = None, 200
    if request.method == "POST" and form.is_valid():
        typed = str(form.cleaned_data["source"])
        if request.POST.get("act") == "publish":
            try:
                return told.publish(typed)
            except Refusal as refusal:
                status = refusal.status
                if not isinstance(refusal, DefinitionRefused):
                    add_to_form(form, refusal)
        review = told.review(typed)
    elif request.method == "POST":
        status = 422
    context = {"trail": told.trail, "heading": told.heading, "form": form, "review": review, "told": told}
    return render(request, "definitions/editor.html", context, status=status)
