"""Tables of the ledger. Entries, postings, bank rows and closings are append-only (see migrations)."""

from mingjing.office.ledger.models.bank import BankFile, BankLine
from mingjing.office.ledger.models.entry import Book, Closing, Entry, Posting

__all__ = ["BankFile", "BankLine", "Book", "Closing", "Entry", "Posting"]
