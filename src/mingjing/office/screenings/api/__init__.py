"""The screenings' part of the API."""

from ninja import Router

from mingjing.office.screenings.api import knowledge, lakes, local_rules, rules, runs, trials

router = Router()
for part in (lakes, runs, knowledge, rules, trials, local_rules):
    router.add_router("", part.router)
