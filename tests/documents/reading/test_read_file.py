"""Files good and bad: what is read, and what is refused with which code."""

import io
import os
import signal
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import openpyxl
import pytest

from fuyuantong.common.refusals import Refusal
from fuyuantong.documents.reading import Limits, parent, read_file, read_in_child
from fuyuantong.documents.reading.kinds import codes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, body in parts.items():
            z.writestr(name, body)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    document = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    named = {f"word/{k}.xml": v for k, v in parts.items()}
    return package({"[Content_Types].xml": TYPES, "word/document.xml": document, **named})


def p(text: str, props: str = "") -> str:
    return f"<w:p>{props}<w:r><w:t>{text}</w:t></w:r></w:p>"


def refused(path: Path, **kw) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_file(path, **kw)
    assert caught.value.code in codes()
    assert caught.value.message.endswith("。")
    assert caught.value.hint
    return caught.value


def pdf(text: str = "", extra: bytes = b"") -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b">>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(f"{o:010d} 00000 n \n".encode() for o in offsets)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n" + str(start).encode() + b"\n%%EOF"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_text_is_read_in_its_encoding(tmp_path, encoding):
    text = "一、加强府院联动工作，推进信息共享。\n（责任单位：市司法局）"
    got = read_file(put(tmp_path, "a.txt", text.encode(encoding)))
    assert got.text == text
    assert got.kind == "txt"
    assert bool(got.notices) == (encoding == "gb18030")


