"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver

app_name = "institutions"
urlpatterns: list[URLPattern | URLResolver] = []
