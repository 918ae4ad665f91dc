"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """人员监管."""

    name = "mingjing.office.staff"
    label = "staff"
    verbose_name = "人员监管"

    def ready(self) -> None:
        """Listen to cases and the register; bring to the nouns below what this one adds to their pages."""
        import_module("mingjing.office.staff.plugs").plug()
