"""Two fictional cases of 临江市: one with measures beyond the claim, one against a bureau."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from fuyuantong.common.uow import unit_of_work
from fuyuantong.config.demo.story import PURPOSE, sample
from fuyuantong.enforcement import actions
from fuyuantong.enforcement.actions import NewMeasure, NewParty

#: Numbers of a region that exists nowhere (9901); their check characters hold.
COMPANY, BUREAU = "91990100MA00000018", "11990100MA0000003P"
#: A white dot, as a scan.
_SCAN = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)
_MEASURES = (
    ("seize", "house", "城南区虚构路 8 号厂房（模拟）", Decimal(900_000), date(2026, 9, 8)),
    ("freeze", "deposit", "基本存款账户（模拟）", Decimal(450_000), date(2026, 9, 10)),
)


def fill_enforcement() -> None:
    """Every row goes through the same actions as real work."""
    judge = sample("court")
    company = NewParty(kind="O", name="临江市虚构建材有限公司", number=credit_number(COMPANY))
    with unit_of_work(judge, purpose=PURPOSE) as uow:
        case = actions.open_case(
            uow,
            case_no="（2026）新2899执21号",
            claim=Decimal(1_000_000),
            filed_on=date(2026, 9, 1),
            party=company,
        )
    for number, (act, klass, title, value, start) in enumerate(_MEASURES, 1):
        told = NewMeasure(
            party=case.parties.get().pk, act=act, klass=klass, title=title, value=value, starts_on=start,
            ruling=f"（2026）新2899执21号之{number}",
        )  # fmt: skip
        with unit_of_work(judge, purpose=PURPOSE) as uow:
            actions.take_measure(uow, case.pk, told, _paper())
    bureau = NewParty(kind="O", name="临江市住房和城乡建设局", number=credit_number(BUREAU), unit="LJ-ZJJ")
    with unit_of_work(judge, purpose=PURPOSE) as uow:
        actions.open_case(
            uow,
            case_no="（2026）新2899执22号",
            claim=Decimal(360_000),
            filed_on=date(2026, 8, 3),
            party=bureau,
        )


def credit_number(number: str) -> str:
    """The number with the check character that its first seventeen places demand."""
    from fuyuantong.screening.matching.numbers import credit_holds

    return next(number[:17] + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit_holds(number[:17] + c))


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("裁定书（模拟）.png", _SCAN, content_type="image/png")
