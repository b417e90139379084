"""Profiles: what the delivered ones choose, one's own by copying, two side by side, taking one into use."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Conflict, Forbidden
from fuyuantong.definitions import actions, queries
from fuyuantong.definitions.models import Profile
from fuyuantong.definitions.problems import DefinitionRefused
from fuyuantong.definitions.profiles import differences, examine_profile, parts_of
from fuyuantong.definitions.reading import read, read_profile
from fuyuantong.definitions.shelf import mechanism_files, profile_file, profile_files, read_text
from fuyuantong.organs.models import Person

OF_SOURCE = {
    "S0": "quarterly-three-party",
    "S1": "half-year-two-party",
    "S2": "leading-group-items",
    "S3": "procuratorate-yearly",
    "S4": "yearly-with-topics",
}
OWN = """\
方案: 试验区做法
代码: trial-area
版本: 1
机制: [annual-plan-item, assigned-item]
席位:
  办公室: {由: 法院}
目标:
  行政机关负责人出庭应诉率: {方向: 不低于, 数值: 90}
"""
KNOWN = {"annual-plan-item", "assigned-item"}


def _body(code: str):
    return read_profile(read_text(profile_file(code)))


@pytest.mark.parametrize("source", OF_SOURCE)
def test_a_source_profile_names_every_mechanism_that_rests_on_a_clause_of_its_document(source: str) -> None:
    body = _body(OF_SOURCE[source])
    assert any(clause.startswith(source) for clause in body.sources)
    resting = {
        told.code
        for told in (read(read_text(path)) for path in mechanism_files())
        if any(clause.startswith(source) for clause in told.sources)
    }
    assert resting - set(body.mechanisms) == set()


def test_the_demonstration_names_every_delivered_mechanism() -> None:
    assert set(_body("linjiang-demo").mechanisms) == {path.stem for path in mechanism_files()}


@pytest.mark.parametrize("path", list(profile_files()), ids=lambda path: path.stem)
def test_every_delivered_profile_passes_its_own_check(path) -> None:
    body, problems = examine_profile(read_text(path), {one.stem for one in mechanism_files()})
    assert problems == []
    assert body is not None
    assert any(part.title == "席位" and part.lines for part in parts_of(body))


@given(st.sampled_from(sorted(OF_SOURCE.values())), st.sampled_from(sorted(OF_SOURCE.values())))
def test_a_profile_differs_from_another_and_never_from_itself(one: str, other: str) -> None:
    left, right = _body(one), _body(other)
    forth, back = differences(left, right, {}), differences(right, left, {})
    assert {(d.part, d.key, d.left, d.right) for d in forth} == {
        (d.part, d.key, d.right, d.left) for d in back
    }
    assert all(d.same for d in forth) == (one == other)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("assigned-item]", "no-such-thing]", 4, "E-PROFILE-MECHANISM"),
        ("assigned-item]", "annual-plan-item]", 4, "E-PROFILE-TWICE"),
        ("[annual-plan-item, assigned-item]", "[]", 0, "E-PROFILE-EMPTY"),
        (", 数值: 90", "", 8, "E-PROFILE-TARGET"),
        ("90", "900", 8, "E-PROFILE-TARGET"),
        ("席位:", "座位:", 5, "E-DEF-KEY"),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_its_line(old: str, new: str, line: int, code: str) -> None:
    assert examine_profile(OWN, KNOWN)[1] == []
    _body_, problems = examine_profile(OWN.replace(old, new), KNOWN)
    assert [(p.line, p.code) for p in problems] == [(line, code)]


@pytest.fixture
def office(db: None):
    """A definer where the delivered profiles are kept, and the two mechanisms of `OWN` published."""
    for code in KNOWN:
        make.mechanism(code)
    make.do(SYSTEM, actions.load_profiles)
    return make.actor(roles=("definer",))


@pytest.fixture
def library(db: None) -> None:
    make.do(SYSTEM, actions.load_library)


def client_of(actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_loading_the_delivered_profiles_takes_none_into_use_and_again_changes_nothing(office) -> None:
    assert set(Profile.objects.values_list("code", flat=True)) == {path.stem for path in profile_files()}
    assert queries.profile_in_use() is None
    assert make.do(SYSTEM, actions.load_profiles) == []


def test_one_s_own_profile_is_kept_under_versions_and_never_rewritten(office) -> None:
    row = make.do(office, actions.store_profile, OWN)
    assert make.do(office, actions.store_profile, OWN).pk == row.pk
    with pytest.raises(Conflict, match="请把“版本”改为 2") as refused:
        make.do(office, actions.store_profile, OWN.replace("法院", "司法局"))
    assert refused.value.code == "E-DEF-VERSION"
    newer = make.do(office, actions.store_profile, OWN.replace("版本: 1", "版本: 2"))
    assert (newer.version, newer.in_use) == (2, False)
    with pytest.raises(DefinitionRefused):
        make.do(office, actions.store_profile, OWN.replace("assigned-item", "none"))
    with pytest.raises(Conflict, match="随产品交付"):
        make.do(office, actions.store_profile, OWN.replace("trial-area", "linjiang-demo"))
    with pytest.raises(Forbidden, match="定义管理员"):
        make.do(make.actor(roles=("clerk",)), actions.store_profile, OWN)


def test_the_profile_in_use_says_which_mechanisms_new_matters_are_offered_from(library, office) -> None:
    assert len(queries.offered()) == len(queries.library())
    first = make.do(office, actions.store_profile, OWN)
    make.do(office, actions.use_profile, first.pk)
    assert {row.code for row in queries.offered()} == KNOWN
    with pytest.raises(Conflict, match="已在使用"):
        make.do(office, actions.use_profile, first.pk)
    with pytest.raises(Forbidden):
        make.do(make.actor(roles=("clerk",)), actions.use_profile, first.pk)
    assert make.do(SYSTEM, actions.load_profile, "linjiang-demo").in_use
    assert make.do(SYSTEM, actions.load_profile, "trial-area").pk == first.pk
    assert Profile.objects.filter(in_use=True).count() == 1


def test_what_was_made_here_is_offered_whatever_the_profile_says(library, office) -> None:
    from tests.definitions.base import BASE

    make.do(office, actions.publish, BASE)
    make.do(SYSTEM, actions.load_profile, "yearly-with-topics")
    assert "trial" in {row.code for row in queries.offered()}
    assert "crime-transfer" not in {row.code for row in queries.offered()}


def test_the_pages_lead_from_a_copy_to_a_profile_in_use(library, office) -> None:
    browser = client_of(office)
    assert "年度联席·不定期专题" in text_of(browser.get("/profiles/"))
    page = text_of(browser.get("/profiles/yearly-with-topics/"))
    for words in ("市长", "每年", "不低于 100%", "S4 六(五)", "行政争议实质性化解", "复制为自己的方案"):
        assert words in page, words
    beside = text_of(browser.get("/profiles/yearly-with-topics/compare/", {"with": "procuratorate-yearly"}))
    assert "办公室 司法局 检察院 不同" in beside
    copied = browser.get("/profiles/new/", {"copy": "yearly-with-topics"}).content.decode()
    assert "代码: yearly-with-topics-own" in copied
    wrong = browser.post("/profiles/new/", {"source": OWN.replace("assigned", "asigned"), "act": "use"})
    assert wrong.status_code == 422
    assert "第 4 行" in text_of(wrong)
    checked = browser.post("/profiles/new/", {"source": OWN, "act": "check"})
    assert "方案选用 2 个机制" in text_of(checked)
    assert not Profile.objects.filter(code="trial-area").exists()
    answer = browser.post("/profiles/new/", {"source": OWN, "act": "store"})
    assert answer["Location"] == "/profiles/trial-area/v1/"
    assert queries.profile_in_use() is None
    browser.post("/profiles/trial-area/v1/use/")
    assert queries.profile_in_use().code == "trial-area"
    assert "版本: 2" in browser.get("/profiles/trial-area/edit/").content.decode()
    assert "现用地区方案：试验区做法" in text_of(browser.get("/mechanisms/"))
    assert browser.get("/profiles/trial-area/source.yaml").content.decode() == OWN
    assert browser.get("/profiles/none/").status_code == 404


def test_a_clerk_reads_profiles_and_writes_none(office) -> None:
    clerk = client_of(make.actor(roles=("clerk",)))
    assert "编写自己的方案" not in text_of(clerk.get("/profiles/"))
    assert clerk.get("/profiles/new/").status_code == 403
    assert clerk.post("/profiles/linjiang-demo/v5/use/").status_code == 403
    assert queries.profile_in_use() is None


def test_the_api_keeps_compares_and_takes_into_use(office) -> None:
    api, head = client_of(office), {"content_type": "application/json"}
    listed = api.get("/api/v1/profiles", **head).json()
    assert len(listed["items"]) == len(list(profile_files()))
    found = api.post(
        "/api/v1/definitions/profiles/check", {"source": OWN.replace("90", "900")}, **head
    ).json()
    assert [(p["line"], p["code"]) for p in found["problems"]] == [(8, "E-PROFILE-TARGET")]
    kept = api.post("/api/v1/profiles", {"source": OWN}, HTTP_IDEMPOTENCY_KEY="own-profile-1", **head)
    assert (kept.status_code, kept.json()["state"]) == (201, "kept")
    used = api.post(
        "/api/v1/profiles/trial-area/versions/1/use", HTTP_IDEMPOTENCY_KEY="own-profile-2", **head
    )
    assert used.json()["state"] == "in_use"
    rows = api.get("/api/v1/profiles/trial-area/compare/procuratorate-yearly", **head).json()["rows"]
    seat = next(row for row in rows if row["key"] == "办公室")
    assert (seat["left"], seat["right"], seat["same"]) == ("法院", "检察院", False)
    assert api.get("/api/v1/profiles/trial-area/versions/1", **head).json()["source"] == OWN
