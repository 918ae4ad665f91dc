"""The Django app of this noun."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """机构."""

    name = "mingjing.office.institutions"
    label = "institutions"
    verbose_name = "机构"
