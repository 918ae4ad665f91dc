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
        for name in ("plugs", "finding"):
            import_module(f"mingjing.office.leads.{name}").plug()
