"""A product over the trial indicator, an issue of it with a finding and a case: for the tables of all rooms."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests import make

from fuyuantong.reports.actions import editing, opening
from fuyuantong.reports.actions.publishing import publish_product
from fuyuantong.reports.models import Case, Delivery, Finding, Issue

PRODUCT_CODE = "trial-report"
PRODUCT = """产品: 试验通报
代码: trial-report
版本: 1
标题: 关于{期}试验情况的通报
周期: 每年
由: 联席会议办公室
版式: 通报
案例: 是
指标: {完成率: counted-rate}
段落:
  总体情况:
    文字: ["{期}完成率{完成率}，同比{完成率·同比}。"]
    表:
      各单位: {指标: [完成率], 分组: 单位}
"""
PAGES = {
    "reports:index": "reports_reports",
    "reports:products": "reports_report_products reports_report_schedules",
    "reports:product": "reports_report_product",
    "reports:create": "reports_check_report_product reports_publish_report_product",
    "reports:edit": "reports_check_report_product reports_publish_report_product",
    "reports:open": "reports_open_report",
    "reports:schedule": "reports_start_report_schedule",
    "reports:stop": "reports_stop_report_schedule",
    "reports:issue": "reports_report reports_report_deliveries reports_report_findings reports_report_cases",
    "reports:paper": "reports_report_pdf reports_report_docx",
    "reports:letter": "reports_report_letter",
    "reports:write": "reports_edit_report",
    "reports:step": "reports_recut_report reports_submit_report reports_return_report reports_sign_report "
    "reports_issue_report reports_correct_report reports_cancel_report reports_read_report",
    "reports:finding": "reports_raise_report_finding reports_drop_report_finding",
    "reports:add-case": "reports_add_report_case",
    "reports:case": "reports_confirm_report_case",
}


class ReportRows:
    """A draft of the office: `issue`, with a `finding` on the housing bureau, a `case`, and a `schedule`."""

    KINDS = {"reports": Issue, "report-findings": Finding, "report-cases": Case}

    def __init__(self, city: make.City, mark: str) -> None:
        make.mechanism("assigned-item")
        make.do(city.office, publish_product, PRODUCT)
        self.linkage = city.linkage.code
        issue: Any = make.do(
            city.office, opening.open_issue, code=PRODUCT_CODE, linkage=self.linkage, period="2025"
        )
        Issue.objects.filter(pk=issue.pk).update(title=f"{mark}通报")
        self.passage = issue.passages.get()
        make.do(city.office, editing.edit, issue.pk, {self.passage.pk: f"{mark}情况"})
        case: Any = make.do(city.office, editing.add_case, issue.pk, title=f"{mark}案", text=f"{mark}案情")
        Delivery.objects.create(issue=issue, unit=city.justice, sent_at=timezone.now())
        finding = Finding.objects.create(
            issue=issue,
            lag="滞后",
            unit=city.housing,
            figure="0%",
            demand=f"{mark}要求",
            letter=f"{mark}提醒",
        )
        schedule: Any = make.do(city.office, opening.start_schedule, code=PRODUCT_CODE, linkage=self.linkage)
        self.issue, self.case, self.finding, self.schedule = issue.pk, case.pk, finding.pk, schedule.pk

    def stand(self, state: str) -> None:
        Issue.objects.filter(pk=self.issue).update(state=state)
        if state == "review":
            Case.objects.filter(issue=self.issue).update(state="confirmed")

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {
            "reports": self.issue, "report-findings": self.finding, "report-cases": self.case,
            "report-schedules": self.schedule,
        }  # fmt: skip

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        asked = {"code": PRODUCT_CODE, "linkage": self.linkage}
        words = {"passage": str(self.passage.pk), "text": "完成率为【100%｜完成率】。"}
        case = {"title": "某公司诉某局案", "text": "张某不服处罚。"}
        return {
            "reports_check_report_product": {"source": PRODUCT},
            "reports_publish_report_product": {"source": PRODUCT.replace("版本: 1", "版本: 2")},
            "reports_open_report": {**asked, "period": "2024"},
            "reports_start_report_schedule": asked,
            "reports_edit_report": {"passages": [words]},
            "reports_sign_report": {"signed_by": "甲"},
            "reports_issue_report": {"number": "临府院通〔2026〕1号"},
            "reports_add_report_case": case,
            "reports_confirm_report_case": case,
        }

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        codes = {f"reports:{name}.code": PRODUCT_CODE for name in ("product", "edit", "open", "schedule")}
        keys = {f"reports:{name}.key": self.issue for name in ("issue", "paper", "write", "step", "add-case")}
        keys |= {f"reports:{name}.key": self.finding for name in ("letter", "finding")}
        keys |= {"reports:stop.key": self.schedule, "reports:case.key": self.case}
        return codes | keys | {
            "reports:paper.kind": "docx", "reports:letter.kind": "docx", "reports:finding.step": "drop",
            "reports:step.step": "cancel",
        }  # fmt: skip
