"""A list from a file: whole or not at all, with the line of the file that is at fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make
from tests.registers.test_share_data import COMPANY
from tests.screening.conftest import LIST, LISTED

from fuyuantong import library
from fuyuantong.common.actors import SYSTEM
from fuyuantong.common.refusals import Refusal
from fuyuantong.registers import actions as registers
from fuyuantong.screening import actions
from fuyuantong.screening.models import Hit, Job, ListVersion, Record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("after", "status", "code"),
    [("0", 409, "E-LIST-OLD"), ("新", 400, "E-TYPE"), ("1", 201, ""), ("", 201, "")],
)
def test_the_api_refuses_a_file_made_for_an_older_list(city, record, after, status, code) -> None:
    headers = {"Authorization": f"Bearer {make.token(city.judge)}", "Idempotency-Key": "list-file-1"}
    file = SimpleUploadedFile("名单.csv", (HEAD + GOOD).encode())
    path = f"/api/v1/screening-lists/{LIST}/files"
    answer = Client().post(path, {"file": file, "after": after}, headers=headers)
    assert answer.status_code == status, answer.content.decode()
    assert answer.json().get("code", "") == code


def test_a_departments_own_register_is_compared_as_a_whole(city, item, enter) -> None:
    """Through the page: rows of the unit that are in force; another unit's and void ones stay out."""
    make.do(city.judge, actions.publish, LIST, [replace(LISTED, kind="O", name="甲公司", number=COMPANY)])
    shipped = Path(next(iter(library.__path__))) / "registers" / "base-tax.yaml"
    make.do(SYSTEM, registers.publish, shipped.read_text("utf-8"))
    client, page = enter(city.housing_clerk), f"/screening/items/{item.pk}/"
    assert "比对台账" not in client.get(page).content.decode()
    cells = {
        "纳税人名称": "甲公司",
        "统一社会信用代码": COMPANY,
        "登记状态": "正常",
        "数据截至日": "2026-02-28",
    }
    other = {**cells, "纳税人名称": "乙公司", "统一社会信用代码": "11100000000019713D"}
    make.do(city.housing_clerk, registers.enter_row, "base-tax", cells)
    make.do(city.market_clerk, registers.enter_row, "base-tax", other)
    assert "比对台账" in client.get(page).content.decode()
    job = client.post(f"{page}register/", {"source": "base-tax"})
    key = job["Location"].strip("/").rpartition("/")[2]
    make.do(city.housing_clerk, actions.run_job, key)
    done = Job.objects.get(pk=key)
    assert (done.rows, done.counts) == (1, {"block": 1, "pass": 0})
    assert Hit.objects.get().asked.reference == COMPANY
    assert enter(city.market_clerk).post(f"{page}register/", {"source": "base-tax"}).status_code == 404


def test_a_register_of_local_companies_meets_records_without_a_number_in_the_units_province(
    city, item
) -> None:
    here, company = city.housing_clerk.region[:2], replace(LISTED, kind="O", number="", birth_year=None)
    records = [
        replace(company, name=f"{name}建设工程有限公司", case_no=name, province=province)
        for name, province in (("临江市守信", here), ("临江市远信", "11"))
    ]
    make.do(city.judge, actions.publish, LIST, records)
    shipped = Path(next(iter(library.__path__))) / "registers" / "base-tax.yaml"
    make.do(SYSTEM, registers.publish, shipped.read_text("utf-8"))
    for record, number in zip(records, (COMPANY, "11100000000019713D"), strict=True):
        cells = {
            "纳税人名称": record.name,
            "统一社会信用代码": number,
            "登记状态": "正常",
            "数据截至日": "2026-02-28",
        }
        make.do(city.housing_clerk, registers.enter_row, "base-tax", cells)
    job = make.do(city.housing_clerk, actions.start_register_job, item.pk, "base-tax")
    make.do(city.housing_clerk, actions.run_job, job.pk)
    assert Job.objects.get().counts == {"review": 1, "pass": 1}
    assert Hit.objects.get().asked.reference == COMPANY


HEAD = "kind,name,number,case_no,published_on\n"
GOOD = "P,甄有信,11010519491231002X,（2026）临01执2号,2026-03-02\n"


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ((HEAD + GOOD + "P,郑守诺,110105194912310046\n").encode(), "E-LIST-ROW", 3),
        ((HEAD + GOOD.strip() + ",多一格\n").encode(), "E-LIST-ROW", 2),
        ((HEAD + GOOD + "\n" + GOOD).encode(), "E-LIST-DOUBLE", 4),
        ("kind,name,number\nP,甄有信,1\n".encode(), "E-LIST-COLUMNS", None),
        ((HEAD + GOOD).encode() + "P,郑守诺,110105194912310046,2,2026-03-02\n".encode("gb18030"), "E-LIST-ENCODING", None),
        (b"", "E-LIST-COLUMNS", None),
    ],
)  # fmt: skip
def test_a_broken_list_file_is_refused_with_its_row_and_the_list_stays(
    city, record, content, code, row
) -> None:
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.publish_file, LIST, SimpleUploadedFile("a.csv", content))
    assert refused.value.code == code
    assert row in {None, *(error.row for error in refused.value.errors)}
    assert (Record.objects.count(), ListVersion.objects.count()) == (1, 1)


def test_records_from_a_file_come_whole_or_not_at_all(city, today) -> None:
    lines = [
        "kind,name,number,case_no,published_on,former,conduct,basis_no,filed_on",
        "P,甄有信,11010519491231002X,（2026）临01执1号,2026-03-02,甄小信,1、4,（2025）临01民初9号,2026-01-05",
    ]
    good = SimpleUploadedFile("a.csv", "\n".join(lines).encode())
    assert make.do(city.judge, actions.publish_file, LIST, good, after=0).came == 1
    record = Record.objects.get()
    assert (record.former, record.conduct) == (["甄小信"], [1, 4])
    assert record.published == {"basis_no": "（2025）临01民初9号", "filed_on": "2026-01-05"}
    good.seek(0)
    with pytest.raises(Refusal) as older:
        make.do(city.judge, actions.publish_file, LIST, good, after=0)
    assert older.value.code == "E-LIST-OLD"
    bad = SimpleUploadedFile("b.csv", "\n".join([*lines, "P,郑守诺,,（2026）临01执2号,三月,,,,"]).encode())
    with pytest.raises(Refusal) as refused:
        make.do(city.judge, actions.publish_file, LIST, bad)
    assert refused.value.errors[0].row == 3
    assert Record.objects.count() == 1
