"""Kinds of meeting as published, which of them the profile in use has chosen, and texts to be published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import Every
from fuyuantong.definitions.models import DefinitionVersion
from fuyuantong.definitions.presenting import ProblemRow, problem_rows
from fuyuantong.definitions.problems import Problem
from fuyuantong.definitions.queries import profile_in_use
from fuyuantong.definitions.reading import read_profile
from fuyuantong.meetings.flow import draw_kind
from fuyuantong.meetings.kinds import Kind
from fuyuantong.meetings.models import KindVersion
from fuyuantong.meetings.reading import examine
from fuyuantong.registers.models import Book


def latest_kind(code: str) -> KindVersion:
    """The newest version, on which new meetings begin; NotFound when there is none."""
    row = KindVersion.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise NotFound
    return row


def kind_version(code: str, version: int) -> KindVersion:
    row = KindVersion.objects.filter(code=code, version=version).first()
    if row is None:
        raise NotFound
    return row


def latest_kinds() -> list[KindVersion]:
    """The newest version of every kind, by group and code."""
    rows = KindVersion.objects.order_by("code", "-version").distinct("code")
    return sorted(rows, key=lambda row: (row.group, row.code))


def chosen_kinds() -> dict[str, Every | None] | None:
    """Code → period of the kinds that the profile in use has chosen; None when it names none: all may be
    held."""
    profile = profile_in_use()
    if profile is None:
        return None
    named = {row.kind: row.every for row in read_profile(profile.source).meetings if row.kind}
    return named or None


def offered_kinds() -> list[tuple[KindVersion, Every | None, bool]]:
    """(kind, its period here, chosen by the profile), the chosen ones first."""
    chosen = chosen_kinds()
    found = [
        (row, (chosen or {}).get(row.code) or row.kind.every, chosen is None or row.code in chosen)
        for row in latest_kinds()
    ]
    return sorted(found, key=lambda one: (not one[2], one[0].group, one[0].code))


def versions_of(code: str) -> list[KindVersion]:
    """All versions, the newest first."""
    return list(KindVersion.objects.filter(code=code).order_by("-version"))


@dataclass(frozen=True, slots=True)
class KindReview:
    """What the editor shows after 检查: problems beside their lines, or the course of a sound text."""

    problems: Sequence[ProblemRow]
    svg: str = ""

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def passed(self) -> str:
        return _("格式、关系、期限无误，可以发布。")


def review_kind(text: str) -> KindReview:
    """Examine a text without storing anything."""
    kind, problems = examine_kind(text)
    return KindReview(problem_rows(text, problems), draw_kind(kind) if kind and not problems else "")


def examine_kind(text: str, file: str = "会议") -> tuple[Kind | None, list[Problem]]:
    """A text against the mechanisms and registers that there are."""
    mechanisms = frozenset(DefinitionVersion.objects.values_list("code", flat=True))
    registers = frozenset(Book.objects.values_list("code", flat=True))
    return examine(text, file, mechanisms=mechanisms, registers=registers)


def kind_to_edit(code: str) -> str:
    """The newest text with its version raised by one."""
    row = latest_kind(code)
    return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)


def kind_to_copy(code: str) -> str:
    """The newest text as the beginning of a kind of one's own."""
    row = latest_kind(code)
    text = re.sub(r"(?m)^代码:.*$", f"代码: {code}-own", row.source, count=1)
    text = re.sub(r"(?m)^会议:.*$", f"会议: {row.name}（本地）", text, count=1)
    return re.sub(r"(?m)^版本:\s*\d+", "版本: 1", text, count=1)
