from __future__ import annotations

from django.urls import path

from fuyuantong.matters.pages import asking, detail, envelopes, ledger, letters, moving, papers, verbs

app_name = "matters"
urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export/<slug:kind>/", ledger.export, name="ledger_export"),
    path("ledger/envelopes/", envelopes.listing, name="envelopes"),
    path("matters/new/", detail.choose, name="choose"),
    path("matters/new/<slug:code>/", detail.new, name="new"),
    path("matters/<uuid:matter_id>/", detail.detail, name="detail"),
    path("matters/<uuid:matter_id>/acts/<str:key>/", detail.do_act, name="act"),
    path("matters/<uuid:matter_id>/comments/", asking.comment, name="comment"),
    path("matters/<uuid:matter_id>/copies/", asking.copy, name="copy"),
    path("matters/<uuid:matter_id>/links/", asking.link, name="link"),
    path("matters/<uuid:matter_id>/scope/", asking.scope, name="scope"),
    path("matters/<uuid:matter_id>/void/", asking.void, name="void"),
    path("matters/<uuid:matter_id>/version/", moving.version, name="version"),
    path("matters/<uuid:matter_id>/clocks/<uuid:clock_id>/extend/", moving.extend_clock, name="extend_clock"),
    path("matters/<uuid:matter_id>/personal/", asking.personal, name="personal"),
    path("matters/<uuid:matter_id>/letters/new/", letters.write, name="letter_write"),
    path("matters/<uuid:matter_id>/follow/", asking.follow, name="follow"),
    path("matters/<uuid:matter_id>/files/", asking.add_file, name="add_file"),
    path("matters/<uuid:matter_id>/files/<uuid:number>/", asking.file, name="file"),
    path("obligations/batch/<slug:name>/", verbs.batch, name="batch"),
    path("obligations/<uuid:obligation_id>/ask/<slug:kind>/", asking.petition, name="petition"),
    path("obligations/<uuid:obligation_id>/objection/", asking.objection, name="objection"),
    path("obligations/<uuid:obligation_id>/record/<slug:name>/", verbs.record, name="record"),
    path("obligations/<uuid:obligation_id>/<slug:name>/", verbs.verb, name="verb"),
    path("letters/", letters.listing, name="letters"),
    path("letters/rates/<slug:code>/", letters.rates, name="letter_rates"),
    path("letters/<uuid:draft_id>/", letters.letter, name="letter"),
    path("letters/<uuid:draft_id>/edit/", letters.edit, name="letter_edit"),
    path("letters/<uuid:draft_id>/docx/", papers.docx, name="letter_docx"),
    path("letters/<uuid:draft_id>/pdf/", papers.pdf, name="letter_pdf"),
    path("letters/<uuid:draft_id>/fonts/", papers.fonts, name="letter_fonts"),
    path("letters/<uuid:draft_id>/versions/", papers.versions, name="letter_versions"),
    path("letters/<uuid:draft_id>/versions/docx/", papers.redline, name="letter_redline"),
    path("letters/<uuid:draft_id>/<slug:name>/", letters.verb, name="letter_verb"),
    path("petitions/<uuid:petition_id>/decide/", asking.decide, name="decide"),
    path("petitions/<uuid:petition_id>/drop/", asking.drop, name="drop"),
]
