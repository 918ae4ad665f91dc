"""Addresses of this noun."""

from django.urls import URLPattern, URLResolver, path

from mingjing.office.ledger.views import bank, debts, entries, months, overview, statements

app_name = "ledger"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", overview.overview, name="overview"),
    path("ledger/entries/", entries.index, name="entries"),
    path("ledger/entries/new/", entries.new, name="new"),
    path("ledger/entries/<int:pk>/", entries.page, name="entry"),
    path("ledger/entries/<int:pk>/reverse/", entries.undo, name="reverse"),
    path("ledger/statements/", statements.index, name="statements"),
    path("ledger/institutions/<str:code>/", statements.institution, name="institution"),
    path("ledger/debts/", debts.due, name="debts"),
    path("ledger/debts/pay/", debts.pay, name="pay"),
    path("ledger/received/", debts.received, name="received"),
    path("ledger/received/remit/", debts.remit, name="remit"),
    path("ledger/suspense/", debts.suspense, name="suspense"),
    path("ledger/suspense/held/", debts.held, name="held"),
    path("ledger/bank/", bank.index, name="bank"),
    path("ledger/bank/import/", bank.take_in, name="import"),
    path("ledger/bank/import/confirm/", bank.confirm_file, name="import-confirm"),
    path("ledger/bank/files/<int:pk>/", bank.file, name="bank-file"),
    path("ledger/bank/lines/<int:pk>/", bank.line, name="bank-line"),
    path("ledger/bank/lines/<int:pk>/confirm/", bank.confirm, name="bank-confirm"),
    path("ledger/deductions/", months.waiting, name="deductions"),
    path("ledger/deductions/<int:pk>/", months.book, name="book"),
    path("ledger/months/", months.months, name="months"),
    path("ledger/months/lock/", months.lock, name="lock"),
    path("ledger/checks/", months.checks, name="checks"),
]
