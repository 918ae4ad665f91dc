"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """部门协作."""

    name = "mingjing.office.liaison"
    label = "liaison"
    verbose_name = "部门协作"

    def ready(self) -> None:
        """Follow the cases; bring to the nouns below what the work with other departments adds to their pages."""
        import_module("mingjing.office.liaison.plugs").plug()
