"""Reads of the room. What is published never changes, so mechanisms are kept in the process once read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from fuyuantong.common.refusals import NotFound
from fuyuantong.definitions.kinds import Mechanism
from fuyuantong.definitions.models import DefinitionVersion, Profile, State
from fuyuantong.definitions.reading import read


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
    row = versions(code).filter(state=State.PUBLISHED).first()
    if row is None:
        raise NotFound
    return row


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


def profile_in_use() -> Profile | None:
    return Profile.objects.filter(in_use=True).first()
