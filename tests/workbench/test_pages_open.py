from __future__ import annotations

import pytest
from tests import make
from tests.matters.conftest import hand_out

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worked(kept) -> make.City:
    def made() -> make.City:
        make.mechanism("annual-plan-item")
        city = make.City()
        hand_out(city)
        return city

    return kept(made)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dashboard/",
        "/calendar/",
        "/search/",
        "/search/?q=争议",
        "/ledger/",
        "/ledger/?lamp=overdue",
        "/dashboard/?wall=1&by=unit",
        "/?list=started",
        "/calendar/?on=2026-06-30",
        "/ledger/export/xlsx/",
        "/ledger/export/docx/",
    ],
)
@pytest.mark.parametrize("who", ["office", "judge", "housing_clerk", "finance_clerk", "market_clerk"])
def test_every_page_opens_for_everybody(worked: make.City, db: None, enter, path, who) -> None:
    assert enter(getattr(worked, who)).get(path).status_code == 200
