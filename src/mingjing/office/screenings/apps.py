"""The Django app of this noun."""

from django.apps import AppConfig


class ScreeningsConfig(AppConfig):
    """筛查."""

    name = "mingjing.office.screenings"
    label = "screenings"
    verbose_name = "筛查"
