"""The Django app of this noun."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """统计报表."""

    name = "mingjing.office.reports"
    label = "reports"
    verbose_name = "统计报表"
