"""The cast, a few registers, and how a member of the cast calls the API."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from django.test import Client
from tests import make

from api.calling import Caller
from fuyuantong.common.actors import SYSTEM, Actor
from fuyuantong.organs.models import Person
from fuyuantong.registers.actions import load_registers, publish

CASES = """
台账: 试验案件台账
代码: trial-cases
版本: 1
类别: 案件台账
责任单位: 市中院
录入: [法院]
可知: 本单位和办公室
另知: [检察院]
标题: [案号, 案由]
日期: 立案日期
封存: [涉未成年人]
列:
  案号: {类型: 案号, 必填: 是, 唯一: 是}
  案由: {类型: 文本, 必填: 是}
  立案日期: {类型: 日期, 必填: 是}
  被告机关: {类型: 单位, 可多个: 是}
  标的额: 金额
  结果: {类型: 选项, 选项: [驳回, 撤销, 调解]}
  结案日期: 日期
  原告身份证号: 身份证号
  涉未成年人: 是否
校验:
  先立后结: {条件: 非 已填(结案日期) 或 结案日期 >= 立案日期, 不满足时: 结案日期早于立案日期。}
"""
TRAINING = """
台账: 试验培训
代码: trial-training
版本: 1
类别: 活动
责任单位: 市司法局
录入: [办公室, 各单位]
可知: 全部单位
日期: 日期
列:
  主题: {类型: 文本, 必填: 是, 唯一: 是}
  日期: {类型: 日期, 必填: 是}
  参加单位: {类型: 单位, 可多个: 是, 必填: 是, 何时填: 举办}
  人数: {类型: 数字, 必填: 是, 何时填: 举办, 计量: 人}
  评价: {类型: 选项, 选项: [好, 一般], 必填: 是, 何时填: 反馈}
目标:
  全年同堂培训: {至少: 2, 单位: 次}
  培训人数: {合计: 人数, 单位: 人, 至少: 100}
  覆盖单位: {不同: 参加单位, 单位: 个}
"""
FUND = """
台账: 试验资金
代码: trial-fund
版本: 1
类别: 资金
责任单位: 市财政局
录入: [行政机关]
可知: 全部单位
列:
  年度: {类型: 数字, 必填: 是}
  科目: {类型: 文本, 必填: 是}
唯一: [年度, 科目]
可周转: 是
"""


def city_with_registers() -> make.City:
    cast = make.City()
    make.do(SYSTEM, load_registers)
    for text in (CASES, TRAINING, FUND):
        make.do(SYSTEM, publish, text)
    return cast


@pytest.fixture(scope="module")
def made(kept) -> make.City:
    return kept(city_with_registers)


@pytest.fixture
def city(made: make.City, db: None) -> make.City:
    return copy.deepcopy(made)


@pytest.fixture
def call() -> Callable[[Actor], Caller]:
    """A caller with the actor's key."""
    return lambda actor: Caller(make.token(actor))


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    """Sign a member of the cast in."""

    def as_actor(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.person), backend="fuyuantong.organs.backends.Accounts")
        return client

    return as_actor
