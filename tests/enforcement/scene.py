"""A case of the court, an agreement with the housing bureau, a request and its answer, a measure with alerts: for the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.documents import samples

from fuyuantong.enforcement import actions
from fuyuantong.enforcement.actions import NewMeasure, NewParty, NewService, Wanted
from fuyuantong.enforcement.models import Alert, Asset, Call, Case, Inquiry, Measure, Pursuit, Service, Source
from fuyuantong.matters.models import Matter

NUMBER = "91310115591693856A"
LINK = "housing"
SAME = {
    "enforcement:index": "enforcement_enforcement_cases enforcement_asset_inquiries enforcement_control_measures enforcement_measure_alerts",
    "enforcement:debts": "enforcement_public_debts",
    "enforcement:figures": "enforcement_enforcement_figures",
    "enforcement:figures-export": "enforcement_enforcement_figures",
    "enforcement:seats": "enforcement_court_codes",
    "enforcement:seat": "enforcement_bind_court_code",
    "enforcement:case-new": "enforcement_open_case",
    "enforcement:case": "enforcement_enforcement_case",
    "enforcement:inquire": "enforcement_inquire",
    "enforcement:measure-new": "enforcement_take_measure",
    "enforcement:case-step": "enforcement_add_case_party enforcement_notice_case enforcement_warn_before_listing enforcement_pay_case enforcement_close_case",
    "enforcement:pursue": "enforcement_ask_pursuit",
    "enforcement:refer": "enforcement_refer_case enforcement_case_linked",
    "enforcement:pursuit": "enforcement_pursuit enforcement_pursuits",
    "enforcement:pursuit-step": "enforcement_confirm_pursuit",
    "enforcement:services": "enforcement_case_addresses enforcement_case_services enforcement_serve_paper",
    "enforcement:service-step": "enforcement_end_service",
    "enforcement:inquiry": "enforcement_asset_inquiry",
    "enforcement:inquiry-read": "enforcement_read_inquiry",
    "enforcement:inquiry-step": "enforcement_confirm_inquiry",
    "enforcement:settle": "enforcement_settle_call",
    "enforcement:sources": "enforcement_asset_sources enforcement_asset_coverage",
    "enforcement:source-new": "enforcement_propose_source",
    "enforcement:source": "enforcement_asset_source enforcement_asset_calls",
    "enforcement:source-step": "enforcement_decide_source enforcement_end_source",
    "enforcement:measure": "enforcement_control_measure",
    "enforcement:measure-step": "enforcement_renew_measure enforcement_release_measure enforcement_complain_of_measure",
    "enforcement:alert": "enforcement_measure_alert",
    "enforcement:alert-step": "enforcement_decide_measure_alert",
}
"""Every address of the room's pages and the operations that do the same."""
READS = {
    f"enforcement:{name}"
    for name in (
        "index",
        "debts",
        "figures",
        "figures-export",
        "seats",
        "case",
        "inquiry",
        "sources",
        "source",
        "measure",
        "alert",
        "pursuit",
    )
}
STARTS = {"enforcement:case-new", "enforcement:source-new"}
ADMIN = {"enforcement:seat"}
BUSINESS = set(SAME) - READS - STARTS - ADMIN
LISTS = ["enforcement_enforcement_cases", "enforcement_asset_inquiries", "enforcement_control_measures",
         "enforcement_measure_alerts", "enforcement_public_debts", "enforcement_asset_sources", "enforcement_asset_coverage", "enforcement_pursuits",
         "enforcement_enforcement_figures", "enforcement_court_codes"]  # fmt: skip
OF_SYSADMIN = ["enforcement_bind_court_code"]
OF_COURTS = ["enforcement_open_case", "enforcement_propose_source"]
OF_THE_COURT = [
    operation for page in SAME.values() for operation in page.split()
    if operation not in {*LISTS, *OF_COURTS, *OF_SYSADMIN}
]  # fmt: skip
BY_SOURCES = {
    "enforcement_asset_source",
    "enforcement_asset_calls",
    "enforcement_end_source",
    "enforcement_decide_source",
}
NOT_FOR_SOURCES = {"enforcement_settle_call"}  # it is the court that asks what became of its message


