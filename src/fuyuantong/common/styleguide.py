"""The style guide: every component with made-up data, in demonstrations and development only.

All names and numbers here are fictional (临江市 does not exist).
"""

from __future__ import annotations

import calendar
import json
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fuyuantong.common import charts, parts

PARTS = {
    "dashboard": "领导驾驶舱",
    "ledger": "台账",
    "matter": "事项详情",
    "import": "来文核对",
    "forms": "表单与提示",
    "kiosk": "大屏",
}
NOVEMBER, SATURDAY = 11, 5
COUNTIES = ("江北区", "城南区", "青山县", "白水县", "临江市", "高新区")
SERIES = [
    charts.Series("按期办结", "ok"),
    charts.Series("办理中", "run"),
    charts.Series("临期", "soon"),
    charts.Series("超期", "over"),
]
NUMBERS = ((42, 8, 3, 1), (38, 11, 4, 3), (31, 9, 2, 2), (27, 14, 5, 6), (45, 7, 2, 0), (33, 6, 1, 1))


class ExampleForm(forms.Form):
    title = forms.CharField(label="事项名称", max_length=80)
    unit = forms.ChoiceField(label="牵头单位", choices=[("", "请选择"), ("a", "市司法局"), ("b", "市公安局")])
    due = forms.DateField(
        label="办理期限",
        help_text="年-月-日，例如 2026-12-31",
        error_messages={"invalid": "日期不存在，请按 年-月-日 填写。"},
    )
    result = forms.ChoiceField(
        label="核验结论",
        widget=forms.RadioSelect,
        choices=[("ok", "通过"), ("more", "退回补正")],
        initial="ok",
    )
    text = forms.CharField(
        label="办理情况",
        widget=forms.Textarea(attrs={"data-draft": "styleguide:text", "rows": 4}),
        required=False,
    )
    copy = forms.BooleanField(label="同时抄送配合单位", required=False)


def _kpis(here: str) -> list[parts.Kpi]:
    return [
        parts.Kpi("联动任务总数", 287, here, "run", "较上月 ＋12"),
        parts.Kpi("按期办结率", "93.4", here, "ok", "目标 95%", unit="%"),
        parts.Kpi("临期任务", 21, here, "soon", "涉及 8 个单位", "剩 1 天 · 棚改补偿争议化解"),
        parts.Kpi("超期任务", 13, here, "over", "已催办 6 件", "超期 9 天 · 宏远机械破产协调"),
        parts.Kpi(
            "司法建议回复率", "88.0", here, "late", "待回复 9 件", "发出 47 天 · 听证程序建议", unit="%"
        ),
        parts.Kpi("行政争议化解率", "41.7", here, "run", "同比 ＋6.2 个百分点", unit="%"),
    ]


