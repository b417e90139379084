"""Tags of the page components (docs/build/frontend.md). `{% load ui %}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fuyuantong.common import parts
from fuyuantong.common.ids import new_id

register = template.Library()


def _icon(name: str, css: str = "icon") -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("common/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one picture of the sprite `common/icons.svg`; decoration only, words stand beside it."""
    return _icon(name)


@register.simple_tag
def shape(tone: str) -> SafeString:
    """Draw the shape that belongs to a tone, without a word (the word must stand beside it)."""
    return _icon(parts.TONES.get(tone, parts.TONES["note"])[0], f"shape t-{tone}")


@register.simple_tag
def tag(tone: str, word: str = "", title: str = "") -> SafeString:
    """A state as shape and word: `{% tag "over" %}` 超期, `{% tag "run" "办理中" %}`."""
    picture, usual = parts.TONES.get(tone, parts.TONES["note"])
    hover = format_html(' title="{}"', title) if title else ""
    return format_html(
        '<span class="badge t-{}"{}>{}{}</span>', tone, hover, _icon(picture, "shape"), word or usual
    )


@register.simple_tag
def lamp(colour: str, word: str = "", href: str = "", title: str = "") -> SafeString:
    """A lamp as light, shape and word; a link to the rows behind it when `href` is given."""
    picture, usual = parts.LAMPS.get(colour, parts.LAMPS["grey"])
    inside = format_html('<i class="bulb">{}</i>{}', _icon(picture, "shape"), word or usual)
    hover = format_html(' title="{}"', title) if title else ""
    if href:
        return format_html('<a class="lamp l-{}" href="{}"{}>{}</a>', colour, href, hover, inside)
    return format_html('<span class="lamp l-{}"{}>{}</span>', colour, hover, inside)


@register.simple_tag
def bar(value: float | None, tone: str = "run", label: str = "") -> SafeString:
    """A progress bar, 0–100, with its figure."""
    share = max(0, min(100, round(value or 0)))
    return format_html(
        '<span class="bar t-{}"><progress max="100" value="{}" aria-label="{}"></progress>'
        "<span>{}%</span></span>",
        tone,
        share,
        label or gettext("进度"),
        share,
    )


