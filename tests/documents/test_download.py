"""Handing files out: as a download, under a name every browser reads, with no right to run anything."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

import make
from fuyuantong.common.refusals import NotFound
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents import actions, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with unit_of_work(make.actor()) as uow:
        return actions.receive_upload(
            uow, SimpleUploadedFile("f", "<b>正文</b>".encode()), '反馈"甲";材料.txt'
        )


def test_a_download_runs_nothing_and_is_kept_by_nobody(stored):
    answer = serving.download_response(stored)
    with contextlib.closing(answer):
        assert b"".join(answer.streaming_content).decode() == "<b>正文</b>"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; ")


def test_a_page_taken_in_for_import_is_never_handed_out_as_one(stored):
    stored.kind = "html"
    with contextlib.closing(serving.download_response(stored)) as answer:
        assert answer["Content-Type"] == "application/octet-stream"


def test_the_caller_chooses_the_name(stored):
    with contextlib.closing(serving.download_response(stored, "反馈.txt")) as answer:
        assert "filename*=UTF-8''%E5%8F%8D%E9%A6%88.txt" in answer["Content-Disposition"]


def test_a_file_that_is_gone_does_not_exist(stored):
    stored.path.unlink()
    with pytest.raises(NotFound):
        serving.download_response(stored)


@given(st.text(min_size=1, max_size=200))
def test_every_name_makes_one_sound_header(name):
    header = serving.disposition(name)
    assert header.isascii()
    assert header.isprintable()
    found = re.fullmatch(r"attachment; filename=\"([^\"]*)\"; filename\*=UTF-8''([^ ;\"]+)", header)
    assert found
    assert unquote(found[2]) == serving.safe_name(name)
