from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path

from fuyuantong.documents.uploads import uploaded


@login_not_required
def upload(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"sizes": [f.size for f in uploaded(request, "file")]})


urlpatterns = [path("upload", upload)]
