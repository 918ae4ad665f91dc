"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.clocks import views

app_name = "clocks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", views.show, name="calendar"),
    path("calendar/enter", views.enter, name="enter"),
    path("calendar/<str:day>/remove", views.remove, name="remove"),
]
