"""Reports, their editions, what is frozen of them; and what bureaus put on file for them."""

from mingjing.office.reports.models.activity import Activity
from mingjing.office.reports.models.report import Edition, Frozen, Report

__all__ = ["Activity", "Edition", "Frozen", "Report"]
