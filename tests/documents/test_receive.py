"""Receiving files: the catalogue of bad uploads (reliability §9 H), and what stays behind of each."""

from __future__ import annotations

import io
import os
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.documents import samples

import make
from fuyuantong.audit.models import Entry
from fuyuantong.common.refusals import Forbidden, NotFound, Refusal
from fuyuantong.common.uow import unit_of_work
from fuyuantong.documents import actions, duties, queries, storage
from fuyuantong.documents.kinds import IMPORTABLE, FileState
from fuyuantong.documents.models import Attachment, StoredFile
from fuyuantong.documents.names import marked_secret, safe_name

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def clerk():
    return make.actor()


def receive(actor, content: bytes, name: str, **more) -> StoredFile:
    with unit_of_work(actor) as uow:
        return actions.receive_upload(uow, SimpleUploadedFile("f", content), name, **more)


def refused(actor, content: bytes, name: str, **more) -> str:
    with pytest.raises(Refusal) as caught:
        receive(actor, content, name, **more)
    assert not StoredFile.objects.exists()
    assert list(storage.contents()) == [], "nothing may be opened"
    return caught.value.code


def test_a_sound_document_is_stored_under_its_hash_readable_by_nobody_else(clerk):
    content = samples.word()
    stored = receive(clerk, content, "反馈材料.docx")
    path = queries.open_file(stored)
    assert path.read_bytes() == content
    assert path.name == stored.sha256
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (stored.kind, stored.state, stored.by_unit_name) == ("docx", FileState.RELEASED, clerk.unit_name)
    assert list(storage.quarantine_folder().iterdir()) == []
    assert Entry.objects.get(kind="file.received").object_id == stored.pk


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("旧表.xls", samples.ole("Workbook")),
        ("扫描件.png", samples.png()),
        ("照片.jpeg", samples.jpeg()),
        ("说明.txt", "情况说明".encode()),
    ],
)
def test_pictures_and_plain_texts_are_taken(clerk, name, content):
    assert receive(clerk, content, name).state == FileState.RELEASED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("F01.pdf", b"MZ\x90\x00" + bytes(200)),
        ("F01b.pdf", b"<html>%PDF-1.7 <script>alert(1)</script>"),
        ("F01c.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>"),
        ("F01d.docx", b"MZ\x90\x00" + bytes(200)),
        ("F02.html", b"<html><script>alert(1)</script></html>"),
        ("F02.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("F04.pdf.exe", b"%PDF-1.7"),
        ("没有扩展名", b"text"),
        ("archive.zip", b"PK\x05\x06" + bytes(18)),
        ("picture.png", samples.jpeg()),
        ("old.xls", b"not ole"),
        ("old.doc", b"not ole"),
    ],
)
def test_what_is_not_what_its_name_says_or_not_allowed_is_refused(clerk, name, content):
    assert refused(clerk, content, name) == "E-FILE-TYPE"


