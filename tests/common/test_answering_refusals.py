"""What an edge answers when something is refused: page, htmx, API; nothing leaks."""

from __future__ import annotations

import json
import re

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from fuyuantong.common import errors
from fuyuantong.common.middleware import Refusals, RequestId
from fuyuantong.common.refusals import BadInput, Conflict, FieldError, Forbidden, NotFound, Refusal

TAKEN = Conflict("E-TAKEN", "该任务已被别人签收。", hint="请刷新后查看。")


def ask(path="/x/", method="get", data=None, **headers):
    request = getattr(RequestFactory(), method)(path, data or {}, headers=headers)
    RequestId(lambda r: HttpResponse())(request)
    return request


def refuse(request, refusal):
    return Refusals(lambda r: HttpResponse()).process_exception(request, refusal)


def test_a_page_says_what_happened_what_to_do_and_that_nothing_was_saved():
    request = ask()
    response = refuse(request, TAKEN)
    text = response.content.decode()
    assert response.status_code == 409
    for part in ("该任务已被别人签收。", "请刷新后查看。", "本次未保存任何数据", request.request_id):
        assert part in text


def test_the_title_starts_with_the_word_error():
    assert "<title>错误：该任务" in refuse(ask(), TAKEN).content.decode()


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 422, 428, 429, 503])
def test_every_status_has_its_page(status):
    assert refuse(ask(), Refusal("E-X", "不行。", status=status)).status_code == status


def test_typed_text_is_kept_and_secrets_are_not():
    request = ask(
        method="post",
        data={"opinion": "拟同意，\n请办", "password": "hunter2", "idempotency_key": "k1", "otp": "123456"},
    )
    text = refuse(request, TAKEN).content.decode()
    assert "拟同意，<br>请办" in text
    assert not any(secret in text for secret in ("hunter2", "k1<", "123456"))


def test_typed_markup_is_shown_as_text():
    text = refuse(ask(method="post", data={"opinion": "<script>x</script>"}), TAKEN).content.decode()
    assert "<script>x" not in text


def test_under_htmx_the_page_stays_and_only_the_sentence_is_put_above_it():
    response = refuse(ask(**{"HX-Request": "true"}), TAKEN)
    assert response["HX-Retarget"] == "#alerts"
    assert response["HX-Reselect"] == ".refusal"
    assert 'class="refusal"' in response.content.decode()


@pytest.mark.parametrize("ask_json", [{"path": "/api/v1/x"}, {"Accept": "application/json"}])
def test_the_api_gets_problem_json(ask_json):
    request = ask(**ask_json)
    error = FieldError("E-DATE-NONEXIST", "2月没有30日。", pointer="/due", row=3)
    response = refuse(request, BadInput("E-FORM", "有一处要改。", hint="请改正后重发。", errors=[error]))
    body = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert body == {
        "type": "urn:fuyuantong:problem:E-FORM",
        "title": "有一处要改。",
        "status": 400,
        "code": "E-FORM",
        "detail": "有一处要改。请改正后重发。",
        "errors": [{"pointer": "/due", "row": 3, "code": "E-DATE-NONEXIST", "message": "2月没有30日。"}],
        "request_id": request.request_id,
        "saved": "本次未保存任何数据",
    }


def test_what_does_not_exist_and_what_may_not_be_known_look_the_same():
    def body(request, response):
        return response.content.decode().replace(request.request_id, "")

    first, second, third = ask("/matters/1/"), ask("/nowhere/?a=1"), ask("/z/", "post", {"a": "typed"})
    pages = {
        body(first, refuse(first, NotFound())),
        body(second, errors.not_found(second)),
        body(third, refuse(third, NotFound())),
    }
    assert len(pages) == 1


def test_an_unforeseen_failure_shows_a_plain_page_without_its_cause():
    request = ask()
    assert refuse(request, RuntimeError("/srv/secret.py")) is None, "Django logs it and asks handler500"
    response = errors.failed(request)
    assert response.status_code == 500
    assert request.request_id in response.content.decode()
    assert errors.failed(ask("/api/v1/x"))["Content-Type"] == "application/problem+json"


def test_a_lost_database_is_told_as_such_without_details():
    response = refuse(ask(), OperationalError("connection to 10.0.0.7 failed"))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "10.0.0.7" not in response.content.decode()


def test_too_much_data_is_413_and_other_bad_requests_are_400():
    assert errors.bad_request(ask(), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(ask(), ValueError()).status_code == 400
    assert errors.csrf_failed(ask(), "reason: cookie").status_code == 403
    assert "cookie" not in errors.csrf_failed(ask(), "reason: cookie").content.decode()
    assert errors.forbidden(ask()).status_code == 403


def test_every_answer_carries_the_number_of_its_request():
    seen = []

    def view(request):
        seen.append(request.request_id)
        return HttpResponse()

    first, second = (RequestId(view)(RequestFactory().get("/"))["X-Request-Id"] for _ in range(2))
    assert seen == [first, second]
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{32}", first)


def test_a_session_that_ended_leads_the_whole_page_to_sign_in():
    def ended(request):
        return HttpResponseRedirect("/sign-in/?next=/ledger/%3Fpiece%3D1")

    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ledger/?q=1"}
    response = RequestId(ended)(RequestFactory().get("/ledger/?piece=1", headers=headers))
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fledger%2F%3Fq%3D1"
    assert response.status_code == 200
    assert RequestId(ended)(RequestFactory().get("/ledger/"))["Location"].startswith("/sign-in/")


def test_other_redirects_inside_htmx_stay_as_they_are():
    response = RequestId(lambda r: HttpResponseRedirect("/ledger/"))(
        RequestFactory().get("/", headers={"HX-Request": "true"})
    )
    assert (response.status_code, response["Location"]) == (302, "/ledger/")


class Due(forms.Form):
    due = forms.CharField()


def test_a_refusal_is_shown_inside_the_form_at_the_field_it_names():
    form = Due({"due": "2026-02-30"})
    assert form.is_valid()
    error = FieldError("E-DATE", "日期不存在。", pointer="/due", hint="请改。")
    errors.add_to_form(form, BadInput("E-FORM", "有错。", errors=[error]))
    assert form.errors == {"due": ["日期不存在。请改。"]}
    other = Due({"due": "x"})
    assert other.is_valid()
    errors.add_to_form(other, Forbidden("不能办。", hint=""))
    assert other.non_field_errors() == ["不能办。"]
