"""Reads of the room. What is published never changes, so mechanisms are kept in the process once read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import ngettext

from fuyuantong.common.actors import Actor
from fuyuantong.common.batches import remember
from fuyuantong.common.fixed import Fixed
from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions import inventory, policy
from fuyuantong.definitions.comparison import Change, compare
from fuyuantong.definitions.drawing import draw_svg
from fuyuantong.definitions.examining import examine
from fuyuantong.definitions.kinds import Mechanism, ProfileBody
from fuyuantong.definitions.models import DefinitionVersion, Profile, State
from fuyuantong.definitions.presenting import ProblemRow, Sheet, problem_rows, sheet_of
from fuyuantong.definitions.profiles import Difference, Part, differences, examine_profile, parts_of
from fuyuantong.definitions.reading import read, read_profile
from fuyuantong.definitions.shelf import is_shipped


@lru_cache(maxsize=1024)
def _mechanism(pk: UUID, digest: str, source: str) -> Mechanism:  # noqa: ARG001 - the digest is part of the key
    return read(source)


@lru_cache(maxsize=1024)
def _published_by_id(pk: UUID) -> Mechanism:
    row = DefinitionVersion.objects.exclude(state=State.DRAFT).only("digest", "source").get(pk=pk)
    return _mechanism(row.pk, row.digest, row.source)


def mechanism_of_version(pk: UUID) -> Mechanism:
    """The mechanism of a published (or retired) version, from this process's memory after the first time."""
    try:
        return _published_by_id(pk)
    except DefinitionVersion.DoesNotExist as error:
        raise NotFound from error


def mechanism_of(row: DefinitionVersion) -> Mechanism:
    """The mechanism of a row at hand, drafts included."""
    return _mechanism(row.pk, row.digest, row.source)


def versions(code: str) -> QuerySet[DefinitionVersion]:
    """All versions of a mechanism, newest first."""
    return DefinitionVersion.objects.filter(code=code).order_by("-version")


def latest(code: str) -> DefinitionVersion:
    """The newest published version, on which new matters begin; NotFound when there is none."""
    found = remember(("latest", code), lambda: _latest(code))
    if not found:
        raise NotFound
    return found[0]


_latest = Fixed(lambda code: versions(code).filter(state=State.PUBLISHED)[:1], str)


def version_row(code: str, version: int) -> DefinitionVersion:
    try:
        return DefinitionVersion.objects.get(code=code, version=version)
    except DefinitionVersion.DoesNotExist as error:
        raise NotFound from error


def get(code: str, version: int) -> Mechanism:
    """The mechanism of one version."""
    return mechanism_of(version_row(code, version))


def library() -> Sequence[DefinitionVersion]:
    """The newest published version of every mechanism, by archetype and name."""
    newest = (
        DefinitionVersion.objects.filter(state=State.PUBLISHED)
        .order_by("code", "-version")
        .distinct("code")
        .defer("body", "source")
    )
    return sorted(newest, key=lambda row: (row.archetype, row.group, row.name))


def published_codes() -> set[str]:
    """The codes on which matters may begin."""
    return set(DefinitionVersion.objects.filter(state=State.PUBLISHED).values_list("code", flat=True))


def profile_in_use() -> Profile | None:
    return Profile.objects.filter(in_use=True).first()


def ladder_in_use() -> str:
    """The code of the escalation ladder that the profile in use chooses, or empty."""
    found: list[Any] = _ladder()
    return str(found[0].ladder or "") if found else ""


_ladder = Fixed(
    lambda: Profile.objects.filter(in_use=True).annotate(ladder=KeyTextTransform("ladder", "body")).only("pk")
)


def offered() -> Sequence[DefinitionVersion]:
    """What new matters are offered from: the choice of the profile in use, and what was made here."""
    profile = profile_in_use()
    if profile is None:
        return library()
    chosen = set(profile.body["mechanisms"])
    delivered = set(DefinitionVersion.objects.filter(shipped=True).values_list("code", flat=True))
    return [row for row in library() if row.code in chosen or row.code not in delivered]


def profiles() -> list[Profile]:
    """The newest version of every profile, the one in use first."""
    newest = Profile.objects.order_by("code", "-in_use", "-version").distinct("code").defer("source")
    return sorted(newest, key=lambda row: (not row.in_use, row.simulated, row.code))


def profile_row(code: str, version: int | None = None) -> Profile:
    """The version in use, else the newest; or the one asked for."""
    rows = Profile.objects.filter(code=code).order_by("-in_use", "-version")
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """A profile with its parts, the mechanisms that it chooses, and its versions."""

    row: Profile
    body: ProfileBody
    parts: Sequence[Part]
    mechanisms: Sequence[DefinitionVersion]
    versions: Sequence[Profile]
    shipped: bool


def profile_page(code: str, version: int | None = None) -> ProfilePage:
    row = profile_row(code, version)
    body = read_profile(row.source)
    chosen = [one for one in library() if one.code in set(body.mechanisms)]
    versions = list(Profile.objects.filter(code=code).order_by("-version").defer("source", "body"))
    return ProfilePage(row, body, parts_of(body), chosen, versions, is_shipped(code))


def profile_differences(code: str, other: str) -> tuple[Profile, Profile, list[Difference]]:
    """Two profiles side by side."""
    left, right = profile_row(code), profile_row(other)
    names = {row.code: row.name for row in library()}
    return left, right, differences(read_profile(left.source), read_profile(right.source), names)


