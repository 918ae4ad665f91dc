"""Addresses of this noun."""

from django.urls import URLPattern, path

from mingjing.office.inspections.views import plans

app_name = "inspections"

urlpatterns: list[URLPattern] = [
    path("inspection-plans/", plans.index, name="list"),
    path("inspection-plans/new/", plans.new, name="new"),
    path("inspection-plans/<str:number>/", plans.detail, name="detail"),
    path("inspection-plans/<str:number>/withdraw/", plans.withdraw, name="withdraw"),
]
