"""The screenings' part of the API."""

from ninja import Router

from mingjing.office.screenings.api import knowledge, lakes, local_rules, models, rules, runs, trials

router = Router()
for part in (lakes, runs, knowledge, rules, models, trials, local_rules):
    router.add_router("", part.router)
