"""Addresses of this noun: `handovers/` are the bureaus' pages, `desk/` those of a partner department."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.liaison.views import desk, listing

app_name = "liaison"

urlpatterns: list[URLPattern | URLResolver] = [
    path("handovers/", listing.index, name="list"),
    path("desk/", desk.index, name="desk"),
]
