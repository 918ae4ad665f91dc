"""The Django app of this noun."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    """接口."""

    name = "mingjing.office.rest"
    label = "rest"
    verbose_name = "接口"
