"""The Django app of this noun."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """页面."""

    name = "mingjing.office.ui"
    label = "ui"
    verbose_name = "页面"
