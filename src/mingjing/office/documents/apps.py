"""The Django app of this noun."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书."""

    name = "mingjing.office.documents"
    label = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        """Fill the documents' tab of the case file."""
        import_module("mingjing.office.documents.plugs").plug()
