"""The Django app of this noun."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """案件."""

    name = "mingjing.office.cases"
    label = "cases"
    verbose_name = "案件"
