"""单据 → 疑点 → 明细, the tasks that carry them, and what people said of them."""

from mingjing.office.leads.models.audit import AUDIT_SCORE, AuditUnit
from mingjing.office.leads.models.feedback import Delivery, Draft, Recheck, SavedView, Ticket, Webhook
from mingjing.office.leads.models.lead import Lead, Person
from mingjing.office.leads.models.opinion import Event, Evidence, Opinion
from mingjing.office.leads.models.ranking import AuditDraw, LeadOrder, VerdictFile
from mingjing.office.leads.models.suspicion import Line, Suspicion, Verdict, detected
from mingjing.office.leads.models.task import Part, Task

__all__ = [
    "AUDIT_SCORE",
    "AuditDraw",
    "AuditUnit",
    "Delivery",
    "Draft",
    "Event",
    "Evidence",
    "Lead",
    "LeadOrder",
    "Line",
    "Opinion",
    "Part",
    "Person",
    "Recheck",
    "SavedView",
    "Suspicion",
    "Task",
    "Ticket",
    "Verdict",
    "VerdictFile",
    "Webhook",
    "detected",
]
