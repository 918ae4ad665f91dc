"""Posting rules without Django: the chart of accounts, what may move where, matching of receipts."""
