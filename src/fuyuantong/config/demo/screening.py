"""Fictional list records of 临江市, an agreed item of the housing bureau, its questions."""

from __future__ import annotations

from datetime import date

from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.story import PURPOSE, sample
from fuyuantong.screening import actions
from fuyuantong.screening.actions import NewRecord, Question

LIST = "dishonest-debtors"
#: Numbers of 临江市 begin with 9901, which is assigned to no place; their check characters hold.
_RECORDS = (
    ("P", "甄失信（虚构）", "990100197503120018", "（2026）临01执101号", "给付货款（模拟数据）", (1,)),
    ("P", "贾守诺（虚构）", "990100198811230026", "（2026）临01执102号", "返还借款（模拟数据）", (4,)),
    ("O", "临江市虚构建材有限公司", "", "（2026）临01执103号", "支付工程款（模拟数据）", (3,)),
)


def fill_lists() -> None:
    """Publish, agree, ask; every row goes through the same actions as real work."""
    from fuyuantong.screening.matching.numbers import check_of

    judge, clerk = sample("court"), sample("housing")
    numbers = [number[:17] + check_of(number) if number else "" for _k, _n, number, *_rest in _RECORDS]
    records = [
        NewRecord(
            kind=kind, name=name, number=number, case_no=case, duty=duty, conduct=conduct, province="99",
            published_on=date(2026, 9, 1), expires_on=date(2028, 8, 31),
        )
        for (kind, name, _no, case, duty, conduct), number in zip(_RECORDS, numbers, strict=True)
    ]  # fmt: skip
    with unit_of_work(judge, purpose=PURPOSE) as uow:
        actions.publish(uow, LIST, records)
    with unit_of_work(clerk, purpose=PURPOSE) as uow:
        item = actions.propose_item(
            uow, listing=LIST, publisher=judge.unit_key, title="建筑企业资质审批（模拟）",
            purpose="行政审批前核查信用状况（模拟数据）", measures=["M02"], valid_until=date(2027, 12, 31),
        )  # fmt: skip
    with unit_of_work(judge, purpose=PURPOSE) as uow:
        actions.decide_item(uow, item.pk, agreed=True)
    questions = [
        Question(reference="临建资〔2026〕11号", name="甄失信", number=numbers[0]),
        Question(
            reference="临建资〔2026〕12号", name="贾守诺", number=numbers[1][:10] + "****" + numbers[1][14:]
        ),
        Question(reference="临建资〔2026〕13号", name="甄守信", number=""),
    ]
    with unit_of_work(clerk, purpose=PURPOSE) as uow:
        actions.ask(uow, item.pk, questions)
