"""One vocabulary: dataclasses, reader, published JSON Schema and delivered files say the same."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import jsonschema
import pytest
from tests.definitions.base import BASE, SAMPLES, broken

from fuyuantong.common.yaml_text import read_yaml
from fuyuantong.definitions import kinds
from fuyuantong.definitions.json_schema import build_schema, schema_text
from fuyuantong.definitions.reading import read_profile
from fuyuantong.definitions.shelf import SCHEMA, mechanism_files, profile_files
from fuyuantong.definitions.vocabulary.sections import SECTIONS, Shape

COMPOSED = {"Task": {"join": {"how", "at", "then", "condition"}, "ends_by_reply": set()}}


def test_the_published_schema_is_the_one_made_from_the_vocabulary() -> None:
    assert SCHEMA.read_text() == schema_text(), "run: fyt definitions schema > library/mechanism.schema.json"


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda s: s.title)
def test_every_attribute_of_a_part_has_one_chinese_key_and_the_other_way_round(section) -> None:
    attrs = {f.name for f in fields(section.cls)} - {"key", "line", "order"}
    composed = COMPOSED.get(section.cls.__name__, {})
    attrs = (attrs - set(composed)) | {name for names in composed.values() for name in names}
    keys = [key.attr for key in section.keys.values()]
    assert sorted(keys) == sorted(attrs)


def test_every_word_of_every_list_can_be_written() -> None:
    used = {type(word) for s in SECTIONS.values() for k in s.keys.values() for word in k.words.values()}
    for enum in used:
        spelled = {
            w for s in SECTIONS.values() for k in s.keys.values() for w in k.words.values() if type(w) is enum
        }
        assert spelled == set(enum), enum


def loaded(text):
    return json.loads(
        json.dumps(
            read_yaml(text),
            default=lambda d: d.isoformat() if isinstance(d, date) else str(d),
            ensure_ascii=False,
        )
    )


@pytest.mark.parametrize("path", [*mechanism_files(), *sorted(SAMPLES.glob("*.yaml"))], ids=lambda p: p.stem)
def test_delivered_definitions_satisfy_the_schema(path) -> None:
    jsonschema.Draft202012Validator(build_schema()).validate(loaded(path.read_text()))


@pytest.mark.parametrize(
    "change",
    [
        ("需", "须填: 要求", "需填: 要求"),
        ("form", "时长: 15 日", "时长: 15"),
        ("word", "做: 催办", "做: 督办"),
        ("kind", "{类型: 法院, ", "{类型: 庭, "),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change) -> None:
    validator = jsonschema.Draft202012Validator(build_schema())
    assert validator.is_valid(loaded(BASE))
    assert not validator.is_valid(loaded(broken(change[1:])))


def test_schema_shapes_cover_every_shape_used() -> None:
    used = {key.shape for section in SECTIONS.values() for key in section.keys.values()}
    assert used == set(Shape)


def test_the_example_of_the_design_is_read_as_written() -> None:
    """The example that explains the idea, with the one field that its 适用 needs."""
    text = """\
机制: 司法建议
代码: design-example
版本: 1
来源: [S0-3, S1-(二)5, S2-1]
依据: 法释〔2023〕11号
参与方:
  发出单位: {类型: 法院}
  被建议单位: {类型: 行政机关, 可多个: 是}
  上级主管部门: {类型: 行政机关, 可空: 是}
字段:
  建议事项: {类型: 条目, 必填: 是}
  理由: {类型: 长文本}
阶段: {拟稿: {}, 已送达: {}, 已回复: {}, 已办结: {终点: 是}, 已撤回: {终点: 是}}
动作:
  送达: {从: 拟稿, 到: 已送达, 由: 发出单位, 派出任务: 书面回复}
  撤回: {从: 已送达, 到: 已撤回, 由: 发出单位, 须填: [理由]}
  办结: {从: 已回复, 到: 已办结, 由: 发出单位}
任务:
  书面回复: {承办: 被建议单位, 期限: 回复期限, 核验: 发出单位, 汇合: 全部, 汇合后: 已回复}
期限:
  回复期限: {时长: 2 个月, 起算: 送达, 可延: 一次, 依据: 法释〔2023〕11号第8条}
提醒:
  - {期限: 回复期限, 何时: 前 10 工作日, 做: 提示}
  - {期限: 回复期限, 何时: 到期, 做: 催办}
  - {期限: 回复期限, 何时: 后 15 日, 做: 拟督办单, 抄送: 上级主管部门}
推演:
  - [[2026-01-05, 送达, {被建议单位: [甲局, 乙局]}], [2026-02-02, 回复, 甲局], 仍处: 已送达, [2026-03-04, 回复, 乙局], 处于: 已回复]
"""
    from fuyuantong.definitions.examining import examine

    mechanism, problems = examine(text)
    assert problems == []
    assert mechanism.archetype is kinds.Archetype.MATTER
    assert mechanism.clock("回复期限").extension.times == 1


def test_profiles_differ_where_the_source_documents_differ() -> None:
    bodies = {path.stem: read_profile(path.read_text(), path.name) for path in profile_files()}
    assert len(bodies) == 6
    assert {code for code, body in bodies.items() if body.simulated} == {"linjiang-demo"}

    def rate(code):
        return next(t.value for t in bodies[code].targets if t.key == "行政机关负责人出庭应诉率")

    assert (rate("quarterly-three-party"), rate("half-year-two-party"), rate("leading-group-items")) == (
        100,
        None,
        90,
    )
    assert bodies["procuratorate-yearly"].sides == ("府", "检")
    assert bodies["yearly-with-topics"].meetings[0].every is kinds.Every.YEAR
    assert bodies["quarterly-three-party"].meetings[0].every is kinds.Every.QUARTER
    assert bodies["yearly-with-topics"].meetings[1].every is None
