"""What the tests of pages share: getting a page, sending a form, counting queries."""

from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.services import answer, check, review
from mingjing.office.leads.services.commands import Answer, Check, Review
from tests.office.province import Province


def text(client: Client, name: str, /, *args: object, status: int = 200, **query: Any) -> str:
    """Return a page as text."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def send(client: Client, name: str, /, *args: object, status: int = 302, **data: Any) -> str:
    """Send a form and return the answer as text, for a redirect its address."""
    response = client.post(reverse(name, args=args), data)
    assert response.status_code == status, response.content.decode()[:3000]
    return str(response["Location"]) if status == 302 else response.content.decode()


def cost(client: Client, name: str, /, *args: object, **query: Any) -> int:
    """Return how many queries a page takes, asked a second time so that caches are warm."""
    text(client, name, *args, **query)
    with CaptureQueriesContext(connection) as queries:
        text(client, name, *args, **query)
    return len(queries)


def fresh(one: Suspicion) -> Suspicion:
    """Return the suspicion as the database has it."""
    return Suspicion.objects.get(pk=one.pk)


def ask(province: Province, *some: Suspicion) -> None:
    """Let county1's officer ask the institution."""
    check.ask(province.who("officer"), some)


def appeal(province: Province, one: Suspicion, amount: Any = "5.00", why: str = "病历可以说明") -> None:
    """Let the institution appeal."""
    code = one.lead.institution.code
    answer.answer(province.who("clerk", code), fresh(one), Answer("appealed", Decimal(amount), why))


def checked(province: Province, one: Suspicion, verdict: str = "true", text: str = "内部初审意见") -> None:
    """Let county1's officer check it."""
    reason = "record_supports" if verdict == "false" else ""
    check.check(province.who("officer"), fresh(one), Check(verdict, reason, text))


def finished(province: Province, one: Suspicion, verdict: str = "true") -> None:
    """Let it be asked, accepted, checked, reviewed and made final."""
    ask(province, one)
    answer.answer(province.who("clerk", one.lead.institution.code), fresh(one), Answer("accepted"))
    checked(province, one, verdict)
    reason = "record_supports" if verdict == "false" else ""
    review.review(
        province.who("reviewer"), fresh(one), Review(verdict, reason_code=reason, text="内部复审意见")
    )
    review.finalise(province.who("reviewer"), fresh(one))
