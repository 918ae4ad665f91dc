"""The part of the API about other departments."""

from ninja import Router

from mingjing.office.liaison.api import handovers

router = Router()
for part in (handovers,):
    router.add_router("", part.router)
