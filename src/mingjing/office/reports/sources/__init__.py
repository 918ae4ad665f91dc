"""Where the figures of a report come from: the register, the ledger, cases, leads, letters and meetings, and what bureaus put on file."""

from mingjing.office.reports.sources.activities import Activities
from mingjing.office.reports.sources.cases import Cases
from mingjing.office.reports.sources.leads import Leads
from mingjing.office.reports.sources.matters import Matters
from mingjing.office.reports.sources.money import Money
from mingjing.office.reports.sources.register import Given, Register, subject, within

__all__ = ["Activities", "Cases", "Given", "Leads", "Matters", "Money", "Register", "subject", "within"]
