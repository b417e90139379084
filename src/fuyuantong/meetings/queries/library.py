"""Kinds of meeting as published, and which of them the profile in use has chosen."""

from __future__ import annotations

from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import Every
from fuyuantong.definitions.queries import profile_in_use
from fuyuantong.definitions.reading import read_profile
from fuyuantong.meetings.models import KindVersion


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
