"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.reports.views import activities, editions, files, listing, steps

app_name = "reports"
_ONE = "reports/<int:pk>/"
_EDITION = f"{_ONE}editions/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", listing.index, name="list"),
    path("reports/new/", listing.new, name="new"),
    path("reports/activities/", activities.index, name="activities"),
    path("reports/activities/new/", activities.new, name="activity-new"),
    path("reports/activities/<int:pk>/", activities.page, name="activity"),
    path("reports/activities/<int:pk>/withdraw/", activities.withdraw, name="activity-withdraw"),
    path(_ONE, editions.report, name="report"),
    path(f"{_ONE}options/", steps.options, name="options"),
    path(f"{_ONE}draw/", steps.draw, name="draw"),
    path(f"{_ONE}changes/", steps.changes, name="changes"),
    path(_EDITION, editions.page, name="edition"),
    path(f"{_EDITION}cells/<int:row>/<int:column>/", editions.cell, name="cell"),
    path(f"{_EDITION}sign/", steps.sign, name="sign"),
    path(f"{_EDITION}accept/", steps.accept, name="accept"),
    path(f"{_EDITION}return/", steps.give_back, name="return"),
    path(f"{_EDITION}excel/", files.excel, name="excel"),
    path(f"{_EDITION}word/", files.word, name="word"),
    path(f"{_EDITION}pdf/", files.pdf, name="pdf"),
]
