from __future__ import annotations

from django.urls import path

from fuyuantong.organs.pages import account, directory, people, sign_in

app_name = "organs"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/enrol/", sign_in.enrol, name="enrol"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("act-as/", sign_in.act_as, name="act-as"),
    path("me/", account.account, name="account"),
    path("me/password/", account.password, name="password"),
    path("me/confirm/", account.confirm, name="confirm"),
    path("me/sessions/end/", account.end_sessions, name="end-sessions"),
    path("organs/", directory.directory, name="directory"),
    path("organs/units/new/", directory.create_unit, name="unit-new"),
    path("organs/units/<uuid:unit>/", directory.unit, name="unit"),
    path("organs/units/<uuid:unit>/edit/", directory.change_unit, name="unit-edit"),
    path("organs/units/<uuid:unit>/retire/", directory.retire_unit, name="unit-retire"),
    path("organs/units/<uuid:unit>/aliases/", directory.add_alias, name="alias-add"),
    path("organs/units/<uuid:unit>/aliases/<int:alias>/drop/", directory.drop_alias, name="alias-drop"),
    path("organs/units/<uuid:unit>/posts/new/", people.create_post, name="post-new"),
    path("organs/units/<uuid:unit>/tokens/new/", people.issue_token, name="token-new"),
    path("organs/tokens/<uuid:token>/revoke/", people.revoke_token, name="token-revoke"),
    path("organs/posts/<uuid:post>/edit/", people.change_post, name="post-edit"),
    path("organs/posts/<uuid:post>/retire/", people.retire_post, name="post-retire"),
    path("organs/posts/<uuid:post>/tenures/new/", people.start_tenure, name="tenure-new"),
    path("organs/tenures/<uuid:tenure>/end/", people.end_tenure, name="tenure-end"),
    path("organs/people/", people.people, name="people"),
    path("organs/people/new/", people.create_person, name="person-new"),
    path("organs/people/<uuid:person>/", people.person, name="person"),
    path("organs/people/<uuid:person>/edit/", people.change_person, name="person-edit"),
    path("organs/people/<uuid:person>/switch/", people.switch_person, name="person-switch"),
    path("organs/people/<uuid:person>/reset/", people.reset_person, name="person-reset"),
    path("organs/groups/", directory.groups, name="groups"),
    path("organs/groups/new/", directory.group, name="group-new"),
    path("organs/groups/<uuid:group>/", directory.group, name="group"),
    path("organs/linkages/new/", directory.linkage, name="linkage-new"),
    path("organs/linkages/<uuid:linkage>/", directory.linkage, name="linkage"),
    path("organs/regions/", directory.regions, name="regions"),
    path("organs/regions/new/", directory.region, name="region-new"),
    path("organs/regions/<str:code>/", directory.region, name="region"),
]
