from django.urls import path

from fuyuantong.common.health import healthz

urlpatterns = [path("healthz", healthz)]
