"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.cases.views import file, law, listing, opening, steps

app_name = "cases"
_ONE = "cases/<str:number>/"

# What has no number of a case stands first: a number always begins with AJ-.
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", listing.index, name="list"),
    path("cases/board/", listing.board, name="board"),
    path("cases/unhandled/", opening.unhandled, name="unhandled"),
    path("cases/unhandled/waive/", opening.waive, name="waive"),
    path("cases/new/", opening.new, name="new"),
    path(_ONE, file.overview, name="overview"),
    path(_ONE + "law/", law.page, name="law"),
    path(_ONE + "steps/<str:name>/", steps.step, name="step"),
]
