"""All addresses of the office: each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from mingjing.config.api import api
from mingjing.office.leads.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.index, name="home"),
    path("api/v1/", api.urls),
    path("", include("mingjing.office.staff.urls")),
    path("", include("mingjing.office.liaison.urls")),
    path("", include("mingjing.office.documents.urls")),
    path("", include("mingjing.office.cases.urls")),
    path("", include("mingjing.office.inspections.urls")),
    path("", include("mingjing.office.reports.urls")),
    path("", include("mingjing.office.ledger.urls")),
    path("", include("mingjing.office.leads.urls")),
    path("", include("mingjing.office.screenings.urls")),
    path("", include("mingjing.office.institutions.urls")),
    path("", include("mingjing.office.clocks.urls")),
    path("", include("mingjing.office.accounts.urls")),
]

handler400 = "mingjing.office.ui.errors.bad_request"
handler403 = "mingjing.office.ui.errors.forbidden"
handler404 = "mingjing.office.ui.errors.not_found"
handler500 = "mingjing.office.ui.errors.server_error"