@register.simple_tag
def idempotency_key(key: UUID | str | None = None) -> SafeString:
    """The one-time key of a form: the second of two equal submissions answers like the first."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', key or new_id())


@register.simple_tag
def draft_key(*names: object) -> str:
    """The name of a text's draft in the browser's store: what it belongs to, joined."""
    return ":".join(str(name) for name in names)


@register.inclusion_tag("components/crumbs.html")
def crumbs(items: Sequence[parts.Crumb]) -> dict[str, Any]:
    return {"crumbs": [parts.Crumb(gettext("首页"), "/"), *items]}


@register.inclusion_tag("components/kpis.html")
def kpis(items: Iterable[parts.Kpi]) -> dict[str, Any]:
    """A strip of figures, each a link to the rows behind it, with the oldest of them."""
    return {"kpis": list(items)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[parts.Tab], label: str, target: str = "") -> dict[str, Any]:
    """Tabs as links; `target` (say `#list`) must contain the tabs too, so that they change together."""
    return {"tabs": list(items), "label": label, "target": target}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[parts.Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("components/files.html")
def files(items: Iterable[parts.File]) -> dict[str, Any]:
    return {"files": items}


@register.inclusion_tag("components/clock.html")
def clock(face: parts.ClockFace) -> dict[str, Any]:
    """A term with its due date, what is left, and the proof to unfold (期限怎么算的)."""
    return {"clock": face}


@register.inclusion_tag("components/pairs.html")
def pairs(items: Iterable[parts.Pair]) -> dict[str, Any]:
    """A description list in two columns."""
    return {"pairs": items}


@register.inclusion_tag("components/stages.html")
def stages(items: Iterable[parts.Stage]) -> dict[str, Any]:
    """The strip of stages above a matter, with the present one marked."""
    return {"stages": items}


@register.inclusion_tag("components/month.html")
def month(sheet: parts.Month) -> dict[str, Any]:
    return {"month": sheet}


@register.inclusion_tag("components/paging.html")
def paging(page: parts.Paging) -> dict[str, Any]:
    """Key paging: neighbours by link, never page numbers."""
    return {"page": page}


@register.inclusion_tag("components/empty.html")
def empty(state: parts.Empty) -> dict[str, Any]:
    return {"empty": state}


@register.inclusion_tag("components/columns.html", takes_context=True)
def columns(context: Context, items: Iterable[parts.Column]) -> dict[str, Any]:
    """The choice of columns, as a GET form that keeps the rest of the query."""
    query: QueryDict = context["request"].GET
    kept = [(k, v) for k in query if k not in ("cols", "after", "before") for v in query.getlist(k)]
    return {"columns": items, "kept": kept}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label, control, help and errors, tied together for those who cannot see them."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    check = isinstance(widget, CheckboxInput)
    identity = bound.id_for_label or bound.auto_id
    described = " ".join(
        [f"{identity}_help"] * bool(bound.help_text) + [f"{identity}_error"] * bool(bound.errors)
    )
    attributes: dict[str, Any] = {}
    if described and not group:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "hidden": bound.is_hidden,
        "widget": bound.as_widget(attrs=attributes),
        "id": identity,
        "label": bound.label,
        "help": bound.help_text,
        "errors": bound.errors,
        "required": bound.field.required and not check,
        "check": check,
        "group": group,
        "long": isinstance(widget, Textarea),
        "described": described,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """The box above a form that lists what is wrong, with links to the fields; takes the focus."""
    problems: list[dict[str, str]] = []
    for name, errors in form.errors.items() if form is not None and form.is_bound else ():
        if form is not None and name in form.fields:
            bound = form[name]
            place, label = str(bound.id_for_label or bound.auto_id), str(bound.label)
        else:
            place, label = "", ""
        problems += [{"id": place, "label": label, "text": str(text)} for text in errors]
    return {"problems": problems}


@register.simple_block_tag
def card(content: str, title: str = "", more: str = "", href: str = "", css: str = "") -> SafeString:
    """`{% card "标题" more="查看台账" href=url %}…{% endcard %}`; `css`: flush, tall, span2, span3."""
    head = ""
    if title:
        link = format_html('<a class="card-more" href="{}">{}</a>', href, more) if href else ""
        note = format_html('<span class="card-more">{}</span>', more) if more and not href else link
        head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, note)
    return format_html(
        '<section class="card {}">{}<div class="card-body">{}</div></section>', css, head, content
    )


@register.simple_block_tag
def table_box(content: str, label: str, css: str = "") -> SafeString:
    """A box in which a wide table scrolls by itself; with `css="tall"` its head stays in view."""
    return format_html(
        '<div class="table-box {}" tabindex="0" role="region" aria-label="{}">{}</div>', css, label, content
    )


@register.simple_block_tag
def filters(content: str, count: int = 0) -> SafeString:
    """The filter bar: always open on a desktop, behind 筛选 on a phone. Put a GET form inside."""
    chosen = format_html('<span class="count">{}</span>', count) if count else ""
    return format_html(
        '<div class="filters no-print"><input type="checkbox" id="filters-open" class="sr fold">'
        '<label class="button small only-phone" for="filters-open">{}{}{}</label>'
        '<div class="filters-body">{}</div></div>',
        _icon("filter"),
        gettext("筛选"),
        chosen,
        content,
    )


@register.simple_block_tag
def batch(content: str, form: str) -> SafeString:
    """The bar of batch acts under a list; its buttons belong to the form with id `form`."""
    return format_html(
        '<div class="batch no-print" role="group" aria-label="{}">'
        '<label class="check"><input type="checkbox" data-select-all="{}"> {}</label>'
        '<span class="batch-count" data-selected="{}" aria-live="polite"></span>{}</div>',
        gettext("批量办理"),
        form,
        gettext("全选本页"),
        form,
        content,
    )


@register.simple_block_tag
def fold(content: str, summary: str, css: str = "") -> SafeString:
    """A dialog without a script: a fold-out form beside its button."""
    return format_html(
        '<details class="fold {}"><summary class="button {}">{}</summary>'
        '<div class="fold-body">{}</div></details>',
        css,
        css,
        summary,
        content,
    )
