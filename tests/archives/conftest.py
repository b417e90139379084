"""The cast, and a year of work that is over: a matter that was written off, a meeting that was held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.matters.conftest import at, hand_out

from fuyuantong.archives import actions
from fuyuantong.archives.models import Filing, Volume
from fuyuantong.common.actors import Actor
from fuyuantong.common.now import SHANGHAI
from fuyuantong.documents.actions import attach, receive_upload
from fuyuantong.matters.models import Matter

LATER = datetime(2037, 3, 1, 10, 0, tzinfo=SHANGHAI)
"""After the term of 10 years of the volumes of 2026."""


@dataclass
class Year:
    city: make.City
    matter: Matter
    keeper: Actor
    leader: Actor

    def file(self) -> dict[str, Volume]:
        """File 2026 as the office and its worker do; the volumes by their kind."""
        filing: Filing = make.do(self.keeper, actions.start_filing, 2026)  # type: ignore[assignment]
        for _round in range(3):
            make.do(self.keeper, actions.file_some, filing.pk)
        return {row.source: row for row in Volume.objects.all()}


@pytest.fixture
def year(db: None, tmp_path, settings) -> Iterator[Year]:
    settings.MEDIA_ROOT = tmp_path
    make.mechanism("annual-plan-item")
    city = make.City()
    matter, _sent = hand_out(city)
    paper = make.do(city.office, receive_upload, SimpleUploadedFile("方案.txt", "工作方案".encode()))
    make.do(city.office, attach, paper, "matter", matter.pk)
    Matter.objects.filter(pk=matter.pk).update(state="closed", closed_at=at("2026-06-01"))
    matter.refresh_from_db()
    leader = make.actor(city.justice, roles=("leader",), serves=city.linkage)
    with time_machine.travel(at("2026-12-30"), tick=False):
        yield Year(city, matter, city.office, leader)
