"""The trail's tables. The application's role may only read and insert entries and seals."""

from __future__ import annotations

from django.db import models

from fuyuantong.common.ids import new_id


class Entry(models.Model):
    """One line of the trail. `hash` covers every field below it in `audit/chain.py` and the line before.

    Units and people are kept as ids *and* as the names they bore then: old names stay on old papers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    object_version = models.IntegerField(null=True)
    person = models.UUIDField(null=True)
    person_name = models.CharField(max_length=60)
    post = models.UUIDField(null=True)
    post_name = models.CharField(max_length=80, blank=True)
    unit = models.UUIDField(null=True)
    unit_name = models.CharField(max_length=120)
    acting_for = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=12, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    alg = models.CharField(max_length=12)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_entry_stream_seq")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_entry_at"),
            models.Index(fields=["person", "-at"], name="audit_entry_person"),
            models.Index(fields=["object_id", "-at"], name="audit_entry_object"),
        ]


class Head(models.Model):
    """The end of one stream's chain: locked for milliseconds at the end of a unit of work."""

    stream = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    unsealed = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["stream"], condition=models.Q(unsealed=True), name="audit_head_unsealed"),
        ]


class Seal(models.Model):
    """A signed Merkle root over the heads that moved since the seal before.

    `leaves` is a list of [stream, seq, hash in hex], sorted by stream. The partner organs keep `root` and
    `signature`: with them a truncated or rewritten chain is found even if the whole database was rewritten.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    leaves = models.JSONField()
    root = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    alg = models.CharField(max_length=20)
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=200)
