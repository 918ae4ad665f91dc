"""The cases' part of the API."""

from ninja import Router

from mingjing.office.cases.api import cases, opening

router = Router()
# What has a fixed address stands before /cases/{number}.
for part in (opening, cases):
    router.add_router("", part.router)
