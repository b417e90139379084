"""Head, warnings, organisation, and the laws that hold for every text."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.policies import build_formats, labels
from fuyuantong.documents.reading import read_file
from fuyuantong.plans.extraction import parse_text
from fuyuantong.plans.parse_command import main

ROOT = Path(__file__).parents[3]
SEEDS = Path(os.environ.get("FYT_SEEDS", ROOT.parent / "shared" / "seeds"))
NEEDS_SEEDS = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the real documents are not at {SEEDS}")

NOTICE = """临江市人民政府办公室
临政办发〔2026〕12号
关于印发2026年府院联动工作要点的通知
各县（区）人民政府，市直各部门：
现印发给你们，请认真贯彻执行。
临江市人民政府办公室 临江市中级人民法院办公室
2026年3月5日
2026年府院联动工作要点
一、健全机制
1.建立会商机制。定期会商。（责任单位：市法院、市司法局）
"""


def test_the_head_is_read():
    d = parse_text(NOTICE)
    assert (d.title, d.notice) == ("2026年府院联动工作要点", "关于印发2026年府院联动工作要点的通知")
    assert d.issuers == ("临江市人民政府办公室", "临江市中级人民法院办公室")
    assert (d.number, d.issued_on) == ("临政办发〔2026〕12号", "2026-03-05")
    assert [i.path for i in d.items] == [("一、健全机制",)]


def test_advertising_is_flagged_and_not_read_into_names():
    text = "1.推进共享。建设平台。（责任单位：市司法局某某娱乐平台下载、市法院）\n2.加强保障某某娱乐平台下载。落实经费。"
    d = parse_text(text)
    assert [u.name for u in d.items[0].responsible] == ["市司法局", "市法院"]
    spam = [w for w in d.warnings if w.code == "spam-text"]
    assert [w.text for w in spam] == ["某某娱乐平台下载"] * 2
    assert all(text[w.span[0] : w.span[1]] == w.text for w in spam)


@pytest.mark.parametrize(
    "words", ["以习新时代思想为指导", "严格执行《社区矫》规定", "报告市委和市会，并通报"]
)
def test_missing_words_are_flagged(words):
    assert "missing-words" in [w.code for w in parse_text(f"1.加强学习。{words}。").warnings]


def test_whole_words_are_not_flagged():
    text = "以习近平新时代中国特色社会主义思想为指导，执行《社区矫正法》，报告市委和市人大常委会。"
    assert parse_text(text).warnings == ()


def test_the_organisation_its_meetings_and_duties_are_read():
    text = (
        "一、组织机构\n（一）联席会议第一召集人：县长。\n（二）联席会议办公室设在县司法局，办公室主任由县司法局局长担任。联络员为县法院行政庭庭长。\n"
        "二、会议\n定期联席会议每半年召开一次。专题会议不定期召开。\n三、成员单位职责\n（一）牵头单位对事项负总责。\n（二）配合单位积极配合。"
    )
    d = parse_text(text)
    assert {s.role: s.who for s in d.organisation} == {
        "第一召集人": ("县长",),
        "办公室": ("县司法局",),
        "办公室主任": ("县司法局局长",),
        "联络员": ("县法院行政庭庭长",),
    }
    assert [(m.name, m.every) for m in d.meetings] == [("定期联席会议", "half-year"), ("专题会议", None)]
    assert [x.who for x in d.duties] == ["牵头单位", "配合单位"]


def laws(text: str) -> None:
    d = parse_text(text, file="x").to_json()
    json.dumps(d)
    starts = [i["span"][0] for i in d["items"]]
    assert starts == sorted(starts)
    for w in d["warnings"]:
        assert 0 <= w["at"][0] < w["at"][1] <= len(text)
        assert text[w["at"][0] : w["at"][1]].translate(FOLD) == w["text"].translate(FOLD)
    for item in d["items"]:
        s, e = item["span"]
        assert 0 <= s < e <= len(text)
        for role in ("lead", "responsible", "partners"):
            assert len(item[role]) == len(item["spans"][role])
            for name, (a, b) in zip(item[role], item["spans"][role], strict=True):
                assert 0 <= a < b <= len(text)
                if not d["warnings"]:
                    assert "".join(text[a:b].split()) == name
        for target, (a, b) in zip(item["targets"], item["spans"]["targets"], strict=True):
            assert a < b <= len(text)
            if not d["warnings"]:
                assert "".join(text[a:b].split()) == target["raw"]
        if item["parent_index"] is not None:
            up = d["items"][item["parent_index"]]
            assert up["no"] == item["parent"]
            assert up["span"][0] <= s
            assert e <= up["span"][1]


FOLD = {ord("\r"): "\n"}
WORDS = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "2、",
        "①",
        "（1）",
        "第三条",
        "牵头单位：",
        "责任单位：",
        "配合单位",
        "完成时限：",
        "（",
        "）",
        "【",
        "】",
        "市司法局",
        "市法院",
        "各县（市、区）政府",
        "牵头",
        "负责",
        "会同",
        "由",
        "等",
        "和",
        "、",
        "，",
        "。",
        "；",
        "\n",
        "\n\n",
        "\t",
        " ",
        "2026年6月底前",
        "每季度",
        "长期坚持",
        "90%以上",
        "至少3次",
        "序号",
        "任务",
        "机制",
        "\r\n",
        "《",
        "》",
        "列第一位者为牵头单位",
        "官网入口",
        "市",
        "局",
        "\u2028",
        "𠮷",
        "2026年",
        "13月",
        "\x00",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join))
def test_spans_quote_what_they_say_for_texts_of_the_genre(text):
    laws(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_nothing_raises_on_any_text(text):
    laws(text)


def test_lone_surrogates_do_not_raise():
    laws("1.甲\ud800乙。（市司法局）")


@NEEDS_SEEDS
def test_the_real_documents_reach_their_figures():
    gold = {}
    for line in (SEEDS / "gold.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        gold.setdefault(item["doc"], []).append(item)
    parses = {doc: (SEEDS / doc).read_text("utf-8") for doc in gold}
    result = labels.score({d: (t, parse_text(t).to_json()["items"]) for d, t in parses.items()}, gold)
    assert result["not_found"] == 0
    assert min(result[m]["f1"] for m in ("lead", "responsible", "deadline")) >= 0.97
    assert result["targets"]["f1"] >= 0.9
    assert result["exact"] >= 0.93


@NEEDS_SEEDS
def test_all_real_documents_keep_the_laws():
    for path in sorted(SEEDS.glob("*.txt")):
        laws(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policies")
    build_formats.build(folder)
    return folder


@pytest.mark.parametrize("held", [False, True])
def test_the_labelled_documents_reach_their_figures(policies, held):
    gold = {d: items for d, items in labels.gold().items() if (d in labels.heldout()) == held}
    parses = {}
    for doc in gold:
        text = read_file(policies / doc).text
        parses[doc] = (text, parse_text(text).to_json()["items"])
    result = labels.score(parses, gold)
    assert min(result[m]["f1"] for m in ("lead", "responsible", "deadline")) >= 0.97
    assert result["targets"]["f1"] >= 0.9
    assert result["exact"] >= 0.93


def test_the_command_prints_one_document_a_file_in_order_and_exits_1_for_a_refusal(tmp_path, capsys):
    good, bad = tmp_path / "a.txt", tmp_path / "b.docx"
    good.write_text(NOTICE, "utf-8")
    bad.write_bytes(b"")
    assert main(["--json", str(good), str(bad), str(good)]) == 1
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [o["file"] for o in out] == [str(good), str(bad), str(good)]
    assert out[1].keys() == {"file", "error"}
    assert out[1]["error"]["code"] == "E-FILE-EMPTY"
    assert out[0]["items"][0]["responsible"] == ["市法院", "市司法局"]


def test_the_command_prints_the_text_that_offsets_count_in(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_bytes(NOTICE.replace("\n", "\r\n").encode("gb18030"))
    assert main(["--text", str(path)]) == 0
    assert capsys.readouterr().out == NOTICE + "\n"


def test_the_summary_says_when_no_task_was_found(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("今天天气很好。", "utf-8")
    assert main([str(path)]) == 0
    assert "未识别到任务" in capsys.readouterr().out


def test_parsing_loads_no_database(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(NOTICE, "utf-8")
    code = (
        "import sys; from fuyuantong.plans.parse_command import main; main(sys.argv[1:]);"
        "sys.exit('django' in sys.modules or 'psycopg' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, "--json", str(path)], check=True, stdout=subprocess.DEVNULL)