def _month(here: str) -> parts.Month:
    marks = {
        5: [parts.Mark("联席会议", here, "run")],
        12: [parts.Mark("宏远案到期", here, "over")],
        18: [parts.Mark("建议回复", here, "over")],
        22: [parts.Mark("棚改争议", here, "soon")],
        24: [parts.Mark("联络员例会", here, "run")],
        30: [parts.Mark("季报截止", here, "soon"), parts.Mark("调处中心验收", here, "done")],
    }
    weeks = [
        [
            parts.Day(
                day,
                day.month == NOVEMBER,
                day == date(2026, 11, 21),
                "rest" if day.weekday() >= SATURDAY and day.month == NOVEMBER else "",
                marks=marks.get(day.day, []) if day.month == NOVEMBER else [],
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(2026, 11)
    ]
    return parts.Month("2026年11月", weeks, here, here)


def _dashboard(here: str) -> dict[str, Any]:
    points = [
        charts.Point(county, series.name, number, f"{here}&unit={i}")
        for i, county in enumerate(COUNTIES)
        for series, number in zip(SERIES, NUMBERS[i], strict=True)
    ]
    months = ("6月", "7月", "8月", "9月", "10月", "11月")
    flows = {"交办": (38, 42, 35, 51, 47, 55), "办结": (31, 40, 37, 44, 49, 52)}
    trend = [charts.Point(m, s, v, here) for s, vs in flows.items() for m, v in zip(months, vs, strict=True)]
    shares = [charts.Point("全部", s.name, n, here) for s, n in zip(SERIES, (216, 37, 21, 13), strict=True)]
    colours = [
        "green green yellow green green",
        "green yellow green yellow yellow",
        "green green green green green",
        "red yellow red green red",
        "green green green green green",
        "green green green yellow green",
    ]
    return {
        "kpis": _kpis(here),
        "bars": charts.stacked_bar("各县（市、区）办结情况", points, SERIES),
        "trend": charts.line(
            "近六个月交办与办结", trend, [charts.Series("交办", "run"), charts.Series("办结", "ok")]
        ),
        "ring": charts.donut("任务状态分布", shares, SERIES, caption="任务总数"),
        "rank": charts.ranking(
            "各单位在办任务", [charts.Point(c, "在办", n[1]) for c, n in zip(COUNTIES, NUMBERS, strict=True)]
        ),
        "lamps": [(c, row.split()) for c, row in zip(COUNTIES, colours, strict=True)],
        "month": _month(here),
    }


def _ledger(here: str) -> dict[str, Any]:
    rows = json.loads(Path(__file__).with_name("styleguide.json").read_text("utf-8"))["rows"]
    tabs = [
        ("待办", 12, True),
        ("在办", 18, False),
        ("催办", 4, False),
        ("超期", 2, True),
        ("已办", 156, False),
        ("我发起", 9, False),
        ("抄送我", 7, False),
    ]
    return {
        "kpis": _kpis(here)[:5],
        "tabs": [parts.Tab(n, here, c, current=i == 0, alarming=a) for i, (n, c, a) in enumerate(tabs)],
        "rows": rows,
        "columns": [
            parts.Column("title", "任务事项", fixed=True),
            parts.Column("unit", "牵头单位"),
            parts.Column("due", "期限"),
        ],
        "paging": parts.Paging(
            10, "共 1000+ 条", "", here, "", [parts.Tab("50", here, current=True), parts.Tab("200", here)]
        ),
    }


def _matter(here: str) -> dict[str, Any]:
    proof = [
        parts.ProofStep("自送达次日起算", "法释〔2023〕11号第8条", "2026-09-21", "2026-09-22"),
        parts.ProofStep("两个月的最后一日", "民法典第202条", "2026-09-22", "2026-11-21"),
        parts.ProofStep(
            "末日为休息日，顺延到下一个工作日",
            "民法典第203条",
            "2026-11-21",
            "2026-11-23",
            ["11-21（六）", "11-22（日）"],
        ),
    ]
    file = parts.File("关于规范听证程序的司法建议书.pdf", here, "218 KB", "市中级人民法院", "2026-09-20")
    return {
        "stages": [
            parts.Stage("登记", "done", "9月20日"),
            parts.Stage("送达", "done", "9月21日"),
            parts.Stage("办理", "now", "第 61 天"),
            parts.Stage("回复"),
            parts.Stage("核验"),
            parts.Stage("归档"),
        ],
        "pairs": [
            parts.Pair("编号", "FY-2026-0221"),
            parts.Pair("文号", "临法建〔2026〕7号"),
            parts.Pair("发出单位", "市中级人民法院"),
            parts.Pair("被建议单位", "市市场监管局"),
            parts.Pair("知悉范围", "发出、被建议单位及办公室"),
            parts.Pair("来源", "年度要点 第 12 项"),
            parts.Pair("主要问题", "听证告知未载明申请期限；听证笔录未经当事人核对。", wide=True),
        ],
        "clock": parts.ClockFace(
            "回复期限", "2026年11月23日", "剩 1 个工作日", "soon", 97, "法释〔2023〕11号第8条", proof=proof
        ),
        "clock2": parts.ClockFace("签收期限", "2026年9月24日", "已按期签收", "done", 100, provisional=False),
        "events": [
            parts.Event("提示发出", "11月16日 09:00", "系统 · 前 5 个工作日", tone="note"),
            parts.Event(
                "反馈进展",
                "10月28日 15:20",
                "李岚 · 市市场监管局",
                "已组织执法人员复核近三年听证案卷 46 件，发现同类问题 5 件，正在整改。",
                "run",
                files=[file],
            ),
            parts.Event("会商纪要", "10月9日 10:00", "市司法局", tone="late", recorded="10月12日 17:05"),
            parts.Event("签收", "9月22日 08:41", "李岚 · 市市场监管局", tone="ok"),
            parts.Event("送达", "9月21日 16:10", "张明 · 市中级人民法院", tone="done", files=[file]),
        ],
        "files": [file, parts.File("听证案卷复核表.xlsx", here, "41 KB", "市市场监管局", "2026-10-28")],
    }


@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    part = request.GET.get("part", "dashboard")
    if part not in PARTS:
        raise Http404
    here = f"{request.path}?part={part}"
    makers = {"dashboard": _dashboard, "ledger": _ledger, "matter": _matter}
    context: dict[str, Any] = {
        "part": part,
        "name": PARTS[part],
        "parts": [
            parts.Tab(label, f"{request.path}?part={key}", current=key == part)
            for key, label in PARTS.items()
        ],
        "trail": [parts.Crumb("样式", request.path), parts.Crumb(PARTS[part])],
        **makers.get(part, lambda _here: {})(here),
    }
    if part == "forms":
        wrong = {"title": "", "unit": "", "due": "2026-02-30", "result": "ok", "text": "已办理。"}
        context |= {
            "form": ExampleForm(wrong),
            "clean": ExampleForm(prefix="clean"),
            "nothing": parts.Empty(
                "没有待办任务", "新的任务下达后会出现在这里；也可以到台账查找。", here, "打开台账"
            ),
        }
    return render(request, f"styleguide/{part}.html", context)