NOUNS = {
    "enforcement-cases": "case", "asset-inquiries": "inquiry", "asset-sources": "source", "control-measures": "measure",
    "measure-alerts": "alert", "pursuits": "pursuit",
}  # fmt: skip
"""First words of the API's addresses and the pages with the same key."""


def paper(name: str = "裁定书.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.png(), content_type="image/png")


def source(city: make.City, classes: tuple[str, ...] = ("house", "deposit"), **more: Any) -> Source:
    """An agreement of the court with the housing bureau that both sides have made."""
    told = {
        "unit": city.housing.pk, "title": "不动产登记", "classes": list(classes), "link": LINK, "controls": True,
        "purpose": "执行查控（虚构）", "valid_until": date(2030, 12, 31),
    }  # fmt: skip
    made: Any = make.do(city.judge, actions.propose_source, **told | more)
    other = {
        city.housing.pk: city.housing_clerk,
        city.market.pk: city.market_clerk,
        city.finance.pk: city.finance_clerk,
    }
    make.do(other[made.unit_id], actions.decide_source, made.pk, agreed=True)
    return Source.objects.get(pk=made.pk)


def case(city: make.City, number: str = "（2026）新2801执11号", **more: Any) -> Case:
    party = NewParty(kind="O", name="临江市虚构建材有限公司", number=NUMBER)
    told = {"case_no": number, "claim": Decimal(100_000), "filed_on": date(2026, 1, 5), "party": party}
    made: Any = make.do(city.judge, actions.open_case, **told | more)
    return made


def measure(city: make.City, of: Case, **more: Any) -> Measure:
    told = {
        "party": of.parties.get().pk, "act": "seize", "klass": "house", "title": "厂房一处", "value": Decimal(80_000),
        "ruling": "（2026）新2801执11号之一", "starts_on": date(2026, 1, 6),
    }  # fmt: skip
    made: Any = make.do(city.judge, actions.take_measure, of.pk, NewMeasure(**told | more), paper())
    return made


class EnforcementRows:
    """`case`, `source`, `inquiry`, `call` (which could not be delivered), `measure`, `alert`: their ids."""

    def __init__(self, city: make.City, mark: str) -> None:
        settings.FYT_OUTSIDE = {"sources": {LINK: {"kind": "http", "url": "http://127.0.0.1:9"}}}
        make.mechanism("refusal-to-execute-crime")
        company = NewParty(kind="O", name=f"临江市{mark}有限公司", number=NUMBER)
        of = case(city, party=company)
        asked = source(city, title=f"{mark}登记", purpose=mark)
        wanted = Wanted(of.parties.get().pk, ["house"], f"{mark}通知书")
        inquiry: Any = make.do(city.judge, actions.inquire, of.pk, wanted, paper())
        call = Call.objects.get()
        Call.objects.update(state="failed", reason=mark)
        Asset.objects.create(call=call, klass="house", title=f"{mark}楼", reference="X-1", value=1, place=0)
        taken = measure(city, of, title=f"{mark}厂房", ruling="", value=Decimal(500_000))
        looked = Pursuit.objects.create(
            case=of, party=of.parties.get(), matter=Matter.objects.order_by("created_at", "pk")[0], target="person",
            why=mark, by_person=city.judge.person, by_name="甲", at=of.at,
        )  # fmt: skip
        sent = NewService(of.parties.get().pk, "given", "post", f"{mark}通知书", f"{mark}路")
        served: Any = make.do(city.judge, actions.serve, of.pk, sent)
        self.pursuit, self.service = looked.pk, served.pk
        self.court = city.court.pk
        self.unit, self.procuratorate = city.market.pk, city.procuratorate.pk
        self.party = of.parties.get().pk
        self.case, self.source, self.inquiry, self.call = of.pk, asked.pk, inquiry.pk, call.pk
        self.measure, self.alert = taken.pk, Alert.objects.filter(rule="no-ruling").get().pk

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {
            "enforcement-cases": self.case, "asset-inquiries": self.inquiry, "asset-calls": self.call,
            "asset-sources": self.source, "control-measures": self.measure, "measure-alerts": self.alert,
            "pursuits": self.pursuit, "services": self.service, "court-codes": self.court,
        }  # fmt: skip

    @staticmethod
    def kinds() -> dict[str, Any]:
        return {
            "enforcement-cases": Case, "asset-inquiries": Inquiry, "asset-calls": Call, "asset-sources": Source,
            "control-measures": Measure, "measure-alerts": Alert, "pursuits": Pursuit, "services": Service,
        }  # fmt: skip

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        party = {"kind": "O", "name": "临江市试验有限公司", "number": NUMBER}
        return {
            "enforcement_open_case": {
                "case_no": "（2026）新2801执12号", "claim": "1000", "filed_on": "2026-01-05", "party": party,
            },
            "enforcement_add_case_party": party,
            "enforcement_notice_case": {"on": "2026-01-06"},
            "enforcement_pay_case": {"paid": "10"},
            "enforcement_close_case": {"why": "履行完毕"},
            "enforcement_confirm_inquiry": {"agreed": True},
            "enforcement_read_inquiry": {"purpose": "核对"},
            "enforcement_settle_call": {"arrived": True, "text": "电话核实"},
            "enforcement_propose_source": {
                "unit": str(self.unit), "title": "企业登记", "classes": ["equity"], "link": LINK, "purpose": "查控",
                "valid_until": "2030-12-31",
            },
            "enforcement_decide_source": {"agreed": True}, "enforcement_end_source": {"remark": "期满"},
            "enforcement_renew_measure": {}, "enforcement_release_measure": {"why": "已履行"},
            "enforcement_complain_of_measure": {"text": "超出标的额"},
            "enforcement_confirm_pursuit": {"agreed": True},
            "enforcement_bind_court_code": {"court_code": "新2803"},
            "enforcement_refer_case": {
                "kind": "crime", "party": str(self.party), "situation": "其他", "text": "转移房款（虚构）",
                "units": {"公安机关": str(self.unit), "检察院": str(self.procuratorate)},
            },
            "enforcement_serve_paper": {
                "party": str(self.party), "origin": "given", "way": "post", "paper": "裁定书", "address": "虚构路",
            },
            "enforcement_end_service": {"served": True, "text": "本人签收"},
            "enforcement_decide_measure_alert": {"justified": True, "answer": "已核对"},
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        by_name = {
            "case": self.case, "inquire": self.case, "measure-new": self.case, "case-step": self.case,
            "inquiry": self.inquiry, "inquiry-read": self.inquiry, "inquiry-step": self.inquiry, "settle": self.call,
            "source": self.source, "source-step": self.source, "measure": self.measure, "measure-step": self.measure,
            "alert": self.alert, "alert-step": self.alert,
            "pursue": self.case, "services": self.case, "refer": self.case, "pursuit": self.pursuit, "pursuit-step": self.pursuit,
            "service-step": self.service, "seat": self.court,
        }  # fmt: skip
        keys = {f"enforcement:{name}.key": key for name, key in by_name.items()}
        return keys | {
            "enforcement:case-step.step": "close", "enforcement:refer.kind": "crime", "enforcement:inquiry-step.step": "confirm",
            "enforcement:source-step.step": "end", "enforcement:measure-step.step": "release",
            "enforcement:alert-step.step": "justify", "enforcement:pursuit-step.step": "confirm",
            "enforcement:service-step.step": "served",
        }  # fmt: skip
