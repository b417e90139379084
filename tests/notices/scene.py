"""Leaves, a given-up job, a message that may have gone out: for the tables that hold every address and operation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from tests import make

from fuyuantong.notices.models import DeadLetter, Delivery, Leave


class NoticeRows:
    """`leave` (of the watcher), `job` (given up), `delivery` (of which nobody knows): their ids."""

    def __init__(self, city: make.City) -> None:
        now = timezone.now()
        self.absent = city.watcher
        self.deputy = city.finance_clerk
        self.leave = Leave.objects.create(
            post_id=city.watcher.post, person_id=city.watcher.person, deputy_id=self.deputy.person,
            since_on=date(2027, 1, 4), until_on=date(2027, 1, 5), entered_by="甲", entered_at=now,
        ).pk  # fmt: skip
        self.job = DeadLetter.objects.create(
            job=77, name="notices.digest", tries=20, error="超时", final=True, first_at=now, at=now
        ).pk
        self.delivery = Delivery.objects.create(
            key="wecom-robot:x",
            channel="wecom-robot",
            unit=city.finance.pk,
            at=now,
            begun_at=now,
            unsure_at=now,
        ).pk

    def keys(self) -> dict[str, Any]:
        """The ids by the first words of operations' paths."""
        return {"leaves": self.leave, "unsure-deliveries": self.delivery}

    def bodies(self) -> dict[str, Any]:
        """A good body of every operation."""
        whose = {"post": self.absent.post, "person": self.absent.person, "deputy": self.deputy.person}
        return {
            "notices_prefer": {"digest_hour": 9, "quiet_from": 22, "quiet_until": 7, "channels": []},
            "notices_settle_dead_letter": {"remark": "已人工补发"},
            "notices_enter_account": {"account": "13900000001"},
            "notices_prove_account": {"code": "123456"},
            "notices_enter_leave": {name: str(key) for name, key in whose.items()}
            | {"since_on": "2027-12-01", "until_on": "2027-12-31", "reason": "学习"},
        }

    def values(self) -> dict[str, Any]:
        """What fills the addresses of pages."""
        return {"notices:end_leave.leave": self.leave, "delivery": self.delivery} | {
            f"notices:{name}.channel": "sms" for name in ("enter_account", "prove_account", "remove_account")
        }
