"""Addresses of screenings, rules and knowledge."""

from django.urls import URLPattern, path

app_name = "screenings"
urlpatterns: list[URLPattern] = []
