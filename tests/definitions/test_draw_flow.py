"""The drawing is well-formed, says the same in words, and marks the present stage with shape and word."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from tests.definitions.base import BASE, SAMPLES

from fuyuantong.definitions.drawing import describe, draw_mermaid, draw_svg
from fuyuantong.definitions.flow import HEIGHT, WIDTH, boxes, edges
from fuyuantong.definitions.reading import read
from fuyuantong.definitions.shelf import mechanism_files

SVG = "{http://www.w3.org/2000/svg}"
FILES = [*mechanism_files(), *sorted(SAMPLES.glob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_stage_and_move_is_drawn_inside_the_frame_and_no_boxes_overlap(path) -> None:
    m = read(path.read_text())
    root = ET.fromstring(draw_svg(m))
    groups = [g.get("class", "") for g in root.iter(f"{SVG}g")]
    assert sum("flow-stage" in g for g in groups) == len(m.stages)
    assert sum("flow-edge" in g for g in groups) == len(edges(m))
    width = float(root.get("width"))
    placed = boxes(m)
    assert all(0 < box.x < width for box in placed)
    assert len({(box.x, box.y) for box in placed}) == len(placed)
    for label in root.iter(f"{SVG}text"):
        if label.get("class") == "flow-label":
            half = sum(12 if ord(sign) > 255 else 7 for sign in label.text or "") / 2
            x, y = float(label.get("x")), float(label.get("y"))
            behind = [
                box
                for box in placed
                if box.x - half < x < box.x + WIDTH + half and box.y - 2 < y < box.y + HEIGHT + 9
            ]
            assert not behind, label.text
    for stage in [g for g in root.iter(f"{SVG}g") if "flow-stage" in g.get("class", "")]:
        words = stage.find(f"{SVG}text")
        assert all(
            sum(int(words.get("font-size", 14)) * (1 if ord(sign) > 255 else 0.6) for sign in line.text)
            <= WIDTH - 8
            for line in words
        ), "".join(stage.itertext())


def test_the_present_stage_is_marked_and_named_for_those_who_do_not_see() -> None:
    m = read(BASE)
    root = ET.fromstring(draw_svg(m, present="办理中", passed=["登记"]))
    now = [g for g in root.iter(f"{SVG}g") if "is-now" in g.get("class", "")]
    assert [g.get("aria-current") for g in now] == ["step"]
    assert "".join(now[0].itertext()).strip() == "● 办理中"
    done = [g for g in root.iter(f"{SVG}g") if "is-done" in g.get("class", "")]
    assert "".join(done[0].itertext()).strip() == "✓ 登记"
    assert root.find(f"{SVG}title").text == "试验机制的流程"
    assert root.find(f"{SVG}desc").text == describe(m, "办理中")
    assert describe(m, "办理中") == (
        "现处于办理中。自登记起：登记经交办到办理中；待审核经办结到已办结；办理中经办理（全部）到待审核。终点：已办结。"
    )


def test_stages_stand_right_of_those_that_lead_to_them() -> None:
    m = read(BASE)
    assert [box.key for box in sorted(boxes(m), key=lambda b: b.x)] == ["登记", "办理中", "待审核", "已办结"]


def test_names_cannot_break_the_drawing() -> None:
    text = BASE.replace("机制: 试验机制", "机制: '<script>&\"'").replace("登记: {}", "登记: {名称: '<b>&'}")
    root = ET.fromstring(draw_svg(read(text)))
    assert not list(root.iter("script"))
    assert "<b>&" in "".join(root.itertext())


def test_mermaid_text_has_one_line_per_stage_and_move() -> None:
    assert draw_mermaid(read(BASE)).splitlines() == [
        "flowchart LR",
        '  s0["登记"]',
        '  s1["办理中"]',
        '  s2["待审核"]',
        '  s3(["已办结"])',
        '  s0 -->|"交办"| s1',
        '  s2 -->|"办结"| s3',
        '  s1 -.->|"办理（全部）"| s2',
    ]
