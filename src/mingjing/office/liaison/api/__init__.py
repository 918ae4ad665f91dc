"""The part of the API about other departments."""

from ninja import Router

from mingjing.office.liaison.api import handovers, matter_lists, matters

router = Router()
for part in (handovers, matter_lists, matters):
    router.add_router("", part.router)
