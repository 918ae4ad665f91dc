"""One of each thing of staff, at H1 of county1."""

from datetime import date
from typing import Any

from mingjing.office.cases.models import Case, Named
from mingjing.office.cases.services import acting as cases
from mingjing.office.institutions.models import Staff
from mingjing.office.staff.models import Effect, Member, Notice
from mingjing.office.staff.services import objections, register, restrictions, scoring
from mingjing.office.staff.services.commands import Given, Limit
from tests.office.province import Province

CODE = "D420100000009"


def make(province: Province, case: Case) -> dict[str, Any]:
    """Return the samples by name."""
    officer, reviewer = province.who("officer", "county1"), province.who("reviewer", "county1")
    Staff.objects.create(
        institution=province.institutions["H1"], code=CODE, name="钱医生", kind="1", stas="1"
    )
    register.follow()
    made = {}
    for number, item in enumerate(("lent_name", "agreement"), start=1):
        given = Given(
            CODE, "钱医生", "H1", item, "main", date(2026, 3, 2), "负有责任", f"协〔2026〕{number}号"
        )
        made[item] = scoring.propose(officer, given)
    score = scoring.approve(reviewer, made["lent_name"])
    objection = objections.file(province.who("clerk", "H1"), score, None, "不是本人所为")
    limit = Limit(
        "pause", "赵某", "出借凭证", date(2026, 3, 2), 3, psn_no="P-STAFF", document="罚〔2026〕1号"
    )
    step = cases.tell(officer, case, "agree", "协议处理")
    named = Named.objects.create(case=case, step=step, name="孙医生", code="D420100000010", duty="main")
    return {
        "member": Member.objects.get(code=CODE), "staff_proposal": made["agreement"], "score": score,
        "effect": Effect.objects.get(), "notice": Notice.objects.get(score=score), "objection": objection,
        "restriction": restrictions.propose(officer, limit), "named": named,
    }  # fmt: skip
