"""All addresses of the office: each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from mingjing.config.api import api
from mingjing.office.accounts.access import allow
from mingjing.office.accounts.permissions import Permission

_home = allow(Permission.HOME)(RedirectView.as_view(pattern_name="accounts:own"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", _home, name="home"),
    path("api/v1/", api.urls),
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
