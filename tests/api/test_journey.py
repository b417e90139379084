"""From a unit's key to a finished task, through the API alone."""

from __future__ import annotations

import pytest

from api.calling import V1, Caller, handed_out
from fuyuantong.audit.models import Entry


def code(answer) -> str:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return answer.json()["code"]


def test_a_task_goes_from_hand_out_to_write_off(city, with_key):
    office, housing, chief = with_key(city.office), with_key(city.housing_clerk), with_key(city.housing_chief)
    handed = handed_out(office, city)
    lead = handed["lead"]
    path = f"/obligations/{lead['id']}"

    assert housing.get("/me").json()["unit_name"] == "市住建局"
    assert housing.get("/worklists").json()["counts"]["todo"] == 1
    shown = housing.get(path)
    assert shown.headers["ETag"] == f'"{shown.json()["version"]}"'
    assert {v["verb"] for v in shown.json()["verbs"]} >= {"sign", "petition"}

    signed = housing.send(f"{path}/sign", {}, version=lead["version"])
    assert signed.status_code == 200, signed.content
    assert signed.json()["state"] == "working"
    assert signed.headers["ETag"] == f'"{signed.json()["version"]}"'

    part = f"/obligations/{handed['part']['id']}"
    finance = with_key(city.finance_clerk)
    at = finance.send(f"{part}/sign", {}, version=handed["part"]["version"]).json()["version"]
    replied = finance.send(f"{part}/submit", {"text": "已配合"}, version=at)
    assert replied.status_code == 200, replied.content.decode()
    assert housing.send(f"{part}/accept", {}, version=replied.json()["version"]).status_code == 200

    now = housing.get(path).json()["version"]
    told = housing.send(f"{path}/submit", {"text": "已制定并印发"}, version=now)
    assert told.status_code == 200, told.content.decode()
    assert told.json()["state"] == "reviewing"
    now = chief.send(f"{path}/approve", {}, version=told.json()["version"]).json()["version"]
    accepted = office.send(f"{path}/accept", {"remark": "同意"}, version=now)
    assert accepted.json()["state"] == "done", accepted.content.decode()

    whole = office.get(f"/matters/{handed['matter']}").json()
    mine = next(row for row in whole["obligations"] if row["id"] == lead["id"])
    assert [f["state"] for f in mine["feedback"]] == ["accepted"]
    assert mine["clocks"][0]["proof"], "a date without its proof"
    kinds = [row["kind"] for row in office.get(f"/matters/{handed['matter']}/timeline").json()["items"]]
    assert kinds.count("obligation.accept") == 2
    assert kinds[-1] == "matter.opened"


def test_a_stale_version_is_refused_with_what_changed(city, with_key):
    handed = handed_out(with_key(city.office), city)
    housing = with_key(city.housing_clerk)
    path, seen = f"/obligations/{handed['lead']['id']}", handed["lead"]["version"]
    assert housing.send(f"{path}/sign", {}, version=seen).status_code == 200
    late = housing.send(f"{path}/report", {"text": "进展"}, version=seen)
    assert late.status_code == 409
    assert code(late) == "E-VERSION"
    assert "市住建局" in late.json()["errors"][0]["message"]
    assert "签收" in late.json()["errors"][0]["message"]


def test_a_change_without_a_version_is_refused(city, with_key):
    handed = handed_out(with_key(city.office), city)
    answer = with_key(city.housing_clerk).send(f"/obligations/{handed['lead']['id']}/sign", {})
    assert answer.status_code == 428
    assert code(answer) == "E-VERSION-MISSING"


