"""The Django app of this noun."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """资金台账."""

    name = "mingjing.office.ledger"
    label = "ledger"
    verbose_name = "资金台账"
