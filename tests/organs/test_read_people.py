"""Reading a person's particulars is itself an act on the trail."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import make

from fuyuantong.audit.models import Entry
from fuyuantong.organs.models import Person

pytestmark = pytest.mark.django_db


def test_looking_at_a_person_is_recorded() -> None:
    admin = make.actor(roles=("sysadmin",))
    other = make.person(phone="13900000000")
    client = Client()
    client.force_login(Person.objects.get(pk=admin.person), backend="fuyuantong.organs.backends.Accounts")
    assert client.get(f"/organs/people/{other.pk}/").status_code == 200
    entry = Entry.objects.get(kind="person.read")
    assert (entry.object_id, entry.person) == (other.pk, admin.person)
