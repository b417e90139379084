"""The product's addresses and one more: a bare view with one INSERT and one UPDATE."""

from __future__ import annotations

import json
from uuid import uuid4

from django.db import models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt


class BareItem(models.Model):
    id = models.IntegerField(primary_key=True)
    state = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label, managed, db_table = "common", False, "bare_item"


class BareEvent(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    item = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label, managed, db_table = "common", False, "bare_event"


@csrf_exempt
def bare(request: HttpRequest, item: int) -> JsonResponse:
    """One INSERT, one UPDATE, one transaction, through Django's models; no caller, no rights, no trail."""
    told, now = json.loads(request.body), timezone.now()
    with transaction.atomic():
        made = BareEvent.objects.create(item=item, kind=told["kind"], at=now)
        BareItem.objects.filter(pk=item).update(state="working", at=now)
    return JsonResponse({"id": str(made.pk), "state": "working"})


urlpatterns = [path("api/bare/<int:item>/", bare), path("", include("fuyuantong.config.urls"))]
handler400 = "fuyuantong.common.errors.bad_request"
handler403 = "fuyuantong.common.errors.forbidden"
handler404 = "fuyuantong.common.errors.not_found"
handler500 = "fuyuantong.common.errors.failed"
