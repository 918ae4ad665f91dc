"""The Django app of this noun."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "mingjing.office.leads"
    label = "leads"
    verbose_name = "线索"
