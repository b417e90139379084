"""What a unit writes in its reply where the scenario leaves it open: something of the right type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from fuyuantong.definitions.kinds import Field, FieldType, Mechanism, Task
from fuyuantong.matters.actions.replying import ITEM_ANSWERS


def answers_for(
    mechanism: Mechanism,
    task: Task,
    fields: dict[str, Any],
    given: dict[str, Any],
    day: date,
    chance: Random,
    own: Callable[[str, Any], Any],
) -> dict[str, Any]:
    """The given answers of the task's own fields, and made-up ones for what the task demands.

    `own` gives a made-up value of a field the matter's own number.
    """
    answers = {key: value for key, value in given.items() if key in task.reply_fields or key == ITEM_ANSWERS}
    for key in task.reply_requires:
        if not answers.get(key):
            answers[key] = own(key, value_of(mechanism.field(key), day, chance))
    if task.item_field and ITEM_ANSWERS not in answers:
        choices = task.item_answers or ("采纳",)
        answers[ITEM_ANSWERS] = [
            {"条目": n, "答复": chance.choice(choices)}
            for n, _item in enumerate(fields.get(task.item_field) or [], 1)
        ]
    return answers


def value_of(field: Field, day: date, chance: Random) -> Any:
    """A made-up value of a field (JSON)."""
    simple: dict[FieldType, Any] = {
        FieldType.DATE: day.isoformat(),
        FieldType.MOMENT: f"{day.isoformat()}T10:00+08:00",
        FieldType.NUMBER: chance.randrange(1, 60),
        FieldType.MONEY: chance.randrange(1, 500) * 10_000,
        FieldType.PERCENT: chance.randrange(40, 100),
        FieldType.FLAG: True,
        FieldType.DOC_NO: f"临模函〔{day.year}〕{chance.randrange(1, 400)}号",
        FieldType.CASE_NO: f"（{day.year}）临0102行初{chance.randrange(1, 900)}号",
    }
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return chance.choice(field.options)
    value = simple.get(field.type, f"{field.key}（模拟）")
    return [value] if field.many or field.type is FieldType.ITEMS else value
