"""The Django app of this noun."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """时限."""

    name = "mingjing.office.clocks"
    label = "clocks"
    verbose_name = "时限"
