from __future__ import annotations

from django.urls import path

from fuyuantong.definitions.pages import mechanisms, profiles

app_name = "definitions"
urlpatterns = [
    path("mechanisms/", mechanisms.library, name="library"),
    path("mechanisms/coverage/", mechanisms.coverage, name="coverage"),
    path("mechanisms/new/", mechanisms.create, name="create"),
    path("mechanisms/<slug:code>/", mechanisms.mechanism, name="mechanism"),
    path("mechanisms/<slug:code>/v<int:version>/", mechanisms.mechanism, name="version"),
    path("mechanisms/<slug:code>/changes/", mechanisms.changes, name="changes"),
    path("mechanisms/<slug:code>/edit/", mechanisms.edit, name="edit"),
    path("mechanisms/<slug:code>/flow.svg", mechanisms.flow, name="flow"),
    path("mechanisms/<slug:code>/source.yaml", mechanisms.source, name="source"),
    path("mechanisms/<slug:code>/v<int:version>/retire/", mechanisms.retire, name="retire"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/new/", profiles.create, name="profile-new"),
    path("profiles/<slug:code>/", profiles.profile, name="profile"),
    path("profiles/<slug:code>/v<int:version>/", profiles.profile, name="profile-version"),
    path("profiles/<slug:code>/v<int:version>/use/", profiles.use, name="profile-use"),
    path("profiles/<slug:code>/compare/", profiles.compare, name="profile-compare"),
    path("profiles/<slug:code>/edit/", profiles.edit, name="profile-edit"),
    path("profiles/<slug:code>/source.yaml", profiles.source, name="profile-source"),
]
