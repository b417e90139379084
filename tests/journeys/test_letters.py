"""司法建议 from 拟稿 to 归档 on the pages: two addressees, one 延期, a follow-up letter that a leader signs.

The product's clock stands on Friday 2026-11-20. Served that day, the answers are due two months later, on Wednesday
2027-01-20. Market surveillance does not answer: the follow-up is drafted fifteen days later, on 2027-02-04.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from fuyuantong.common.now import SHANGHAI
from journeys import walking
from journeys.conftest import Town, shoot
from journeys.test_disputes import act, dues, fill, opened, stage, task

TITLE = "关于规范行政处罚告知程序的司法建议"
ITEMS = "告知书未写明救济期限｜统一告知书样式\n送达回证不齐｜补正并留存回证"
REPLY = {"text": "已逐项研究。", "回复文号": "临函〔2026〕8号", "采纳情况": "部分采纳"}


def press_letter(page: Any, words: str, **fields: str) -> None:
    """Press a verb of a letter on its page and send its form."""
    walking.press(page, words, page.locator("main .actions"))
    fill(page, fields)


def letter_of(page: Any, address: str, words: str) -> str:
    """Open a letter from the matter's page; returns its address."""
    page.goto(address)
    page.locator(".letter-list a", has_text=words).first.click()
    page.wait_for_url("**/letters/*/")
    return str(page.url)


def choose(page: Any, name: str, *labels: str) -> None:
    page.locator(f"main form [name={name}]").select_option(label=list(labels))


def wait_for_letter(page: Any, address: str, words: str) -> str:
    for _try in range(40):
        page.goto(address)
        if page.locator(".letter-list a", has_text=words).count():
            return letter_of(page, address, words)
        page.wait_for_timeout(1500)
    raise AssertionError("no letter was drafted")


@pytest.mark.inventory("L18", proof="walk")
@pytest.mark.inventory("L18", proof="page")
def test_a_recommendation_goes_from_its_draft_to_the_file(town: Town, enter) -> None:
    court = enter("court")
    address = opened(court, town.url, "judicial-recommendation", TITLE, "发出单位")
    act(court, address, "提请审议", 建议类型="综合治理类", 建议事项=ITEMS)
    act(court, address, "编号签发", 建议书文号="临法建〔2026〕12号", 签发日期="2026-11-20")

    paper = letter_of(court, address, "关于规范行政处罚告知程序")
    assert "（拟稿，未签发）" in court.locator("article.paper").inner_text()
    walking.press(court, "修改")
    choose(court, "to", "临江市住房和城乡建设局", "临江市市场监督管理局")
    fill(court, {})
    press_letter(court, "送签")
    assert court.get_by_role("link", name="签发", exact=True).count() == 0, "a clerk does not sign"
    president = enter("president")
    assert "待签文书" in president.locator(".kpis").inner_text()
    president.goto(paper)
    press_letter(president, "签发")
    assert "（拟稿，未签发）" not in president.locator("article.paper").inner_text()
    shoot(president, "letter-signed")

    court.goto(address)
    walking.press(court, "送达")
    form = court.locator("main form:has(.form-end)")
    units = ["临江市住房和城乡建设局", "临江市市场监督管理局"]
    form.locator("[name='p:被建议单位']").select_option(label=units)
    form.locator("[name='p:上级主管部门']").select_option(label="临江市人民政府")
    fill(court, {})
    court.goto(address)
    assert stage(court) == "已送达"
    assert dues(court, "市住建局") == dues(court, "市市场监管局") == {"综合治理类回复期限": "2027-01-20"}

    housing, market = enter("housing"), enter("market")
    market.goto(address)
    assert market.locator("article.obligation").count() == 1, "each addressee sees its own part"
    assert market.get_by_role("link", name="申请退办").count() == 0, "a recommendation is not sent back"
    task(housing, address, "市住建局", "签收")
    task(market, address, "市市场监管局", "签收")
    task(housing, address, "市住建局", "申请延期", reason="需组织核查", wanted_due="2027-02-10")
    court.goto(address)
    walking.press(court, "作出决定", walking.task_of(court, "市住建局"))
    fill(court, {"granted": "同意"})
    court.goto(address)
    assert dues(court, "市住建局") == {"综合治理类回复期限": "2027-02-10"}

    town.at(datetime(2027, 2, 4, 15, 0, tzinfo=SHANGHAI))
    address = town.url + urlsplit(address).path  # a new start answers at another port
    court, president = enter("court"), enter("president")
    follow = wait_for_letter(court, address, "跟进函")
    text = court.locator("article.paper").inner_text()
    assert "2027年1月20日" in text
    assert "临江市市场监督管理局：" in text
    assert "抄送：临江市人民政府" in text
    press_letter(court, "送签")
    president.goto(follow)
    press_letter(president, "签发", number="临法函〔2027〕2号")
    market = enter("market")
    assert market.goto(follow).status == 200, "now the addressee reads it"
    shoot(market, "letter-follow-up")

    housing = enter("housing")
    task(housing, address, "市住建局", "反馈办理结果", **REPLY, item0="采纳", item1="部分采纳")
    task(enter("housing-chief"), address, "市住建局", "审签通过")
    task(market, address, "市市场监管局", "反馈办理结果", **REPLY, item0="采纳", item1="不采纳")
    court.goto(address)
    assert stage(court) == "已回复"
    rates = court.locator(".rates").inner_text().split()
    assert rates == [
        "按期回复",
        "50%",
        "1/2",
        "采纳",
        "50%",
        "2/4",
        "·",
        "另有部分采纳",
        "1",
        "项",
        "落实",
        "—",
        "0/0",
    ]
    shoot(court, "letter-answers")
    for unit in ("市住建局", "市市场监管局"):
        task(court, address, unit, "核验通过")
    act(court, address, "评价", 评价意见="答复具体，第二项继续跟踪。")
    act(court, address, "转入核查", 整改完成日="2027-03-31")
    assert stage(court) == "核查落实中"
    for page, unit in ((housing, "市住建局"), (market, "市市场监管局")):
        page.goto(address)
        task(page, address, unit, "签收")
        task(page, address, unit, "反馈办理结果", text="已整改到位。")
    task(enter("housing-chief"), address, "市住建局", "审签通过")
    for unit in ("市住建局", "市市场监管局"):
        task(court, address, unit, "核验通过")
    assert stage(court) == "已落实"
    assert "2/2" in court.locator(".rates").inner_text()
    act(court, address, "归档", 核查情况="两家均已落实。")
    assert "已归档" in court.locator(".stages").inner_text()
    shoot(court, "letter-filed")
