"""The cases' part of the API."""

from ninja import Router

from mingjing.office.cases.api import actions, acts, cases, desk, evidence, money, officers, opening

router = Router()
# What has a fixed address stands before /cases/{number}.
for part in (opening, desk, cases, actions, acts, evidence, officers, money):
    router.add_router("", part.router)
