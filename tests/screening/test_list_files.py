"""A list from a file: whole or not at all, with the line of the file that is at fault."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.screening.conftest import LIST

from fuyuantong.common.refusals import Refusal
from fuyuantong.screening import actions
from fuyuantong.screening.models import ListVersion, Record

pytestmark = pytest.mark.django_db
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
