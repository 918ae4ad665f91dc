"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """统计报表."""

    name = "mingjing.office.reports"
    label = "reports"
    verbose_name = "统计报表"

    def ready(self) -> None:
        """Bring to the nouns below what reports add to their pages."""
        import_module("mingjing.office.reports.plugs").plug()
