"""Addresses of institutions."""

from django.urls import URLPattern, path

from mingjing.office.institutions import views

app_name = "institutions"
urlpatterns: list[URLPattern] = [
    path("institutions/", views.index, name="list"),
    path("institutions/<str:code>/", views.detail, name="detail"),
]
