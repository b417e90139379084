from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path


@login_not_required
def upload(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"sizes": [f.size for f in request.FILES.getlist("file")]})


urlpatterns = [path("upload", upload)]
