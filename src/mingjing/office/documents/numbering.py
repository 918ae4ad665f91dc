"""Numbers of documents: 武医保罚字〔2026〕1号, counted per bureau, year and word, without gaps, never given twice."""

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import Organisation
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.kinds import Kind
from mingjing.office.documents.models import Counter, Letterhead


def take(body: Organisation, kind: Kind) -> str:
    """Return the next number, empty for kinds without one; must run in the transaction that uses it.

    Raises ConflictError without a letterhead.
    """
    if not kind.word:
        return ""
    head = Letterhead.objects.filter(organisation=body).first()
    if head is None:
        raise ConflictError("本单位尚未登记文书落款信息，不能编号", do="由负责人登记机关代字、地址等")
    year = clocks.today().year
    try:
        with transaction.atomic():
            Counter.objects.get_or_create(organisation=body, year=year, word=kind.word)
    except IntegrityError:  # somebody else made it at the same moment
        pass
    counter = Counter.objects.select_for_update().get(organisation=body, year=year, word=kind.word)
    counter.last += 1
    counter.save(update_fields=["last"])
    return written(head.word, kind.word, year, str(counter.last))


def written(head: str, word: str, year: int, number: str) -> str:
    """Return a number as it is printed."""
    return f"{head}{word}字〔{year}〕{number}号"
