"""The directory's pages: who may do what, clear errors, old names kept, nothing done twice."""

from __future__ import annotations

import pytest
from django.urls import reverse

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.now import today
from fuyuantong.common.refusals import Forbidden, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.organs import actions, policy
from fuyuantong.organs.kinds import Role
from fuyuantong.organs.models import ApiToken, Linkage, Person, Post, Region, Tenure, Unit, UnitGroup
from fuyuantong.organs.queries import actor_for, resolve_unit, unit_tree

pytestmark = pytest.mark.django_db


def enter(client, role: str, region: Region | None = None):
    """Sign a fresh person in at a fresh post with this one role."""
    person = make.person()
    unit = make.unit(region=region) if region else make.unit()
    serves = make.linkage(unit) if role == "office" else None
    actor = make.actor(unit, roles=[role], person=person, serves=serves)
    client.force_login(person)
    return actor


# route → verb that opens it; "" is open to everybody with a post
ROUTES = {
    "directory": "",
    "unit": "",
    "groups": "",
    "regions": "",
    "account": "",
    "password": "",
    "confirm": "",
    "unit-new": "unit.change",
    "unit-edit": "unit.change",
    "unit-retire": "unit.change",
    "group-new": "group.change",
    "group": "group.change",
    "linkage-new": "linkage.change",
    "linkage": "linkage.change",
    "region-new": "region.change",
    "region": "region.change",
    "people": "people.read",
    "person": "people.read",
    "person-new": "person.change",
    "person-edit": "person.change",
    "post-new": "post.change",
    "post-edit": "post.change",
    "tenure-new": "tenure.change",
    "tenure-end": "tenure.change",
    "token-new": "token.change",
}
POSTS = {
    "alias-add": "alias.change",
    "alias-drop": "alias.change",
    "person-switch": "person.change",
    "person-reset": "account.reset",
    "post-retire": "post.change",
    "token-revoke": "token.change",
}


@pytest.fixture
def things(admins):
    """One of everything, keyed by the name of the argument in the addresses."""
    unit = make.unit("临江市第九试验局", "市九局")
    alias = unit.aliases.create(alias="九局")
    holder = make.person("赵试用", "zhao")
    actor = make.actor(unit, person=holder)
    group = UnitGroup.objects.create(name="试验组", region=unit.region)
    linkage = make.linkage(unit, "trial")
    with unit_of_work(actor_for(admins["secadmin"])) as uow:
        token, _raw = actions.issue_token(
            uow, name="x", post=Post.objects.get(pk=actor.post), scopes=["matters:read"]
        )
    return {
        "unit": unit.pk,
        "alias": alias.pk,
        "person": holder.pk,
        "post": actor.post,
        "tenure": Tenure.objects.get(person=holder).pk,
        "group": group.pk,
        "linkage": linkage.pk,
        "token": token.pk,
        "code": unit.region_id,
    }


def address(name: str, things) -> str:
    from fuyuantong.organs.urls import urlpatterns

    pattern = next(p for p in urlpatterns if p.name == name)
    return reverse(f"organs:{name}", kwargs={k: things[k] for k in pattern.pattern.converters})


def test_every_route_of_the_room_is_in_the_table():
    from fuyuantong.organs.urls import urlpatterns

    free = {"sign-in", "code", "enrol", "sign-out", "act-as", "end-sessions"}
    assert {p.name for p in urlpatterns} == set(ROUTES) | set(POSTS) | free


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_opens_exactly_its_routes(client, things, role):
    actor = enter(client, role)
    expected = {name: 200 if not verb or policy.may(actor, verb) else 403 for name, verb in ROUTES.items()}
    assert {name: client.get(address(name, things)).status_code for name in ROUTES} == expected


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_buttons_of_others_are_refused_and_change_nothing(client, things, role):
    actor = enter(client, role)
    before = Entry.objects.count()
    for name, verb in POSTS.items():
        if not policy.may(actor, verb):
            assert client.post(address(name, things), {"alias": "又一名"}).status_code == 403, name
    assert Entry.objects.count() == before


def test_auditors_change_nothing(admins):
    auditor = actor_for(admins["auditor"])
    assert [verb for verb in policy.MAY if policy.may(auditor, verb)] == ["people.read"]
    with unit_of_work(auditor) as uow, pytest.raises(Forbidden):
        actions.add_alias(uow, make.unit().pk, "别名")


