"""Makes the site of a browser's case: a small province where two institutions have confirmed suspicions.

python -m tests.e2e.case_site          (MINGJING_DATA says where)
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from mingjing.office.accounts.models import User  # noqa: E402
from mingjing.office.documents.services import letterheads  # noqa: E402
from mingjing.office.leads.models import Lead, Suspicion  # noqa: E402
from mingjing.office.leads.services import answer, check, review  # noqa: E402
from mingjing.office.leads.services.commands import Answer, Check, Review  # noqa: E402
from tests.office import province as making  # noqa: E402
from tests.office.documents.rich import HEAD  # noqa: E402


def main() -> None:
    """Migrate; publish, send and confirm one suspicion of each of the county's two hospitals."""
    call_command("migrate", verbosity=0)
    province = making.build()
    for number, user in enumerate(User.objects.filter(organisation=province.bodies["county1"])):
        User.objects.filter(pk=user.pk).update(cert_no=f"4201-{number:03}", name=user.username)
    letterheads.save(province.who("leader"), HEAD)
    making.send(province, making.publish_some(province, suspicions=1))
    for code in ("H1", "H2"):
        lead = Lead.objects.get(institution=province.institutions[code])
        _confirm(province, Suspicion.objects.select_related("lead__institution").get(lead=lead))


def _confirm(province: making.Province, one: Suspicion) -> None:
    check.ask(province.who("officer"), [one])
    answer.answer(province.who("clerk", one.lead.institution.code), one, Answer("accepted"))
    check.check(province.who("officer"), one, Check("true", "", "属实"))
    review.review(province.who("reviewer"), one, Review("true", None, ""))
    review.finalise(province.who("reviewer"), one)


if __name__ == "__main__":
    main()
