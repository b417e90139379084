"""Money on pages: thousands in threes and two decimals, as in accounts, whatever the language."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"
