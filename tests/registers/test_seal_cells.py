"""Personal cells are encrypted at rest, opened for those who may read them, covered on every list."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.matters.conftest import at

from fuyuantong.common import sealing
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import BadInput
from fuyuantong.common.sealing import MARK, CannotOpen, Personal, closed, opened, seal, unseal
from fuyuantong.registers import actions, duties, queries
from fuyuantong.registers.models import Change, Intake, Row
from fuyuantong.registers.reading import examine

ROSTER = """\
台账: 试验名册
代码: trial-roster
版本: 1
类别: 名册
责任单位: 各单位
录入: [各单位]
可知: 全部单位
列:
  姓名: {类型: 人员, 必填: 是, 个人信息: 是}
  手机: 电话
  专长: 文本
唯一: [姓名, 专长]
"""
NAME, PHONE = "钱虚构", "13900001111"


@given(st.text())
def test_what_was_sealed_opens_to_the_same_text_and_never_looks_the_same_twice(text: str) -> None:
    one, other = seal(text), seal(text)
    assert unseal(one) == unseal(other) == text
    assert one != other


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.text().map(Personal),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON)
def test_json_goes_through_the_database_and_back_with_its_personal_texts_marked(value: object) -> None:
    stored = json.loads(json.dumps(closed(value)))
    back = opened(stored)
    assert back == value
    assert closed(back) is not None or value is None


def test_a_changed_text_and_one_of_another_key_do_not_open(tmp_path, settings) -> None:
    sealed = seal("甲")
    name, _, body = sealed.partition(".")
    turned = body[:-6] + ("A" if body[-6] != "A" else "B") + body[-5:]
    with pytest.raises(CannotOpen):
        unseal(f"{name}.{turned}")
    settings.VAR = tmp_path
    with pytest.raises(CannotOpen, match=name):
        unseal(sealed)
    assert stat.S_IMODE(sealing.key_path().stat().st_mode) == 0o600


@pytest.fixture
def row(city: make.City) -> Row:
    make.do(SYSTEM, actions.publish, ROSTER)
    told = {"姓名": NAME, "手机": PHONE, "专长": "行政法"}
    return make.do(city.housing_clerk, actions.enter_row, "trial-roster", told, now=at("2026-03-02"))


def stored() -> str:
    """Everything that the room's tables hold, as the database has it."""
    found = []
    with connection.cursor() as cursor:
        for table in ("row", "change", "intake", "rowkey", "casemention"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM registers_{table} t")
            found += [one for (one,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
def test_neither_rows_nor_history_nor_previews_hold_a_personal_text_in_plain(city, row) -> None:
    clerk = city.housing_clerk
    make.do(clerk, actions.correct_row, row.pk, {"手机": "13900002222"}, reason="更正")
    table = SimpleUploadedFile("a.csv", "姓名,手机,专长\n孙虚构,13900003333,劳动法\n".encode())
    make.do(clerk, actions.start_import, "trial-roster", table)
    held = stored()
    for text in (NAME, PHONE, "13900002222", "孙虚构", "13900003333"):
        assert text not in held
        assert json.dumps(text)[1:-1] not in held
    assert "行政法" in held, "what is not personal stays searchable"
    assert MARK in held or json.dumps(MARK)[1:-1] in held


@pytest.mark.django_db
def test_whoever_may_reads_it_again_after_import_correction_and_a_change_of_state(city, row) -> None:
    clerk = city.housing_clerk
    table = SimpleUploadedFile("a.csv", f"姓名,手机,专长\n{NAME},13900004444,行政法\n".encode())
    intake = make.do(clerk, actions.start_import, "trial-roster", table)
    assert (intake.fresh, intake.changed) == (0, 1), "the row is found by its unique personal cell"
    make.do(clerk, actions.confirm_import, intake.pk, Intake.objects.get(pk=intake.pk).digest)
    make.do(clerk, actions.seal_row, row.pk, reason="封存")
    told = make.do(clerk, actions.reveal, row.pk, purpose="联系专家")
    assert told == {"姓名": NAME, "手机": "13900004444"}
    make.do(clerk, actions.void_row, row.pk, reason="离任")
    assert Row.objects.get(pk=row.pk).cells["姓名"] == NAME
    assert NAME not in stored()
    change = Change.objects.filter(row=row, kind="entered").get()
    assert change.after["手机"] == PHONE


@pytest.mark.django_db
def test_lists_and_pages_cover_it_as_before(city, row, enter) -> None:
    page = enter(city.market_clerk).get("/registers/trial-roster/").content.decode()
    assert NAME not in page
    assert PHONE not in page
    assert "行政法" in page
    register = queries.register_of("trial-roster")
    assert queries.rows(city.market_clerk, register, queries.Filters(), at("2026-03-03").date()).get() == row


@pytest.mark.django_db
def test_reading_without_a_purpose_points_at_the_purpose(city, row) -> None:
    with pytest.raises(BadInput) as refused:
        make.do(city.housing_clerk, actions.reveal, row.pk, purpose=" ")
    assert [error.pointer for error in refused.value.errors] == ["purpose"]


@pytest.mark.parametrize("kind", ["数字", "金额", "百分比", "是否"])
def test_a_personal_column_must_be_text(kind: str) -> None:
    text = ROSTER.replace("  专长: 文本", f"  专长: {{类型: {kind}, 个人信息: 是}}")
    assert "E-DEF-PERSONAL" in {problem.code for problem in examine(text)[1]}


@pytest.mark.django_db
def test_a_preview_that_nobody_confirms_is_thrown_away_and_the_trail_says_so(city, row) -> None:
    from fuyuantong.audit.models import Entry

    clerk, began = city.housing_clerk, at("2026-03-02")
    table = SimpleUploadedFile("a.csv", "姓名,手机,专长\n孙虚构,13900003333,劳动法\n".encode())
    intake = make.do(clerk, actions.start_import, "trial-roster", table, now=began)
    assert duties.purge_previews(began + timedelta(days=3)) == 0, "it is kept for a long weekend"
    assert duties.purge_previews(began + timedelta(days=3, seconds=1)) == 1
    assert not Intake.objects.filter(pk=intake.pk).exists()
    assert Entry.objects.filter(kind="register.import_dropped", object_id=intake.pk).exists()
    assert duties.purge_previews(began + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_an_import_that_was_confirmed_is_kept(city, row) -> None:
    table = SimpleUploadedFile("a.csv", "姓名,手机,专长\n孙虚构,13900003333,劳动法\n".encode())
    intake = make.do(city.housing_clerk, actions.start_import, "trial-roster", table, now=at("2026-03-02"))
    make.do(city.housing_clerk, actions.confirm_import, intake.pk, intake.digest, now=at("2026-03-02"))
    assert duties.purge_previews(at("2026-06-01")) == 0
    assert Intake.objects.filter(pk=intake.pk).exists()