@dataclass(frozen=True, slots=True)
class ProfileReview:
    """What the editor of a profile shows after 检查."""

    problems: Sequence[ProblemRow]
    body: ProfileBody | None = None

    @property
    def sound(self) -> bool:
        return self.body is not None and not self.problems


def review_profile(viewer: Actor, text: str) -> ProfileReview:
    """Examine a profile without storing anything."""
    policy.check(viewer, "profile.store")
    body, problems = examine_profile(text, published_codes())
    return ProfileReview(problem_rows(text, problems), body)


def profile_to_edit(code: str) -> str:
    """One's own newest text with its version raised; a delivered one as a copy under a code of its own."""
    row = Profile.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise NotFound
    if not is_shipped(code):
        return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)
    text = re.sub(r"(?m)^代码:.*$", f"代码: {code}-own", row.source, count=1)
    text = re.sub(r"(?m)^方案:.*$", f"方案: {row.name}（本地）", text, count=1)
    return re.sub(r"(?m)^版本:\s*\d+", "版本: 1", text, count=1)


def search(
    q: str = "", archetype: str = "", group: str = "", source: str = ""
) -> Sequence[DefinitionVersion]:
    """The library narrowed to a word (name, code, group, inventory number, source clause), an archetype, a
    group, and a source document (S0–S4)."""
    word = q.strip().casefold()

    def fits(row: DefinitionVersion) -> bool:
        clauses = mechanism_of_version(row.pk).sources
        text = " ".join((row.name, row.code, row.group, *row.rows, *clauses)).casefold()
        return (
            archetype in {"", row.archetype}
            and group in {"", row.group}
            and (not source or any(clause.startswith(source) for clause in clauses))
            and (not word or word in text)
        )

    return [row for row in library() if fits(row)]


def groups() -> list[str]:
    """The groups of the library, in the inventory's order."""
    known = list(inventory.GROUPS.values())
    found = {row.group for row in library() if row.group}
    return sorted(found, key=lambda group: (known.index(group) if group in known else len(known), group))


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """The rows of one group as `fyt coverage` answers them, and how many of them work."""

    name: str
    rows: Sequence[dict[str, Any]]
    works: int


def coverage_sheet() -> tuple[list[CoverageGroup], str | None]:
    """The whole inventory by group, and the commit that the test results are of (None: there are none)."""
    results = inventory.read_results()
    answers = list(inventory.coverage(inventory.rows(), inventory.definitions(), results))
    sheet = []
    for letter, name in inventory.GROUPS.items():
        rows = [answer for answer in answers if answer["id"].startswith(letter)]
        sheet.append(CoverageGroup(name, rows, sum(answer["works"] for answer in rows)))
    return sheet, results.commit


@dataclass(frozen=True, slots=True)
class MechanismPage:
    """One version of a mechanism with its drawing and its other versions."""

    row: DefinitionVersion
    sheet: Sheet
    svg: str
    versions: Sequence[DefinitionVersion]


def mechanism_page(code: str, version: int | None = None) -> MechanismPage:
    """The newest version that is not a draft, or the one asked for; NotFound when there is none."""
    rows = list(versions(code).exclude(state=State.DRAFT).defer("body"))
    row = next((r for r in rows if version in {None, r.version}), None)
    if row is None:
        raise NotFound
    mechanism = mechanism_of(row)
    return MechanismPage(row, sheet_of(mechanism), drawing(mechanism), rows)


def drawing(mechanism: Mechanism, present: str = "", passed: Collection[str] = ()) -> str:
    """The flow as SVG text, its present stage marked (about a millisecond)."""
    return draw_svg(mechanism, present, passed)


def changes(code: str, old: int, new: int) -> list[Change]:
    """The lines that differ between two versions."""
    return compare(version_row(code, old).source, version_row(code, new).source)


@dataclass(frozen=True, slots=True)
class Review:
    """What the editor shows after 检查: problems beside their lines, or the flow of a sound text."""

    problems: Sequence[ProblemRow]
    mechanism: Mechanism | None = None
    svg: str = ""
    sound: bool = False

    @property
    def passed(self) -> str:
        n = len(self.mechanism.scenarios) if self.mechanism else 0
        words = ngettext(
            "格式、关系、期限、用语无误，%(n)s 个推演情形成立，可以发布。",
            "格式、关系、期限、用语无误，%(n)s 个推演情形成立，可以发布。",
            n,
        )
        return words % {"n": n}


def review(text: str) -> Review:
    """Examine a text without storing anything."""
    mechanism, problems = examine(text)
    svg = draw_svg(mechanism) if mechanism and not problems else ""
    return Review(problem_rows(text, problems), mechanism, svg, sound=mechanism is not None and not problems)


def text_to_edit(code: str) -> str:
    """The newest text with its version raised by one, as a beginning for the editor."""
    row = versions(code).first()
    if row is None:
        raise NotFound
    return re.sub(r"(?m)^版本:\s*\d+", f"版本: {row.version + 1}", row.source, count=1)


def review_for(viewer: Actor, text: str) -> Review:
    """`review` for somebody who asks from outside: only those who may publish have it examined."""
    policy.check(viewer, "definition.check")
    return review(text)
