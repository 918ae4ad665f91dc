"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """机构."""

    name = "mingjing.office.institutions"
    label = "institutions"
    verbose_name = "机构"

    def ready(self) -> None:
        """Let the search find institutions."""
        import_module("mingjing.office.institutions.finding").plug()
