"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """资金台账."""

    name = "mingjing.office.ledger"
    label = "ledger"
    verbose_name = "资金台账"

    def ready(self) -> None:
        """Listen to leads, and bring to institutions what the ledger adds to their pages."""
        import_module("mingjing.office.ledger.plugs").plug()
