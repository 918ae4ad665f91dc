"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "mingjing.office.leads"
    label = "leads"
    verbose_name = "线索"

    def ready(self) -> None:
        """Bring to the nouns below what leads add to their pages."""
        import_module("mingjing.office.leads.plugs").plug()
