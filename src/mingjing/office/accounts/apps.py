"""The Django app of this noun."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账户."""

    name = "mingjing.office.accounts"
    label = "accounts"
    verbose_name = "账户"
