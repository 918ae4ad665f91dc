"""Staff's part of the API."""

from ninja import Router

from mingjing.office.staff.api import effects, people, restrictions, scores

router = Router()
for part in (people, scores, effects, restrictions):
    router.add_router("", part.router)
