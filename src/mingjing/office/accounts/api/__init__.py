"""The accounts' part of the API. Accounts and keys themselves are managed on the page alone (decision 0160)."""

from ninja import Router

from mingjing.office.accounts.api import auditlog, me, search

router = Router()
for part in (me, auditlog, search):
    router.add_router("", part.router)
