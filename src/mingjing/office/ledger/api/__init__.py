"""The ledger's part of the API."""

from ninja import Router

from mingjing.office.ledger.api import bank, entries, money, months

router = Router()
for part in (entries, money, bank, months):
    router.add_router("", part.router)