def test_a_web_page_is_taken_for_import_only(clerk):
    page = "<html><body><p>一、推进联动机制建设。</p></body></html>".encode()
    assert refused(clerk, page, "policy.html") == "E-FILE-TYPE"
    assert receive(clerk, page, "policy.html", allow=IMPORTABLE).kind == "html"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("F05.txt", samples.eicar(), "E-FILE-MALWARE"),
        ("F06.png", samples.png(10_000, 50_000), "E-IMG-PIXELS"),
        ("F06.jpg", samples.jpeg(50_000, 10_000), "E-IMG-PIXELS"),
        ("short.png", samples.png()[:20], "E-IMG-CORRUPT"),
        ("short.jpg", samples.jpeg()[:12], "E-IMG-CORRUPT"),
        ("F09.docx", samples.word(inner_dot_zip=b"PK\x05\x06" + bytes(18)), "E-ZIP-NESTED"),
        ("F09.docx", samples.word_with_link(), "E-ZIP-LINK"),
        ("D01.docx", b"", "E-FILE-EMPTY"),
        ("D02.docx", samples.word()[: len(samples.word()) // 2], "E-FILE-CORRUPT"),
        ("D04.docx", samples.word(word__vbaProject_dot_bin=b"x"), "E-FILE-MACRO"),
        ("old.xls", samples.ole("_VBA_PROJECT"), "E-FILE-MACRO"),
        ("old.doc", samples.ole("_VBA_PROJECT"), "E-FILE-MACRO"),
        ("D05.docx", samples.word(word__a_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "E-XML-DTD"),
        ("D10.docx", samples.word(**{"..__..__x": b"x"}), "E-ZIP-PATH"),
        ("机密★三年.docx", samples.word(), "E-FILE-SECRET"),
        ("通知.docx", samples.word("机密★三年"), "E-FILE-SECRET"),
        ("通知.txt", "秘密★1年\n关于……的通知".encode(), "E-FILE-SECRET"),
    ],
)
def test_harmful_and_forbidden_files_are_refused_with_their_code(clerk, name, content, code):
    assert refused(clerk, content, name) == code


def test_words_about_secrets_are_no_mark_of_secrecy(clerk):
    assert not marked_secret("商业秘密保护工作方案.docx")
    assert receive(clerk, samples.word("加强商业秘密司法保护"), "商业秘密保护工作方案.docx").pk


def test_a_scan_without_text_is_evidence_all_the_same(clerk):
    import pypdfium2

    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    out = io.BytesIO()
    blank.save(out)
    assert receive(clerk, out.getvalue(), "盖章页.pdf").kind == "pdf"


def test_the_cap_holds_while_the_file_streams_in(clerk, settings):
    settings.FYT_UPLOAD_MAX_BYTES = 1024 * 1024

    class Endless(io.RawIOBase):
        given = 0

        def read(self, n=-1):
            Endless.given += n
            return b"x" * n

    with pytest.raises(Refusal) as caught, unit_of_work(clerk) as uow:
        actions.receive_upload(uow, Endless(), "big.txt")
    assert (caught.value.code, caught.value.status) == ("E-FILE-SIZE", 413)
    assert Endless.given <= 1024 * 1024 + storage.CHUNK
    assert list(storage.quarantine_folder().iterdir()) == []


def test_a_stream_cut_short_leaves_no_orphan(clerk):
    class Cut(io.RawIOBase):
        calls = 0

        def read(self, n=-1):
            Cut.calls += 1
            if Cut.calls > 2:
                raise OSError("the connection is gone")
            return b"x" * n

    with pytest.raises(OSError, match="gone"), unit_of_work(clerk) as uow:
        actions.receive_upload(uow, Cut(), "cut.txt")
    assert list(storage.quarantine_folder().iterdir()) == []
    short = SimpleUploadedFile("f", b"abc")
    short.size = 10
    with pytest.raises(Refusal) as caught, unit_of_work(clerk) as uow:
        actions.receive_upload(uow, short, "cut.txt")
    assert caught.value.code == "E-FILE-CUT"


def test_a_missing_file_is_said_so(clerk):
    with pytest.raises(Refusal, match="没有收到文件"), unit_of_work(clerk) as uow:
        actions.receive_upload(uow, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../a.docx", "a.docx"),
        ("C:\\公文\\a.docx", "a.docx"),
        ("a\x00b.docx", "ab.docx"),
        ("CON.docx", "_CON.docx"),
        ("证据😀.docx", "证据😀.docx"),
        ("公\u202ecod.exe.docx", "公cod.exe.docx"),
        ("a<b>:c.docx", "a_b__c.docx"),
        ("...", "未命名"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_names_are_made_safe_and_keep_what_people_read(given, kept):
    assert safe_name(given) == kept


@given(st.text(max_size=400))
def test_no_name_has_a_meaning_for_a_file_system(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\\x00\n\r"<>|?*:')
    assert safe not in {".", ".."}
    assert safe_name(safe) == safe


def test_the_same_file_from_two_units_is_stored_once_and_neither_can_tell():
    one, other = make.actor(), make.actor()
    content = samples.word()
    first, second = receive(one, content, "甲.docx"), receive(other, content, "乙.docx")
    assert first.path == second.path
    assert first.pk != second.pk
    assert (second.name, second.by_unit) == ("乙.docx", other.unit)
    assert len(list(storage.contents())) == 1
    with pytest.raises(NotFound):
        queries.own_upload(other, first.pk)


def test_a_refused_file_is_noted_with_who_and_why_and_kept_for_a_look(clerk):
    assert refused(clerk, samples.eicar(), "F05.txt") == "E-FILE-MALWARE"
    assert duties.note_refusals(timezone.now()) == 1
    assert duties.note_refusals(timezone.now()) == 0
    stored = StoredFile.objects.get()
    assert (stored.state, stored.reason, stored.by_person) == (
        FileState.REFUSED,
        "E-FILE-MALWARE",
        clerk.person,
    )
    assert (storage.quarantine_folder() / stored.quarantined).is_file()
    assert Entry.objects.get(kind="file.refused").result == "refused"
    with pytest.raises(NotFound):
        queries.open_file(stored)
    with pytest.raises(NotFound), unit_of_work(clerk) as uow:
        actions.attach(uow, stored, "matter", stored.pk)


def test_a_note_read_twice_makes_one_row(clerk):
    refused(clerk, samples.eicar(), "F05.txt")
    (note,) = storage.quarantine_folder().glob("*.json")
    kept = note.read_bytes()
    duties.note_refusals(timezone.now())
    note.write_bytes(kept)
    assert duties.note_refusals(timezone.now()) == 0
    assert StoredFile.objects.count() == Entry.objects.filter(kind="file.refused").count() == 1


def test_nothing_of_a_classified_file_stays(clerk):
    secret = "机密★三年\n此件内容".encode()
    assert refused(clerk, secret, "通知.txt") == "E-FILE-SECRET"
    duties.note_refusals(timezone.now())
    assert StoredFile.objects.get().quarantined == ""
    assert list(storage.quarantine_folder().iterdir()) == []


def age(path: Path, **ago) -> None:
    moment = time.time() - timedelta(**ago).total_seconds()
    os.utime(path, (moment, moment))


def test_contents_without_a_row_are_swept_after_a_day(clerk):
    kept = receive(clerk, samples.word("甲"), "甲.docx")
    with pytest.raises(RuntimeError), unit_of_work(clerk) as uow:
        lost = actions.receive_upload(uow, SimpleUploadedFile("f", samples.word("乙")), "乙.docx")
        raise RuntimeError
    assert lost.path.exists()
    assert duties.sweep(timezone.now()) == 0, "it might still be under way"
    age(kept.path, hours=25)
    age(lost.path, hours=25)
    assert duties.sweep(timezone.now()) == 1
    assert kept.path.exists()
    assert not lost.path.exists()


def test_quarantine_is_emptied_after_its_time(clerk):
    refused(clerk, samples.eicar(), "F05.txt")
    duties.note_refusals(timezone.now())
    held = storage.quarantine_folder() / StoredFile.objects.get().quarantined
    half = storage.quarantine_folder() / "half-received.docx"
    half.write_bytes(b"x")
    age(held, days=29)
    age(half, days=2)
    assert duties.sweep(timezone.now()) == 1
    assert held.exists()
    age(held, days=31)
    assert duties.sweep(timezone.now()) == 1
    assert not held.exists()


def test_a_file_is_attached_once_by_the_one_who_sent_it(clerk):
    stored = receive(clerk, samples.word(), "甲.docx")
    subject = make.unit().pk
    with unit_of_work(clerk) as uow:
        first = actions.attach(uow, stored, "matter", subject, "证据", stream=f"matter:{subject}")
        assert actions.attach(uow, stored, "matter", subject, "证据", stream=f"matter:{subject}") == first
    assert Entry.objects.filter(stream=f"matter:{subject}", kind="file.attached").count() == 1
    (row,) = queries.attachments_of("matter", [subject])[subject]
    assert (row.file.name, row.label, row.by_unit_name) == ("甲.docx", "证据", clerk.unit_name)
    assert queries.attachment("matter", subject, row.pk) == row
    with pytest.raises(NotFound):
        queries.attachment("matter", stored.pk, row.pk)
    with pytest.raises(Forbidden), unit_of_work(make.actor()) as uow:
        actions.attach(uow, stored, "matter", subject)
    assert Attachment.objects.count() == 1


@override_settings(ROOT_URLCONF="tests.documents.upload_urls", FYT_UPLOAD_MAX_BYTES=100_000)
def test_a_form_s_file_over_the_cap_is_refused_with_413_and_not_stored(client):
    sound = client.post("/upload", {"file": SimpleUploadedFile("a.txt", b"x" * 99_000)})
    assert sound.json() == {"sizes": [99_000]}
    answer = client.post(
        "/upload", {"file": SimpleUploadedFile("a.txt", b"x" * 100_001)}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "E-FILE-SIZE"
    assert answer.json()["saved"] == "本次未保存任何数据"


@override_settings(ROOT_URLCONF="tests.documents.upload_urls")
def test_too_many_files_at_once_are_refused(client):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)]
    answer = client.post("/upload", {"file": files}, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "E-FILE-COUNT")
    assert client.post("/upload", {"file": files[:100]}).status_code == 200


@override_settings(ROOT_URLCONF="tests.documents.upload_urls", FYT_UPLOAD_MAX_BYTES=100_000)
def test_no_page_sees_a_form_without_the_file_that_was_cut_off_and_what_was_typed_is_kept(client):
    sent = {"text": "第一季度进展如下", "file": SimpleUploadedFile("a.txt", b"x" * 100_001)}
    answer = client.post("/upload", sent)
    assert answer.status_code == 413
    assert "第一季度进展如下" in answer.content.decode()
    assert "sizes" not in answer.content.decode()
