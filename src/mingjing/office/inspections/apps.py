"""The Django app of this noun."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """检查对象计划."""

    name = "mingjing.office.inspections"
    label = "inspections"
    verbose_name = "检查对象计划"