def test_the_same_key_gives_the_same_answer_and_one_effect(city, with_key):
    office = with_key(city.office)
    body = {"mechanism": "annual-plan-item", "linkage": city.linkage.code, "title": "只应登记一次"}
    first = office.send("/matters", body, key="one-time-key-1")
    again = office.send("/matters", body, key="one-time-key-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(office.get("/matters").json()["items"]) == 1
    other = office.send("/matters", {**body, "title": "另一件"}, key="one-time-key-1")
    assert other.status_code == 422
    assert code(other) == "E-IDEMPOTENCY-REUSED"


def test_two_keys_of_one_unit_do_not_share_their_idempotency_keys(city, with_key):
    body = {"mechanism": "annual-plan-item", "linkage": city.linkage.code, "title": "两个密钥"}
    made = {
        with_key(city.office).send("/matters", body, key="same-key-for-both").json()["id"] for _ in range(2)
    }
    assert len(made) == 2


def test_an_old_answer_is_not_given_to_somebody_who_lost_the_right(city, with_key):
    from fuyuantong.organs.models import Post

    handed = handed_out(with_key(city.office), city)
    housing = with_key(city.housing_clerk)
    path, seen = f"/obligations/{handed['lead']['id']}/sign", handed["lead"]["version"]
    assert housing.send(path, {}, version=seen, key="sign-once-only").status_code == 200
    assert housing.send(path, {}, version=seen, key="sign-once-only").status_code == 200
    Post.objects.filter(pk=city.housing_clerk.post).update(roles=["readonly"])
    answer = housing.send(path, {}, version=seen, key="sign-once-only")
    assert answer.status_code == 403
    assert "签收" in answer.json()["title"]


def test_files_go_up_and_come_down_by_the_sight_of_their_matter(city, with_key):
    from django.core.files.uploadedfile import SimpleUploadedFile

    office, market = with_key(city.office), with_key(city.market_clerk)
    handed = handed_out(office, city)
    files = f"{V1}/matters/{handed['matter']}/files"
    upload = {"file": SimpleUploadedFile("说明.txt", "对接流程说明".encode()), "label": "说明"}
    made = office.client.post(files, upload, headers={**office.headers, "Idempotency-Key": "upload-number-1"})
    assert made.status_code == 201, made.content.decode()
    number = made.json()["id"]
    down = office.get(f"/matters/{handed['matter']}/files/{number}")
    assert b"".join(down.streaming_content) == "对接流程说明".encode()
    assert market.get(f"/matters/{handed['matter']}/files/{number}").status_code == 404


def test_every_act_leaves_a_line_on_the_trail_with_its_request(city, with_key):
    handed = handed_out(with_key(city.office), city)
    answer = with_key(city.housing_clerk).send(
        f"/obligations/{handed['lead']['id']}/sign", {}, version=handed["lead"]["version"]
    )
    entry = Entry.objects.get(request_id=answer.headers["X-Request-Id"], kind="obligation.sign")
    assert entry.unit == city.housing.pk
    assert entry.person_name.startswith("接口")


def test_a_session_needs_its_csrf_token(city, signed_in):
    caller = signed_in(city.office)
    caller.client.handler.enforce_csrf_checks = True
    body = {"mechanism": "annual-plan-item", "linkage": city.linkage.code, "title": "会话登记"}
    refused = caller.send("/matters", body)
    assert refused.status_code == 403
    assert code(refused) == "E-CSRF"
    caller.client.cookies["csrftoken"] = "a" * 32
    taken = caller.send("/matters", body, X_CSRFToken="a" * 32)
    assert taken.status_code == 201, taken.content


def test_a_key_reaches_no_further_than_its_scopes(city, with_key):
    reader = with_key(city.office, "matters:read")
    assert reader.get("/matters").status_code == 200
    answer = reader.send("/matters", {"mechanism": "annual-plan-item", "linkage": "x", "title": "不行"})
    assert answer.status_code == 403
    assert code(answer) == "E-SCOPE"
    assert code(reader.get("/plans")) == "E-SCOPE"


def test_a_bad_key_and_no_key_are_told_how_to_come_in(city, with_key):
    for caller in (Caller(), Caller("fyt_wrong"), Caller("密钥")):
        answer = caller.get("/matters")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_caller_in_a_hurry_is_slowed_down(city, with_key, settings):
    settings.FYT_API_PER_MINUTE = 3
    caller = with_key(city.office)
    answers = [caller.get("/me") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert with_key(city.judge).get("/me").status_code == 200


@pytest.mark.inventory("L18", proof="page")
def test_who_is_named_in_a_reply_is_masked_like_every_personal_field(city, with_key):
    """落实专人 names a private person's particulars: the reply's other fields are told, this one is not."""
    from fuyuantong.matters.models import Feedback
    from fuyuantong.matters.queries.answers import answers_of, beside_the_text

    court, housing = with_key(city.judge), with_key(city.housing_clerk)
    body = {"mechanism": "judicial-recommendation", "linkage": city.linkage.code, "title": "规范送达"}
    made = court.send("/matters", body | {"units": {"发出单位": [str(city.court.pk)]}}).json()

    def act(name: str, version: int, **more):
        answer = court.send(f"/matters/{made['id']}/acts", {"act": name, **more}, version=version)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    items = [{"问题": "送达回证不齐", "建议": "统一样式"}]
    now = act("提请审议", made["version"], values={"建议类型": "综合治理类", "建议事项": items})
    paper = {"建议书文号": "临法建〔2026〕12号", "签发日期": "2026-03-01"}
    now = act("编号签发", now["version"], values=paper)
    sent = act("送达", now["version"], values={"被建议单位": [str(city.housing.pk)]})
    path = f"/obligations/{sent['made'][0]}"
    at = housing.send(f"{path}/sign", {}, version=housing.get(path).json()["version"]).json()["version"]
    answers = {
        "落实专人": "丁某", "回复文号": "临建函〔2026〕8号", "采纳情况": "全部采纳",
        "逐条答复": [{"条目": "1", "答复": "采纳"}],
    }  # fmt: skip
    told = housing.send(f"{path}/submit", {"text": "已整改", "answers": answers}, version=at)
    assert told.status_code == 200, told.content.decode()
    shown = housing.get(path)
    assert "丁某" not in shown.content.decode()
    assert shown.json()["feedback"][0]["answers"]["落实专人"] == "•••"
    assert shown.json()["feedback"][0]["answers"]["回复文号"] == "临建函〔2026〕8号"
    assert [
        one["id"] for one in court.get("/matters", mechanism="judicial-recommendation").json()["items"]
    ] == [made["id"]]
    row = Feedback.objects.get()
    assert row.answers["落实专人"] == "丁某"
    assert ("落实专人", "•••") in beside_the_text(row.obligation, row)
    assert answers_of(row.obligation, row)["采纳情况"] == "全部采纳"
