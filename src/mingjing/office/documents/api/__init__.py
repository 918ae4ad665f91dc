"""The documents' part of the API."""

from ninja import Router

from mingjing.office.documents.api import documents, settings, steps

router = Router()
for part in (documents, steps, settings):
    router.add_router("", part.router)
