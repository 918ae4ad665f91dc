"""Who works here, for whom, with which rights, and what they did."""

from mingjing.office.accounts.models.audit import AuditEntry, AuditHead
from mingjing.office.accounts.models.organisation import Organisation
from mingjing.office.accounts.models.session import SignIn
from mingjing.office.accounts.models.token import ApiToken, IdempotencyRecord
from mingjing.office.accounts.models.user import Grant, Role, User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Grant",
    "IdempotencyRecord",
    "Organisation",
    "Role",
    "SignIn",
    "User",
]
