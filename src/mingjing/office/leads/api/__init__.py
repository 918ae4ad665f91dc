"""The leads' part of the API."""

from ninja import Router

from mingjing.office.leads.api import files, hooks, leads, money, suspicions, tasks

router = Router()
for part in (leads, suspicions, money, tasks, files, hooks):
    router.add_router("", part.router)
