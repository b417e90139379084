"""Components print what they are given: shape and word together, labels tied to fields, text escaped."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from fuyuantong.common import parts
from fuyuantong.common.context import NavEntry, Shell


def show(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("tone", sorted(parts.TONES))
def test_a_tag_carries_a_shape_and_a_word(tone):
    picture, word = parts.TONES[tone]
    out = show("{% tag tone %}", tone=tone)
    assert f"icons.svg#{picture}" in out
    assert str(word) in out


@pytest.mark.parametrize("colour", sorted(parts.LAMPS))
def test_a_lamp_carries_a_shape_and_a_word_and_leads_to_its_rows(colour):
    out = show("{% lamp colour '' '/rows/' %}", colour=colour)
    assert f"icons.svg#{parts.LAMPS[colour][0]}" in out
    assert str(parts.LAMPS[colour][1]) in out
    assert 'href="/rows/"' in out


def test_lamps_and_open_tags_differ_in_shape_not_only_in_colour():
    assert len({shape for shape, _word in parts.LAMPS.values()}) == len(parts.LAMPS)
    alarming = [parts.TONES[t][0] for t in ("run", "soon", "over", "done", "paused", "late", "wait")]
    assert len(set(alarming)) == len(alarming)


@pytest.mark.parametrize(("value", "shown"), [(60, 60), (-5, 0), (140, 100), (None, 0), (33.4, 33)])
def test_a_bar_stays_between_nothing_and_everything(value, shown):
    assert f'value="{shown}"' in show("{% bar v %}", v=value)


def test_words_from_people_are_escaped_everywhere():
    bad = "<b onmouseover=x>"
    event = parts.Event(bad, bad, bad, bad, files=[parts.File(bad, "/f")], recorded=bad)
    face = parts.ClockFace(bad, bad, bad, basis=bad, proof=[parts.ProofStep(bad, bad, bad, bad, [bad])])
    out = show(
        "{% tag 'run' b %}{% kpis k %}{% timeline e %}{% clock f %}{% pairs p %}{% card b more=b %}x{% endcard %}{% fold b %}x{% endfold %}",
        b=bad, k=[parts.Kpi(bad, bad, "/", note=bad, oldest=bad)], e=[event], f=face, p=[parts.Pair(bad, bad)],
    )  # fmt: skip
    assert "<b onmouseover" not in out


def test_a_due_date_unfolds_its_proof():
    step = parts.ProofStep("顺延", "民法典第203条", "11-21", "11-23", ["11-21", "11-22"])
    out = show(
        "{% clock f %}", f=parts.ClockFace("回复期限", "2026-11-23", "剩 1 天", "soon", 97, proof=[step])
    )
    for part in ("期限怎么算的", "民法典第203条", "跳过 2 天", "2026-11-23"):
        assert part in out


class Form(forms.Form):
    due = forms.DateField(label="期限", help_text="年-月-日")
    kind = forms.ChoiceField(label="结论", choices=[("a", "通过")], widget=forms.RadioSelect)


def test_a_wrong_field_names_its_error_and_the_summary_leads_to_it():
    form = Form({"due": "2026-02-30"})
    out = show("{% error_summary form %}{% field form.due %}{% field form.kind %}", form=form)
    assert 'href="#id_due"' in out
    assert 'aria-invalid="true"' in out
    assert 'aria-describedby="id_due_help id_due_error"' in out
    assert 'id="id_due_error"' in out
    assert "<legend>结论" in out
    assert "data-focus" in out


def test_a_form_not_sent_yet_has_no_summary():
    assert show("{% error_summary form %}", form=Form()).strip() == ""


def test_each_printing_of_a_form_has_its_own_key():
    first, second = show("{% idempotency_key %}"), show("{% idempotency_key %}")
    assert first != second
    assert 'value="abc"' in show("{% idempotency_key 'abc' %}")


def test_the_choice_of_columns_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/l/?q=甲&unit=1&unit=2&cols=x&after=c")
    out = show("{% columns c %}", request=request, c=[parts.Column("title", "事项", fixed=True)])
    assert 'name="q" value="甲"' in out
    assert out.count('name="unit"') == 2
    assert 'name="after"' not in out


def test_icons_named_in_our_templates_exist():
    import re
    from pathlib import Path

    import fuyuantong.common as room

    folder = Path(room.__path__[0])
    known = set(re.findall(r'id="([^"]+)"', (folder / "static/common/icons.svg").read_text()))
    used = {
        name
        for page in folder.parent.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', page.read_text())
    }
    assert used - known == set()
    assert {shape for shape, _ in (*parts.TONES.values(), *parts.LAMPS.values())} <= known


def test_preferences_that_we_do_not_know_are_ignored():
    request = RequestFactory().get("/")
    request.COOKIES.update(fyt_size='"><script>', fyt_theme="neon")
    shell = Shell(request)
    assert (shell.size, shell.theme, shell.color_scheme) == ("standard", "auto", "light dark")


@override_settings(ROOT_URLCONF="fuyuantong.common.urls")
def test_an_entry_whose_page_does_not_exist_is_left_out(monkeypatch):
    from fuyuantong.common import context

    monkeypatch.setattr(
        context, "_entries", [NavEntry("无", "nowhere:at-all", "home"), NavEntry("有", "preferences", "gear")]
    )
    assert [link.href for link in Shell(RequestFactory().get("/")).nav] == ["/preferences/"]


def test_the_longest_fitting_entry_is_the_present_one(monkeypatch):
    from fuyuantong.common import context

    monkeypatch.setattr(
        context, "_entries", [NavEntry(v, v, "home") for v in ("/", "/plans/", "/plans/import/")]
    )
    monkeypatch.setattr(context, "address", lambda view: view)
    present = [link.href for link in Shell(RequestFactory().get("/plans/import/7/")).nav if link.current]
    assert present == ["/plans/import/"]
    assert not any(link.current for link in Shell(RequestFactory().get("/other/")).nav)
