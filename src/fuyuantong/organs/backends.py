"""Accounts: checked by Django, read at every request with a statement that is written once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from fuyuantong.common.fixed import Fixed
from fuyuantong.organs.models import Person

_person = Fixed(lambda key: Person.objects.filter(pk=key), UUID)


class Accounts(ModelBackend):
    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, unless the account is switched off."""
        found = _person(UUID(str(user_id)))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
