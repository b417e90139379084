"""Callers of the API: a unit's key, or a person's session; and what they work on."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from tests import make

from api.calling import Caller
from api.once import new_city, new_scene
from api.scene import Scene
from fuyuantong.common.actors import Actor
from fuyuantong.organs.models import Person


@pytest.fixture(scope="module")
def made(kept) -> Scene:
    """For modules whose tests all begin with the scene (`scene` below)."""
    return kept(new_scene)


@pytest.fixture(autouse=True)
def media(request, tmp_path, settings):
    settings.FYT_CHANNELS = ["sms"]
    if "made" not in request.fixturenames:  # the files stay where those of the scene are
        settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene(made, db) -> Scene:
    return copy.deepcopy(made)


@pytest.fixture
def city(db: None) -> make.City:
    return new_city()


@pytest.fixture
def with_key() -> Callable[..., Caller]:
    return lambda actor, *scopes: Caller(make.token(actor, scopes))


@pytest.fixture
def signed_in() -> Callable[[Actor], Caller]:
    return lambda actor: Caller(person=Person.objects.get(pk=actor.person))
