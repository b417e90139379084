"""The cast of the heart, and people signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.matters.conftest import city, handed  # noqa: F401 - fixtures

from fuyuantong.common.actors import Actor
from fuyuantong.organs.models import Person


@pytest.fixture
def enter(client: Client):
    """Sign a person in: `enter(city.office)` gives a browser."""

    def signed_in(actor: Actor) -> Client:
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["post"] = str(actor.post)
        session.save()
        return client

    return signed_in
