"""Addresses of screenings, rules and knowledge."""

from django.urls import URLPattern

app_name = "screenings"
urlpatterns: list[URLPattern] = []
