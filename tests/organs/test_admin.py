"""`fyt admin create`: the first administrators, once."""

from __future__ import annotations

import pytest

from fuyuantong.common.refusals import Conflict
from fuyuantong.organs.admin_command import main
from fuyuantong.organs.models import Person
from fuyuantong.organs.queries import actor_for

pytestmark = pytest.mark.django_db


def test_three_accounts_apart_with_passwords_printed_once(capsys):
    assert main(["create"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines() if "\t" in line]
    assert len(lines) == 3
    for _title, username, first in lines:
        person = Person.objects.get(username=username)
        assert person.check_password(first)
        assert person.must_change_password
        assert len(actor_for(person).roles) == 1


def test_a_second_time_is_refused_and_makes_nothing():
    main(["create"])
    with pytest.raises(Conflict) as caught:
        main(["create", "--username", "other"])
    assert caught.value.code == "E-ADMIN-EXISTS"
    assert Person.objects.count() == 3


def test_when_the_only_system_administrator_is_switched_off_it_may_be_used_again():
    main(["create"])
    Person.objects.filter(username="admin").update(is_active=False)
    assert main(["create", "--username", "second"]) == 0
