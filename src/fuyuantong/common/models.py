"""Rows that every room needs: remembered requests and remembered jobs."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.ids import new_id


class RememberedRequest(models.Model):
    """One act done under an idempotency key, kept 30 days.

    Inserted in the transaction of the act itself, so that a repeated request finds either nothing (the
    first one rolled back) or the answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    operation = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "operation", "key"], name="common_request_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="common_request_age")]


class RememberedJob(models.Model):
    """A job that was deferred under this key; a second one with the same key is not."""

    key = models.CharField(primary_key=True, max_length=255)
    created_at = models.DateTimeField()


class Heartbeat(models.Model):
    """When a background duty last ran; a silent scheduler is shown to all staff (reliability: P6c)."""

    duty = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField()