def test_line_ends_become_line_feeds(tmp_path):
    assert read_file(put(tmp_path, "a.txt", "甲\r\n乙\r丙".encode())).text == "甲\n乙\n丙"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"", "E-FILE-EMPTY"),
        ("a.txt", "府院\x00联动".encode(), "E-TEXT-CONTROL"),
        ("a.txt", ("推进府院联动，" * 20).encode() + b"\xff\xfe\xfd" + ("工作" * 9).encode(), "E-ENCODING"),
        ("a.txt", b"   \n ", "E-DOC-NO-TEXT"),
        ("a.txt", "秘密★1年\n关于某事的通知".encode(), "E-FILE-SECRET"),
        ("a.txt", "机密\n关于某事的通知".encode(), "E-FILE-SECRET"),
        ("a.docx", b"\x89PNG\r\n\x1a\n", "E-FILE-TYPE"),
        ("a.pdf", b"PK\x03\x04", "E-FILE-CORRUPT"),
        ("a.docx", word(p("甲"))[:200], "E-FILE-CORRUPT"),
        ("a.docm", word(p("甲")), "E-FILE-MACRO"),
        (
            "a.docx",
            package({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>", "word/vbaProject.bin": b"x"}),
            "E-FILE-MACRO",
        ),
        ("a.docx", package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "E-XML-DTD"),
        (
            "a.docx",
            package(
                {"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
            ),
            "E-XML-DTD",
        ),
        ("a.docx", package({"word/document.xml": "<a/>", "../x": "y"}), "E-ZIP-PATH"),
        ("a.docx", package({"word/document.xml": "<a/>", "/etc/x": "y"}), "E-ZIP-PATH"),
        ("a.docx", package({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}), "E-ZIP-RATIO"),
        (
            "a.docx",
            package({"word/document.xml": "<a/>", **{f"x{n}": "" for n in range(2100)}}),
            "E-ZIP-ENTRIES",
        ),
        ("a.txt", word(p("甲")), "E-FILE-TYPE"),
        ("a.pdf", pdf(), "E-DOC-NO-TEXT"),
        ("a.pdf", pdf("x", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "E-PDF-ACTIVE"),
        ("a.pdf", pdf("x", b"/Names << /EmbeddedFiles << >> >>"), "E-PDF-ACTIVE"),
        ("a.pdf", b"%PDF-1.4\nnothing", "E-FILE-CORRUPT"),
        ("a.exe", b"MZ\x00\x00", "E-FILE-TYPE"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", "E-FILE-CORRUPT"),
    ],
)
def test_a_bad_file_is_refused_with_its_code(tmp_path, name, data, code):
    assert refused(put(tmp_path, name, data)).code == code


def test_broken_text_is_placed_by_line(tmp_path):
    data = "第一行推进府院联动工作\n第二行".encode() + b"\xff" + "推进府院联动工作".encode()
    assert "第 2 行" in refused(put(tmp_path, "a.txt", data)).message
    assert "第 2 行" in refused(put(tmp_path, "b.txt", "甲\n乙\x01".encode())).message


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path):
    path = put(tmp_path, "a.txt", b"a" * 2000)
    refusal = refused(path, limits=Limits(file_bytes=1000))
    assert (refusal.code, refusal.status) == ("E-FILE-SIZE", 413)


def test_too_long_a_text_names_the_limit(tmp_path):
    refusal = refused(put(tmp_path, "a.txt", "甲".encode() * 50), limits=Limits(characters=10))
    assert refusal.code == "E-DOC-LIMIT"
    assert "10" in refusal.message


def test_a_missing_file_is_refused(tmp_path):
    assert refused(tmp_path / "none.txt").code == "E-FILE-MISSING"


def test_a_linked_picture_on_the_network_is_refused_and_a_hyperlink_is_not(tmp_path):
    rel = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://x/{kind}" Target="http://example.invalid/a" TargetMode="External"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{p("甲乙")}</w:body></w:document>',
    }
    bad = package(parts | {"word/_rels/document.xml.rels": rel.format(kind="image")})
    good = package(parts | {"word/_rels/document.xml.rels": rel.format(kind="hyperlink")})
    assert refused(put(tmp_path, "a.docx", bad)).code == "E-FILE-EXTERNAL"
    assert read_file(put(tmp_path, "b.docx", good)).text == "甲乙"


def test_an_encrypted_workbook_is_refused(tmp_path):
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile

    assert msoffcrypto
    plain, locked = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt("secret", locked)
    refusal = refused(put(tmp_path, "a.xlsx", locked.getvalue()))
    assert refusal.code == "E-FILE-ENCRYPTED"
    assert "去除密码" in refusal.hint


def test_word_paragraphs_and_tables_come_in_order(tmp_path):
    document = docx.Document()
    document.add_paragraph("一、甲")
    table = document.add_table(rows=3, cols=3)
    for n, words in enumerate(["序号", "任务", "牵头单位", "1", "做事", "县司法局", "2", "又做", ""]):
        table.cell(n // 3, n % 3).text = words
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("二、乙")
    document.save(tmp_path / "a.docx")
    assert read_file(tmp_path / "a.docx").text.split("\n") == [
        "一、甲",
        "序号\t任务\t牵头单位",
        "1\t做事\t县司法局",
        "2\t又做\t县司法局",
        "二、乙",
    ]


def test_word_numbers_are_written_out_and_deletions_left_out(tmp_path):
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def at(level: int) -> str:
        return f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'

    deleted = "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    body = p("甲", at(0)) + p("乙", at(1)) + p("丙", at(1)) + p("丁", at(0)) + p("戊", at(1)) + deleted
    got = read_file(put(tmp_path, "a.docx", word(body, numbering=numbering)))
    assert got.text.split("\n") == ["一、甲", "1.乙", "2.丙", "二、丁", "1.戊", "留"]
    assert any("删除" in n for n in got.notices)


def test_text_boxes_are_read_and_footnotes_noticed(tmp_path):
    box = f"<w:p><w:r><w:t>外</w:t></w:r><w:r><w:pict><w:txbxContent>{p('框内任务')}</w:txbxContent></w:pict></w:r></w:p>"
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{p("注")}</w:footnote></w:footnotes>'
    got = read_file(put(tmp_path, "a.docx", word(box, footnotes=notes)))
    assert got.text == "外\n框内任务"
    assert any("脚注 1 条" in n for n in got.notices)


def test_a_workbook_is_rows_with_tabs_and_dates_as_officials_write_them(tmp_path):
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "任务", "牵头单位", "完成时间"])
    sheet.append([1, "清理\n积案", "市法院", dt.date(2026, 6, 30)])
    sheet.append([2, "建立机制", None, "长期坚持"])
    sheet.merge_cells("C2:C3")
    book.create_sheet("底稿").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    got = read_file(tmp_path / "a.xlsx")
    assert got.text.split("\n")[1:] == [
        "1\t清理 积案\t市法院\t2026年6月30日",
        "2\t建立机制\t市法院\t长期坚持",
    ]
    assert any("底稿" in n for n in got.notices)


def test_a_web_page_gives_its_main_text_and_its_table(tmp_path):
    page = (
        "<html><head><meta charset='gb2312'><title>x</title></head><body><nav>首页 "
        + "链接" * 20
        + "</nav><div id=m><h1>江北区要点</h1>"
        + "<p>一、推进府院联动。"
        + "工作内容" * 30
        + "</p><table><tr><th>序号</th><th>任务</th><th>单位</th></tr><tr><td>1</td><td>甲</td>"
        "<td rowspan=2>市法院</td></tr><tr><td>2</td><td>乙</td></tr></table></div><footer>版权</footer></body></html>"
    )
    got = read_file(put(tmp_path, "a.html", page.encode("gb18030")))
    assert got.encoding == "gb18030"
    assert "版权" not in got.text
    assert "首页" not in got.text
    assert "2\t乙\t市法院" in got.text.split("\n")


