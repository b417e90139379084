from __future__ import annotations

import pytest

import make
from fuyuantong.organs.models import Region, Unit, UnitAlias, UnitGroup

NAMES = [
    # name, short, kind
    ("中共临江市委员会", "市委", "party"),
    ("中共临江市委政法委员会", "市委政法委", "party"),
    ("中共临江市纪律检查委员会", "市纪委", "party"),
    ("临江市人民代表大会常务委员会", "市人大常委会", "congress"),
    ("临江市人民政府", "市政府", "government"),
    ("临江市人民政府办公室", "市政府办", "government"),
    ("临江市发展和改革委员会", "市发改委", "government"),
    ("临江市工业和信息化局", "", "government"),
    ("临江市公安局", "市公安局", "government"),
    ("临江市民政局", "", "government"),
    ("临江市司法局", "市司法局", "government"),
    ("临江市财政局", "", "government"),
    ("临江市人力资源和社会保障局", "市人社局", "government"),
    ("临江市自然资源和规划局", "", "government"),
    ("临江市住房和城乡建设局", "", "government"),
    ("临江市文化广电和旅游局", "", "government"),
    ("临江市卫生健康委员会", "", "government"),
    ("临江市市场监督管理局", "市市监局", "government"),
    ("临江市政务服务和大数据管理局", "", "government"),
    ("临江市农业农村局", "", "government"),
    ("国家税务总局临江市税务局", "", "central"),
    ("中国人民银行临江市分行", "", "central"),
    ("国家金融监督管理总局临江监管分局", "", "central"),
    ("临江市监察委员会", "市监委", "supervision"),
    ("临江市中级人民法院", "市中级法院", "court"),
    ("临江市人民检察院", "市检察院", "procuratorate"),
    ("临江市工商业联合会", "", "mass"),
    ("共青团临江市委员会", "", "mass"),
    ("临江仲裁委员会", "", "mass"),
]
COUNTIES = [("990102", "江北区"), ("990103", "城南区"), ("990121", "青山县"), ("990122", "白水县")]


@pytest.fixture
def city(db: None) -> Region:
    """The fictional 临江市 with its units, four counties, and one retired organ with a successor."""
    province = make.region("990000", "江原省", "province")
    home = make.region(parent=province)
    high = make.unit("江原省高级人民法院", "省高院", kind="court", region=province)
    assert high.level == "province"
    for name, short, kind in NAMES:
        make.unit(name, short, kind=kind, region=home)
    for code, name in COUNTIES:
        place = make.region(code, name, "county", home)
        make.unit(f"{name}人民政府", region=place)
        make.unit(f"{name}人民法院", kind="court", region=place)
        make.unit(f"{name}司法局", region=place)
    make.unit("临江高新技术产业开发区管理委员会", region=home)
    farm = Unit.objects.get(name="临江市农业农村局")
    make.unit("临江市乡村振兴局", valid_until="2025-01-01", successor=farm, region=home)
    UnitAlias.objects.create(unit=Unit.objects.get(short_name="市司法局"), alias="市依法治市办")
    group = UnitGroup.objects.create(name="府院联动成员单位", region=home)
    group.members.set(Unit.objects.filter(short_name__in=["市司法局", "市公安局"]))
    return home


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "Quiet-River-2026"


@pytest.fixture
def zhang(db: None):
    """A clerk of a unit with a known password."""
    person = make.person("张试用", "zhang", PASSWORD)
    make.actor(person=person, unit=make.unit("临江市第一试验局", "市一局"))
    return person


@pytest.fixture
def admins(db: None):
    """One working administrator of each kind, as {role: person}."""
    found = {}
    for role in ("sysadmin", "secadmin", "auditor"):
        found[role] = make.person(f"管理{role}", f"first-{role}")
        make.actor(person=found[role], roles=[role])
    return found
