"""Addresses of this noun."""

from django.urls import URLPattern, path

from mingjing.office.staff.views import case, effects, people, restrictions, scores, sheet

app_name = "staff"

urlpatterns: list[URLPattern] = [
    path("staff/", people.index, name="list"),
    path("staff/new/", people.new, name="new"),
    path("staff/people/<str:code>/", people.page, name="person"),
    path("staff/owed/", scores.owing, name="owed"),
    path("staff/owed/<int:pk>/waive/", scores.waive, name="waive"),
    path("staff/propose/", scores.propose, name="propose"),
    path("staff/import/", sheet.take_in, name="import"),
    path("staff/import/template/", sheet.template, name="import-template"),
    path("staff/proposals/", scores.proposals, name="proposals"),
    path("staff/proposals/<int:pk>/", scores.proposal, name="proposal"),
    path("staff/scores/<int:pk>/reverse/", scores.undo, name="reverse"),
    path("staff/scores/<int:pk>/object/", effects.object_to_score, name="object-score"),
    path("staff/effects/", effects.index, name="effects"),
    path("staff/effects/<int:pk>/", effects.page, name="effect"),
    path("staff/effects/<int:pk>/object/", effects.object_to_effect, name="object-effect"),
    path("staff/objections/", effects.objecting, name="objections"),
    path("staff/objections/<int:pk>/", effects.objection, name="objection"),
    path("staff/notices/", effects.telling, name="notices"),
    path("staff/notices/<int:pk>/", effects.notice, name="notice"),
    path("staff/restrictions/", restrictions.index, name="restrictions"),
    path("staff/restrictions/new/", restrictions.new, name="restriction-new"),
    path("staff/restrictions/<int:pk>/", restrictions.page, name="restriction"),
    path("cases/<str:number>/staff/", case.page, name="case"),
    path("staff/standards/", restrictions.standard, name="standards"),
    path("staff/standards/new/", restrictions.standard_new, name="standard-new"),
]