def test_ofd_text_comes_line_by_line(tmp_path):
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {ns}><ofd:Pages><ofd:Page BaseLoc="Pages/P0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/P0/Content.xml": f'<ofd:Page {ns}><ofd:TextObject Boundary="10 10 50 5"><ofd:TextCode Y="4">一、推进</ofd:TextCode></ofd:TextObject>'
        f'<ofd:TextObject Boundary="60 10 50 5"><ofd:TextCode Y="4">联动</ofd:TextCode></ofd:TextObject>'
        f'<ofd:TextObject Boundary="10 20 50 5"><ofd:TextCode Y="4">二、保障</ofd:TextCode></ofd:TextObject></ofd:Page>',
    }
    assert read_file(put(tmp_path, "a.ofd", package(parts))).text == "一、推进联动\n二、保障"


def test_pdf_lines_are_joined_and_page_numbers_dropped():
    from fuyuantong.documents.reading.portable import join_lines, strip_running

    pages = [
        ["临江市文件", "一、" + "甲" * 30, "乙" * 10 + "。", "- 1 -"],
        ["临江市文件", "丙" * 32, "丁" * 32, "— 2 —"],
        ["临江市文件", "戊" * 32, "二、己", "3"],
    ]
    lines = join_lines(strip_running(pages))
    assert lines == ["一、" + "甲" * 30 + "乙" * 10 + "。", "丙" * 32 + "丁" * 32 + "戊" * 32, "二、己"]


def test_pdf_text_is_read(tmp_path):
    assert "Hello" in read_file(put(tmp_path, "a.pdf", pdf("Hello 2026"))).text


def test_the_child_reads_what_this_process_reads(tmp_path):
    path = put(tmp_path, "a.docx", word(p("一、推进𠮷府院联动")))
    assert read_in_child(path) == read_file(path)


def test_the_child_hands_back_the_refusal(tmp_path):
    with pytest.raises(Refusal) as caught:
        read_in_child(put(tmp_path, "a.docx", word(p("甲"))[:200]))
    assert (caught.value.code, caught.value.status) == ("E-FILE-CORRUPT", 422)


def test_a_child_that_overruns_is_unreadable(tmp_path):
    long = put(tmp_path, "a.txt", "甲。".encode() * 2_000_000)  # a quarter of a second's reading
    with pytest.raises(Refusal, match="读取超时") as caught:
        read_in_child(long, seconds=0.001)
    assert caught.value.code == "E-FILE-UNREADABLE"


def test_a_reader_that_cannot_start_is_unreadable(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    monkeypatch.setattr(parent, "_readers", [])
    with pytest.raises(Refusal) as caught:
        read_in_child(put(tmp_path, "a.txt", "甲".encode()))
    assert caught.value.code == "E-FILE-UNREADABLE"


def test_a_killed_reader_is_replaced(tmp_path):
    path = put(tmp_path, "a.txt", "甲".encode())
    read_in_child(path)
    parent._readers[0].process.kill()
    assert read_in_child(path).text == "甲"


def test_a_reader_that_dies_as_it_is_asked_is_replaced(tmp_path, monkeypatch):
    """It seemed alive, and what was written to it can be written no more."""
    path = put(tmp_path, "a.txt", "甲".encode())
    read_in_child(path)
    (dying,) = parent._readers
    dying.process.kill()
    dying.process.wait()
    monkeypatch.setattr(dying, "alive", lambda: True)
    assert read_in_child(path).text == "甲"
    assert parent._readers[0] is not dying


def test_a_child_that_is_killed_dies_alone(tmp_path, monkeypatch):
    """Reading is in a process of its own: what kills it is E-FILE-UNREADABLE, and the next file is read."""
    monkeypatch.setattr(parent, "_readers", [])
    path = put(tmp_path, "a.txt", "甲".encode())
    reader = parent._Reader()
    parent._readers.append(reader)
    real = reader.hear
    killed = []

    def kill_the_child(until):
        answer = real(until)
        if "pid" in answer and not killed:
            killed.append(answer["pid"])
            os.kill(answer["pid"], signal.SIGKILL)
        return answer

    monkeypatch.setattr(reader, "hear", kill_the_child)
    big = put(tmp_path, "b.txt", "甲。".encode() * 400_000)
    with pytest.raises(Refusal) as caught:
        read_in_child(big)
    assert caught.value.code == "E-FILE-UNREADABLE"
    assert read_in_child(path).text == "甲"
    reader.end()


def test_many_readers_at_once_get_their_own_answers(tmp_path):
    paths = [put(tmp_path, f"{n}.txt", f"第{n}号".encode()) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        assert [r.text for r in pool.map(read_in_child, paths)] == [f"第{n}号" for n in range(12)]


def test_the_child_is_capped():
    import subprocess
    import sys

    code = (
        "import resource; from fuyuantong.documents.reading import child; child.confine();"
        "print(*(resource.getrlimit(r)[0] for r in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(1 << 30), "30", "0"]