def test_a_unit_is_entered_by_a_form_and_stands_behind_its_kind(client):
    enter(client, "office")
    first = make.unit(kind="court")
    answer = client.post(
        "/organs/units/new/",
        {"name": "临江市知识产权法庭", "kind": "court", "region": first.region_id, "has_accounts": "on"},
    )
    made = Unit.objects.get(name="临江市知识产权法庭")
    assert answer.headers["Location"] == f"/organs/units/{made.pk}/"
    assert made.protocol_order > first.protocol_order
    assert made.code.startswith("990100-")
    assert Entry.objects.get(kind="unit.created").object_id == made.pk


def test_the_same_form_sent_twice_makes_one_unit(client):
    enter(client, "office")
    form = {"name": "临江市新局", "kind": "government", "region": make.CITY, "idempotency_key": "k" * 20}
    targets = {client.post("/organs/units/new/", form).headers["Location"] for _n in range(2)}
    assert len(targets) == 1
    assert Unit.objects.filter(name="临江市新局").count() == 1


def test_a_code_that_is_taken_is_told_at_its_field_and_the_typed_text_stays(client):
    enter(client, "office")
    taken = make.unit().code
    form = {"name": "临江市另一局", "kind": "government", "region": make.CITY, "code": taken}
    answer = client.post("/organs/units/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "机构代码已被使用" in page
    assert 'href="#id_code"' in page
    assert "临江市另一局" in page
    assert "本次未保存任何数据" in page


def test_a_renamed_unit_keeps_its_old_names_as_aliases(client, city):
    actor = enter(client, "office", city)
    unit = Unit.objects.get(short_name="市市监局")
    with unit_of_work(actor) as uow:
        actions.change_unit(uow, unit.pk, name="临江市市场监管委员会", short_name="市监管委")
    assert resolve_unit("临江市市场监督管理局", city.pk).unit == unit
    assert resolve_unit("市市监局", city.pk).unit == unit


def test_an_alias_added_on_the_page_is_known_to_the_next_paper(client, city):
    enter(client, "office", city)
    unit = Unit.objects.get(short_name="市公安局")
    assert resolve_unit("市警察署", city.pk).unit is None
    client.post(f"/organs/units/{unit.pk}/aliases/", {"alias": "市警察署"})
    assert resolve_unit("市警察署", city.pk).unit == unit


def test_two_people_editing_the_same_unit_the_second_is_told(client):
    enter(client, "office")
    unit = make.unit("临江市甲局")
    form = {"name": "临江市乙局", "kind": "government", "region": make.CITY, "version": "1"}
    assert client.post(f"/organs/units/{unit.pk}/edit/", form).status_code == 302
    answer = client.post(f"/organs/units/{unit.pk}/edit/", form | {"name": "临江市丙局"})
    assert answer.status_code == 409
    assert "刚被他人修改" in answer.content.decode()
    assert "临江市丙局" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.name == "临江市乙局"


def test_a_unit_cannot_stand_below_its_own_child():
    actor = make.actor(roles=["sysadmin"])
    top = make.unit()
    child = make.unit(parent=top)
    with unit_of_work(actor) as uow, pytest.raises(Refusal) as caught:
        actions.change_unit(uow, top.pk, parent=child)
    assert caught.value.code == "E-UNIT-PARENT"


def test_the_unit_that_holds_an_office_cannot_be_abolished_first():
    actor = make.actor(roles=["sysadmin"])
    linkage = make.linkage()
    with unit_of_work(actor) as uow, pytest.raises(Refusal) as caught:
        actions.retire_unit(uow, linkage.office_unit_id, on=today())
    assert caught.value.code == "E-UNIT-OFFICE"


def test_an_abolished_unit_names_its_successor_on_its_page(client):
    enter(client, "office")
    old, new = make.unit("临江市旧局"), make.unit("临江市新生局")
    form = {"on": today().isoformat(), "successor": str(new.pk), "version": "1"}
    assert client.post(f"/organs/units/{old.pk}/retire/", form).status_code == 302
    assert "临江市新生局" in client.get(f"/organs/units/{old.pk}/").content.decode()
    assert "临江市旧局" in client.get(f"/organs/units/{new.pk}/").content.decode()
    assert "临江市旧局" not in client.get("/organs/").content.decode()


def test_units_stand_in_protocol_order_with_children_below(city):
    parent = Unit.objects.get(short_name="市政府")
    child = make.unit("临江市市政府督查室", parent=parent, region=city)
    names = [(depth, unit.name) for depth, unit in unit_tree(city.pk)]
    place = names.index((0, "临江市人民政府"))
    assert names[place + 1] == (1, child.name)
    kinds = [unit.kind for depth, unit in unit_tree(city.pk) if depth == 0 and unit.region == city]
    order = ["party", "congress", "government", "supervision", "court", "procuratorate", "central", "mass"]
    assert sorted(kinds, key=order.index) == kinds


def test_a_search_keeps_the_hits_and_what_is_above_them(city):
    parent = Unit.objects.get(short_name="市政府")
    make.unit("临江市市政府督查室", parent=parent, region=city)
    assert [unit.name for _depth, unit in unit_tree("", "督查室")] == ["临江市人民政府", "临江市市政府督查室"]


def test_a_search_finds_units_by_alias_too(client, city):
    enter(client, "clerk", city)
    assert "临江市司法局" in client.get("/organs/?q=市依法治市办").content.decode()


def test_the_whole_way_to_a_new_account_works_by_forms(client, admins):
    unit = make.unit("临江市全程局")
    client.force_login(admins["sysadmin"])
    answer = client.post("/organs/people/new/", {"username": "qian", "name": "钱试用"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    person = Person.objects.get(username="qian")
    first = page.split('id="secret">')[1].split("<")[0]
    assert person.check_password(first)
    client.force_login(admins["secadmin"])
    client.post(
        f"/organs/units/{unit.pk}/posts/new/", {"title": "联络员", "roles": ["liaison"], "clearance": "1"}
    )
    post = Post.objects.get(unit=unit)
    form = {"username": "QIAN", "since": today().isoformat()}
    assert client.post(f"/organs/posts/{post.pk}/tenures/new/", form).status_code == 302
    assert actor_for(person).roles == {"liaison"}
    assert "钱试用" in client.get(f"/organs/units/{unit.pk}/").content.decode()


def test_a_key_is_shown_once_and_only_to_its_maker(client, admins):
    post = make.post(make.unit("临江市接口局"))
    client.force_login(admins["secadmin"])
    form = {
        "name": "对接",
        "post": str(post.pk),
        "scopes": ["matters:read"],
        "days": "30",
        "networks": "10.0.0.0/8",
    }
    page = client.post(f"/organs/units/{post.unit_id}/tokens/new/", form).content.decode()
    raw = page.split('id="secret">')[1].split("<")[0]
    assert raw.startswith("fyt_")
    assert raw not in client.get(f"/organs/units/{post.unit_id}/").content.decode()
    assert ApiToken.objects.get().networks == ["10.0.0.0/8"]


def test_mixed_administrator_roles_are_told_at_the_field(client, admins):
    client.force_login(admins["secadmin"])
    unit = make.unit()
    form = {"title": "兼任", "roles": ["auditor", "clerk"], "clearance": "1"}
    answer = client.post(f"/organs/units/{unit.pk}/posts/new/", form)
    assert answer.status_code == 422
    assert "不得互兼" in answer.content.decode()


def test_unknown_people_cannot_be_appointed(client, admins):
    client.force_login(admins["secadmin"])
    answer = client.post(
        f"/organs/posts/{make.post().pk}/tenures/new/", {"username": "nobody", "since": "2026-02-30"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有这个登录名" in page


def test_a_group_keeps_its_members(client, city):
    enter(client, "office", city)
    units = list(Unit.objects.filter(region=city)[:2])
    form = {"name": "试验成员", "region": city.pk, "members": [str(u.pk) for u in units]}
    client.post("/organs/groups/new/", form)
    assert list(resolve_unit("试验成员", city.pk).members) == units


def test_a_linkage_is_entered_with_its_office(client):
    enter(client, "sysadmin")
    office = make.unit("临江市联动局")
    client.post(
        "/organs/linkages/new/",
        {"code": "lj", "name": "临江府检", "kind": "procuratorate", "office_unit": str(office.pk)},
    )
    assert Linkage.objects.get(code="lj").region_id == office.region_id
    assert "临江府检" in client.get("/organs/groups/").content.decode()


@pytest.mark.parametrize(
    ("code", "local", "status"), [("99", "", 422), ("990171", "", 302), ("GXQ", "on", 302)]
)
def test_regions_have_national_codes_or_say_that_theirs_are_local(client, code, local, status):
    enter(client, "sysadmin")
    answer = client.post(
        "/organs/regions/new/",
        {"code": code, "name": "高新区", "level": "county", "parent": make.CITY, "local": local},
    )
    assert answer.status_code == status


def test_a_region_with_units_cannot_end():
    unit = make.unit()
    with unit_of_work(make.actor(unit, roles=["sysadmin"])) as uow, pytest.raises(Refusal) as caught:
        actions.retire_region(uow, unit.region_id, today())
    assert caught.value.code == "E-REGION-IN-USE"


def test_names_typed_as_markup_are_shown_as_text(client):
    enter(client, "office")
    unit = make.unit("临江市<script>alert(1)</script>局")
    assert b"<script>alert(1)" not in client.get(f"/organs/units/{unit.pk}/").content
