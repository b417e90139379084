"""The two ways without HTTP, for real: a view in another database, files that somebody carries."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import psycopg
import pytest
from tests import make

from enforcement import scene
from enforcement.conftest import HOUR, ask, run
from fuyuantong.enforcement import actions
from fuyuantong.enforcement.adapters import Garbage, Unknowable, read_answer, view
from fuyuantong.enforcement.models import Asset, Call
from fuyuantong.enforcement.packing import packets_of
from fuyuantong.notices.channels.calling import NotTaken, Unheard

TABLE = """
CREATE SCHEMA share;
CREATE TABLE share.cars (number text, klass text, title text, reference text, value numeric, owner text, fund text);
INSERT INTO share.cars VALUES
  (%s, 'vehicle', '轿车（虚构）', '临A00001', 80000, 'debtor', NULL),
  (%s, 'house', '不在协议内的房产', 'F-1', 1, 'debtor', NULL),
  ('110105194912310010', 'vehicle', '别人的车', '临A00002', 1, 'debtor', NULL);
CREATE VIEW share.vehicles AS SELECT * FROM share.cars;
GRANT USAGE ON SCHEMA share TO PUBLIC;
GRANT SELECT ON share.vehicles TO PUBLIC;
"""


@pytest.mark.django_db
@pytest.mark.inventory("E01", proof="receive")
def test_a_view_in_another_database_answers_for_one_number_and_the_agreed_classes(
    city, partner, case, settings, fresh_database, monkeypatch
) -> None:
    owner = psycopg.connect(fresh_database["DATABASE_OWNER_URL"], autocommit=True)
    number = scene.NUMBER
    for statement in TABLE.split(";\n"):
        owner.execute(statement, [number] * statement.count("%s"))
    told = {"kind": "view", "dsn": fresh_database["DATABASE_URL"], "view": "share.vehicles", "retry": 1}
    settings.FYT_OUTSIDE["sources"]["view"] = told
    scene.source(city, ("vehicle",), unit=city.market.pk, link="view", title="车辆登记")
    ask(city, case, "vehicle")
    assert run()[0].state == "found"
    assert [(a.title, a.value, a.fund) for a in Asset.objects.all()] == [("轿车（虚构）", 80_000, "plain")]

    (call,) = Call.objects.all()
    packet, link = packets_of([call])[call.pk], view.DatabaseView(told)
    owner.execute("UPDATE share.cars SET owner = 'nobody'")
    with pytest.raises(Garbage):
        read_answer(call.number, link.send(packet) or b"")
    owner.execute("UPDATE share.cars SET number = 'x'")
    assert read_answer(call.number, link.send(packet) or b"").result == "none"
    owner.execute("REVOKE SELECT ON share.vehicles FROM PUBLIC")
    with pytest.raises(NotTaken) as certain:  # nothing was read: it is tried again
        link.send(packet)
    assert not isinstance(certain.value, Unheard)
    owner.execute("GRANT SELECT ON share.vehicles TO PUBLIC")
    owner.execute("UPDATE share.cars SET number = %s", [number])
    owner.execute(
        "CREATE OR REPLACE VIEW share.vehicles AS SELECT c.* FROM share.cars c, LATERAL pg_sleep(2)"
    )
    monkeypatch.setattr(view, "_SECONDS", 1)
    with pytest.raises(Unheard):  # it may have been read, and a view keeps no numbers: a person asks there
        link.send(packet)
    with pytest.raises(Unknowable):
        link.ask(call.number)
    owner.close()


def _drop(folder: Path, number: str, answer: bytes, digest: str = "") -> None:
    (folder / f"{number}.json").write_bytes(answer)
    if digest:
        (folder / f"{number}.sha256").write_text(digest)


@pytest.mark.django_db
def test_files_count_only_when_whole_and_are_cleared_and_taken_once(city, partner, case, tmp_path) -> None:
    scene.source(city, ("provident",), link="files")
    ask(city, case, "provident")
    (call,) = run()
    back = tmp_path / "in"
    item = {"klass": "provident", "title": "公积金账户", "reference": "GJJ-1", "value": "1"}
    answer = json.dumps({"number": call.number, "result": "found", "items": [item]}).encode()
    good = hashlib.sha256(answer).hexdigest()
    _drop(back, call.number, answer[:40])
    assert run(after=HOUR)[0].state == "asked"  # half of it, and no digest yet
    _drop(back, call.number, answer[:40], good)
    assert run(after=2 * HOUR)[0].state == "asked"  # perhaps still being copied
    os.utime(back / f"{call.number}.json", (0, 0))
    assert run(after=3 * HOUR)[0].state == "failed"
    assert not Asset.objects.exists()
    make.do(city.judge, actions.settle_call, call.pk, arrived=True, text="电话核实：重新投递")
    _drop(back, call.number, answer, good)
    assert run(after=4 * HOUR)[0].state == "found"
    assert not list(back.iterdir())
    assert not list((tmp_path / "out").iterdir())
    _drop(back, call.number, answer, good)  # brought a second time
    run(after=5 * HOUR)
    assert Asset.objects.count() == 1
    assert [c.state for c in Call.objects.all()] == ["found"]
