"""The leads' part of the API."""

from ninja import Router

from mingjing.office.leads.api import (
    desk,
    files,
    hooks,
    leads,
    model_findings,
    money,
    persons,
    suspicions,
    tasks,
    work,
)

router = Router()
for part in (desk, leads, suspicions, model_findings, money, tasks, files, hooks, persons, work):
    router.add_router("", part.router)
