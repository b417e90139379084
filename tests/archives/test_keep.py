"""Volumes of a year are filed once, kept as long as the table or the office says, and destroyed only then."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from tests import make
from tests.make import do

from archives.conftest import LATER, Year
from fuyuantong.archives import actions, queries
from fuyuantong.archives.kinds import YEARS, Retention, Source, expires
from fuyuantong.archives.models import Destruction, Filing, Volume
from fuyuantong.archives.printing import destruction_list, directory, printed
from fuyuantong.archives.rules import proposed, rules
from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Conflict, Forbidden, NotFound, Refusal
from fuyuantong.documents.models import Attachment, StoredFile
from fuyuantong.documents.queries import open_file
from fuyuantong.matters.models import Matter

WORDS = {"opinion": "已无保存价值", "appraisers": "林知远、沈南星"}


def words_of(pdf: bytes) -> str:
    return "".join(
        "".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(io.BytesIO(pdf))
    )


@given(st.integers(1990, 2100), st.sampled_from(list(Retention)))
def test_a_term_is_that_many_whole_years_after_the_year_of_the_volume(year: int, term: Retention) -> None:
    last = expires(year, term)
    if term == Retention.PERMANENT:
        assert last is None
    else:
        assert last is not None
        assert (last.year - year, last.month, last.day) == (YEARS[term], 12, 31)


def test_every_kind_of_source_has_a_term_and_the_table_says_that_it_is_unchecked() -> None:
    assert {proposed(source, "whatever").retention for source in Source} <= set(Retention)
    assert proposed(Source.MEETING, "decision").retention == Retention.PERMANENT
    assert proposed(Source.PLAN, "").retention == Retention.PERMANENT
    assert not rules().checked


def test_a_year_is_filed_once_with_its_directory(year: Year) -> None:
    volume = year.file()["matter"]
    assert (volume.number, volume.year, volume.title) == (1, 2026, year.matter.title)
    assert (volume.retention, volume.expires_on) == ("y30", date(2056, 12, 31))
    assert volume.papers == 2
    with zipfile.ZipFile(open_file(volume.file)) as packed:
        names = packed.namelist()
    assert any("卷内目录" in name for name in names)
    assert any("方案.txt" in name for name in names)
    filing = Filing.objects.get()
    assert (filing.state, filing.done, filing.total) == ("ready", 1, 1)
    with pytest.raises(Refusal, match="没有需要立卷"):
        do(year.keeper, actions.start_filing, 2026)
    printed_words = words_of(printed(directory("临江市司法局", 2026, [volume]), "pdf"))
    assert "2026年度案卷目录" in printed_words
    assert "30年" in printed_words


def test_who_does_not_see_the_papers_does_not_see_the_volume(year: Year) -> None:
    volume = year.file()["matter"]
    for stranger in (year.city.housing_chief, make.actor(year.city.justice, roles=("auditor",))):
        with pytest.raises(NotFound):
            queries.volume_of(stranger, volume.pk)
    Matter.objects.filter(pk=year.matter.pk).update(scope="named")
    with pytest.raises(NotFound):
        queries.volume_of(year.keeper, volume.pk)
    with pytest.raises(Forbidden):
        do(make.actor(year.city.justice, roles=("clerk",)), actions.start_filing, 2026)


def test_the_office_changes_a_term_with_a_reason_only(year: Year) -> None:
    volume = year.file()["matter"]
    with pytest.raises(Refusal, match="理由"):
        do(year.keeper, actions.set_retention, volume.pk, "y10", reason=" ")
    row: Any = do(year.keeper, actions.set_retention, volume.pk, "y10", reason="一般性事务")
    assert (row.retention, row.proposed, row.expires_on) == ("y10", "y30", date(2036, 12, 31))
    kept: Any = do(year.keeper, actions.set_retention, volume.pk, "permanent", reason="典型案件")
    assert kept.expires_on is None


def test_nothing_is_proposed_for_destruction_before_its_time_nor_what_is_kept_for_ever(year: Year) -> None:
    volume = year.file()["matter"]
    do(year.keeper, actions.set_retention, volume.pk, "y10", reason="一般性事务")
    with time_machine.travel("2036-12-31T10:00:00+08:00", tick=False):
        assert not queries.due_for_appraisal(year.keeper, date(2036, 12, 31)).exists()
        with pytest.raises(Refusal, match="期满后才能鉴定"):
            do(year.keeper, actions.propose, [volume.pk], **WORDS)
    with time_machine.travel(LATER, tick=False):
        assert queries.due_for_appraisal(year.keeper, LATER.date()).get() == volume
        do(year.keeper, actions.set_retention, volume.pk, "permanent", reason="典型案件")
        assert not queries.due_for_appraisal(year.keeper, LATER.date()).exists()
        with pytest.raises(Refusal, match="永久"):
            do(year.keeper, actions.propose, [volume.pk], **WORDS)


@pytest.fixture
def proposal(year: Year) -> Destruction:
    volume = year.file()["matter"]
    do(year.keeper, actions.set_retention, volume.pk, "y10", reason="一般性事务")
    with time_machine.travel(LATER, tick=False):
        return do(year.keeper, actions.propose, [volume.pk], **WORDS)  # type: ignore[return-value]


def test_what_is_destroyed_leaves_its_line_on_the_trail_and_nothing_else(
    year: Year, proposal: Destruction
) -> None:
    volume = Volume.objects.select_related("file").get()
    with time_machine.travel(LATER, tick=False):
        with pytest.raises(Conflict):
            do(year.keeper, actions.carry_out, proposal.pk, watchers=["甲", "乙"])
        do(year.leader, actions.approve, proposal.pk)
        paper = words_of(printed(destruction_list(queries.destruction_view(year.keeper, proposal.pk)), "pdf"))
        assert "档案销毁清册" in paper
        assert "监销人（两人）" in paper
        with pytest.raises(Refusal, match="两名监销人"):
            do(year.keeper, actions.carry_out, proposal.pk, watchers=["甲", "甲 "])
        do(year.keeper, actions.carry_out, proposal.pk, watchers=["甲", "乙"])
    assert not Volume.objects.exists()
    assert not Attachment.objects.filter(subject_id=year.matter.pk).exists()
    assert not StoredFile.objects.filter(pk=volume.file_id).exists()
    left = Entry.objects.get(kind="archive.destroyed")
    assert left.data["title"] == year.matter.title
    assert left.data["sha256"] == volume.file.sha256
    assert left.data["approved_by"] == year.leader.name
    assert Matter.objects.filter(pk=year.matter.pk).exists(), "the line in the ledger stays"


def test_a_leader_decides_and_nobody_decides_what_he_proposed(year: Year, proposal: Destruction) -> None:
    with time_machine.travel(LATER, tick=False):
        with pytest.raises(Forbidden):
            do(year.keeper, actions.approve, proposal.pk)
        with pytest.raises(NotFound):
            do(year.city.housing_chief, actions.approve, proposal.pk)
        do(year.leader, actions.refuse, proposal.pk, words="再留五年")
        volume = Volume.objects.get()
        assert volume.destruction is None
        again: Any = do(year.leader, actions.propose, [volume.pk], **WORDS)
        with pytest.raises(Forbidden, match="提请销毁的人不能审批"):
            do(year.leader, actions.approve, again.pk)


def test_a_leader_without_an_account_decides_on_paper_and_the_paper_goes_along(
    year: Year, proposal: Destruction
) -> None:
    with time_machine.travel(LATER, tick=False):
        scan = SimpleUploadedFile("清册.txt", "同意".encode())
        told = {"by": "顾怀民", "words": "同意", "on": LATER.date()}
        row: Any = do(year.keeper, actions.record_decision, proposal.pk, scan, **told)
        assert (row.state, row.recorded_by, row.scan.name) == ("approved", year.keeper.name, "清册.txt")
        do(year.keeper, actions.drop, proposal.pk)
    assert Volume.objects.get().destruction is None
