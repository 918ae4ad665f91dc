"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver

app_name = "screenings"
urlpatterns: list[URLPattern | URLResolver] = []
