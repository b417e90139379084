"""Names in papers become units of the directory, or a question to a person; never a guess."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import make
from fuyuantong.organs.models import Region
from fuyuantong.organs.names import name_key, username_key
from fuyuantong.organs.queries import near_names, resolve_unit, resolve_units
from fuyuantong.organs.queries.resolving import reduce
from fuyuantong.organs.synonyms import CANONICAL

COURT = "临江市中级人民法院"
PAIRS = [
    ("市中级人民法院", COURT),
    ("市中院", COURT),
    ("市法院", COURT),
    ("市法院(中级)", COURT),
    ("临江市中院", COURT),
    ("临江中院", COURT),
    ("市 中 院", COURT),
    ("中级人民法院", COURT),
    ("市检察院", "临江市人民检察院"),
    ("市人民检察院", "临江市人民检察院"),
    ("检察院", "临江市人民检察院"),
    ("市发改委", "临江市发展和改革委员会"),
    ("发改委", "临江市发展和改革委员会"),
    ("市发展改革委", "临江市发展和改革委员会"),
    ("发展和改革委员会", "临江市发展和改革委员会"),
    ("市发展与改革委员会", "临江市发展和改革委员会"),
    ("市工信局", "临江市工业和信息化局"),
    ("工业信息化局", "临江市工业和信息化局"),
    ("市公安局", "临江市公安局"),
    ("公安局", "临江市公安局"),
    ("本市公安局", "临江市公安局"),
    ("司法局", "临江市司法局"),
    ("市司法局", "临江市司法局"),
    ("市依法治市办", "临江市司法局"),
    ("民政局", "临江市民政局"),
    ("市财政局", "临江市财政局"),
    ("市人力资源社会保障局", "临江市人力资源和社会保障局"),
    ("人社局", "临江市人力资源和社会保障局"),
    ("市自规局", "临江市自然资源和规划局"),
    ("市自然资源局", "临江市自然资源和规划局"),
    ("市住建局", "临江市住房和城乡建设局"),
    ("住房城乡建设局", "临江市住房和城乡建设局"),
    ("市文旅局", "临江市文化广电和旅游局"),
    ("市文广旅局", "临江市文化广电和旅游局"),
    ("市卫健委", "临江市卫生健康委员会"),
    ("卫生健康委", "临江市卫生健康委员会"),
    ("市市监局", "临江市市场监督管理局"),
    ("市场监管局", "临江市市场监督管理局"),
    ("市市场监管局", "临江市市场监督管理局"),
    ("市政数局", "临江市政务服务和大数据管理局"),
    ("市政务服务大数据管理局", "临江市政务服务和大数据管理局"),
    ("市税务局", "国家税务总局临江市税务局"),
    ("税务局", "国家税务总局临江市税务局"),
    ("人民银行", "中国人民银行临江市分行"),
    ("人行临江市分行", "中国人民银行临江市分行"),
    ("市金融监管分局", "国家金融监督管理总局临江监管分局"),
    ("市委", "中共临江市委员会"),
    ("临江市委", "中共临江市委员会"),
    ("市委政法委", "中共临江市委政法委员会"),
    ("政法委", "中共临江市委政法委员会"),
    ("市纪委", "中共临江市纪律检查委员会"),
    ("市监委", "临江市监察委员会"),
    ("市人大", "临江市人民代表大会常务委员会"),
    ("市人大常委会", "临江市人民代表大会常务委员会"),
    ("市政府", "临江市人民政府"),
    ("市府办", "临江市人民政府办公室"),
    ("市政府办公室", "临江市人民政府办公室"),
    ("市工商联", "临江市工商业联合会"),
    ("团市委", "共青团临江市委员会"),
    ("共青团市委", "共青团临江市委员会"),
    ("仲裁委", "临江仲裁委员会"),
    ("市仲裁委员会", "临江仲裁委员会"),
    ("高新区管委会", "临江高新技术产业开发区管理委员会"),
    ("临江高新区管委会", "临江高新技术产业开发区管理委员会"),
    ("省高院", "江原省高级人民法院"),
    ("省法院", "江原省高级人民法院"),
    ("江北区法院", "江北区人民法院"),
    ("青山法院", "青山县人民法院"),
    ("青山县政府", "青山县人民政府"),
    ("〔临江市〕公安局", "临江市公安局"),
    ("临江市公安局。", "临江市公安局"),
]


def test_names_of_papers_find_their_unit(city: Region) -> None:
    found = resolve_units([name for name, _unit in PAIRS], city.pk)
    wrong = {
        name: (found[name].state, [c.unit.name for c in found[name].candidates], str(found[name].unit))
        for name, unit in PAIRS
        if found[name].unit is None or found[name].unit.name != unit
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "name",
    [
        "区法院",
        "县司法局",
        "市消失局",
        "外星联络处",
        "市乡村振兴局",
        "江南区法院",
        "邻江市公安局",
        "",
        "（）",
    ],
)
def test_what_is_not_certain_is_never_taken(city: Region, name: str) -> None:
    assert resolve_unit(name, city.pk).unit is None


def test_a_generic_county_name_offers_the_counties_of_that_kind(city: Region) -> None:
    found = resolve_unit("县司法局", city.pk)
    assert {c.unit.name for c in found.candidates} == {"青山县司法局", "白水县司法局"}


def test_an_abolished_organ_offers_its_successor_with_the_reason(city: Region) -> None:
    found = resolve_unit("市乡村振兴局", city.pk)
    assert [(c.unit.name, str(c.reason)) for c in found.candidates] == [
        ("临江市农业农村局", "原机构已撤销，由其承继")
    ]


def test_an_alias_of_two_units_asks(city: Region) -> None:
    for name in ("临江市甲中心", "临江市乙中心"):
        unit = make.unit(name, region=city)
        unit.aliases.create(alias="市综合中心")
    assert resolve_unit("市综合中心", city.pk).state == "candidates"


def test_a_stored_group_gives_its_members_in_protocol_order(city: Region) -> None:
    found = resolve_unit("府院联动成员单位", city.pk)
    assert found.state == "group"
    assert [unit.name for unit in found.members] == ["临江市公安局", "临江市司法局"]


@pytest.mark.parametrize("name", ["各县（市、区）人民政府", "各县市区人民政府", "各县区政府"])
def test_all_county_governments_are_derived_from_the_regions(city: Region, name: str) -> None:
    found = resolve_unit(name, city.pk)
    assert [unit.name for unit in found.members] == [
        f"{c}人民政府" for c in ("江北区", "城南区", "青山县", "白水县")
    ]


def test_both_levels_of_courts_are_the_city_court_and_the_basic_ones(city: Region) -> None:
    assert [u.name for u in resolve_unit("两级法院", city.pk).members][:2] == [COURT, "江北区人民法院"]


@pytest.mark.parametrize("name", ["市直各部门", "有关单位", "其他成员单位"])
def test_an_unknown_group_name_is_recognised_as_a_group(city: Region, name: str) -> None:
    assert resolve_unit(name, city.pk).state == "group"


def test_elided_names_inherit_the_place_word_of_the_paper(city: Region) -> None:
    assert resolve_unit("法院", city.pk, prefix="省").unit.name == "江原省高级人民法院"
    assert resolve_unit("法院", city.pk, prefix="市").unit.name == COURT


def test_hundreds_of_names_cost_a_fixed_number_of_queries(city: Region) -> None:
    with CaptureQueriesContext(connection) as queries:
        resolve_units([f"市第{n}局" for n in range(300)] + ["市中院"], city.pk)
    assert len(queries) <= 5


def test_a_name_the_region_bears_in_its_first_syllable_is_kept(city: Region) -> None:
    place = make.region("990104", "和平区", "county", city)
    make.unit("和平区人民法院", kind="court", region=place)
    assert resolve_unit("和平区法院", city.pk).unit.name == "和平区人民法院"


def test_near_names_suggest_at_most_three(city: Region) -> None:
    found = near_names("市公安分局")
    assert found[0].name == "临江市公安局"
    assert len(near_names("临江市局")) == 3


texts = st.text(max_size=30) | st.text(
    alphabet="市中级人民法院（）()〔〕 　·委员会办公室和与及ＡａIi", max_size=20
)


@given(texts)
def test_keys_of_names_are_stable(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(texts)
def test_reduced_names_are_stable(text: str) -> None:
    once = reduce(name_key(text))
    assert reduce(once) == once


def test_every_form_of_the_table_reduces_to_its_first_one() -> None:
    assert {form: reduce(form) for form in CANONICAL} == CANONICAL


@given(texts)
def test_user_names_have_one_form(text: str) -> None:
    assert username_key(username_key(text)) == username_key(text)
    assert username_key(text.upper()) == username_key(text.upper().lower().upper())


def test_full_width_and_capitals_are_the_same_account_name() -> None:
    assert username_key("ＺｈａｎｇＭｉｎｇ ") == username_key("zhangming")
