"""Callers of the API: a unit's key, or a person's session; and what they work on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests import make

from api.calling import Caller
from api.once import new_city
from fuyuantong.common.actors import Actor
from fuyuantong.organs.models import Person


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.FYT_CHANNELS = ["sms"]


@pytest.fixture
def city(db: None) -> make.City:
    return new_city()


@pytest.fixture
def with_key() -> Callable[..., Caller]:
    return lambda actor, *scopes: Caller(make.token(actor, scopes))


@pytest.fixture
def signed_in() -> Callable[[Actor], Caller]:
    return lambda actor: Caller(person=Person.objects.get(pk=actor.person))
