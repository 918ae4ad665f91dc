"""What a bureau's documents say of the bureau: each change a row of its own, by the head."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.documents.models import Letterhead

OPTIONAL = ("postcode", "contact", "police", "prosecutor")
FIELDS = (
    "word", "address", "postcode", "contact", "tel", "review_body", "court", "review_days", "suit_months",
    "fine_account", "fund_account", "police", "prosecutor",
)  # fmt: skip


@transaction.atomic
def save(actor: User, given: Mapping[str, Any]) -> Letterhead:
    """Register what the documents of the actor's bureau say of it from now on. Raises InvalidError, ConflictError."""
    demand(actor, Permission.DOCUMENTS_SETTINGS)
    body = actor.organisation
    if not body.is_bureau:
        raise ForbiddenError("只有医保部门制作案件文书")
    Organisation.objects.select_for_update().filter(kind=Organisation.Kind.BUREAU).order_by("pk").first()
    fields = {name: _clean(name, given.get(name)) for name in FIELDS}
    taken = Letterhead.objects.filter(word=fields["word"]).exclude(organisation=body)
    if taken.exists():
        raise ConflictError(f"机关代字“{fields['word']}”已由其他单位使用", where="word")
    made = Letterhead.objects.create(organisation=body, actor=actor, **fields)
    audit.record(actor, "letterhead", "organisation", body.code, None, fields)
    return made


def _clean(name: str, value: Any) -> Any:
    field = Letterhead._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    if name in ("review_days", "suit_months"):
        number = int(value) if str(value or "").isdecimal() else 0
        if not 0 < number <= 366:
            raise InvalidError(f"{label}须为正整数", where=name)
        return number
    text = str(value or "").strip()
    longest = int(getattr(field, "max_length", 0) or 0)
    if not text and name not in OPTIONAL:
        raise InvalidError(f"请填写{label}", where=name)
    if len(text) > longest:
        raise InvalidError(f"{label}不能超过 {longest} 字", where=name)
    if name == "word" and any(one in text for one in "〔〕字号 "):
        raise InvalidError("机关代字只写代字本身，例如“武医保”", where=name)
    return text
