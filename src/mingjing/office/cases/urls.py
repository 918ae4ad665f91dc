"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.cases.views import (
    acts,
    evidence,
    file,
    importing,
    inbox,
    law,
    listing,
    money,
    officers,
    opening,
    standards,
    steps,
    timeline,
)

app_name = "cases"
_ONE = "cases/<str:number>/"

# What has no number of a case stands first: a number always begins with AJ-.
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", listing.index, name="list"),
    path("cases/views/", listing.keep, name="view-keep"),
    path("cases/views/<int:pk>/drop/", listing.drop, name="view-drop"),
    path("cases/board/", listing.board, name="board"),
    path("cases/unhandled/", opening.unhandled, name="unhandled"),
    path("cases/unhandled/waive/", opening.waive, name="waive"),
    path("cases/new/", opening.new, name="new"),
    path("cases/import/", importing.index, name="import"),
    path("cases/import/template/", importing.template, name="import-template"),
    path("cases/import/confirm/", importing.confirm, name="import-confirm"),
    path("cases/inbox/", inbox.page, name="inbox"),
    path("cases/standards/", standards.index, name="standards"),
    path("cases/standards/<str:name>/new/", standards.new, name="standard-new"),
    path(_ONE, file.overview, name="overview"),
    path(_ONE + "suspicions/", timeline.suspicions, name="suspicions"),
    path(_ONE + "acts/", acts.index, name="acts"),
    path(_ONE + "acts/<int:pk>/", acts.change, name="act"),
    path(_ONE + "evidence/", evidence.index, name="evidence"),
    path(_ONE + "evidence/<int:pk>/", evidence.item, name="evidence-item"),
    path(_ONE + "evidence/<int:pk>/file/", evidence.download, name="evidence-file"),
    path(_ONE + "evidence/<int:pk>/<str:name>/", evidence.step, name="evidence-step"),
    path(_ONE + "officers/", officers.index, name="officers"),
    path(_ONE + "recusals/", officers.ask, name="recusals"),
    path(_ONE + "recusals/<int:pk>/", officers.decide, name="recusal"),
    path(_ONE + "timeline/", timeline.timeline, name="timeline"),
    path(_ONE + "law/", law.page, name="law"),
    path(_ONE + "money/", money.page, name="money"),
    path(_ONE + "money/charge/", money.charge, name="money-charge"),
    path(_ONE + "money/reduce/", money.reduce, name="money-reduce"),
    path(_ONE + "steps/<str:name>/", steps.step, name="step"),
]
