"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.cases.views import file, listing

app_name = "cases"
_ONE = "cases/<str:number>/"

# What has no number of a case stands first: a number always begins with AJ-.
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", listing.index, name="list"),
    path(_ONE, file.overview, name="overview"),
]
