"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """案件."""

    name = "mingjing.office.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        """Follow the ledger; bring to the nouns below what cases add to their pages."""
        for name in ("following", "plugs"):
            import_module(f"mingjing.office.cases.{name}").plug()
