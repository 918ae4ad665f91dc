"""Whoever a decision names is scored, or a head says in writing why not; until then it waits."""

from datetime import date

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.cases.commands import Responsible
from mingjing.office.cases.models import Named
from mingjing.office.cases.services import deciding
from mingjing.office.staff.models import Member, Waiver
from mingjing.office.staff.services import owed, scoring
from mingjing.office.staff.services.commands import Given
from tests.office.cases.story import Story
from tests.office.staff.conftest import DOCTOR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(world: World, story: Story) -> Named:
    """The doctor, named with main responsibility by the decision of a case against H1."""
    story.to("heard")
    deciding.decide(story.leader, story.case, story.choice, named=[Responsible("张医生", DOCTOR, "main")])
    return Named.objects.get()


def _given(named: Named, **more: object) -> Given:
    fields = {
        "code": named.code, "name": named.name, "institution": "", "item": "penalty_38_39", "duty": "main",
        "happened_on": named.step.on, "reason": "处罚决定载明", "named": named.pk, **more,
    }  # fmt: skip
    return Given(**fields)  # type: ignore[arg-type]


def test_who_is_named_waits_until_scored(world: World, named: Named) -> None:
    officer = world.who("officer")
    assert list(owed.unscored(officer)) == [named]
    assert not owed.unscored(world.who("officer", "county3")).exists()
    proposal = scoring.propose(officer, _given(named))
    assert proposal.case == named.case and proposal.institution.code == "H1"
    assert not owed.unscored(officer).exists()
    scoring.refuse(world.who("reviewer"), proposal, "责任不清")
    assert owed.unscored(officer).exists()
    with pytest.raises(InvalidError):
        scoring.propose(officer, _given(named, code="D999"))
    scoring.approve(world.who("reviewer"), scoring.propose(officer, _given(named)))
    with pytest.raises(ConflictError):
        scoring.propose(officer, _given(named, item="out_of_scope"))


def test_a_head_alone_waives_a_score_with_a_reason_once(world: World, named: Named) -> None:
    for role in ("officer", "reviewer"):
        with pytest.raises(ForbiddenError):
            owed.waive(world.who(role), named, "情节轻微")
    with pytest.raises(InvalidError):
        owed.waive(world.who("leader"), named, " ")
    owed.waive(world.who("leader"), named, "已被其他统筹区记分")
    assert Waiver.objects.count() == 1 and not owed.unscored(world.who("officer")).exists()
    with pytest.raises(ConflictError):
        owed.waive(world.who("leader"), named, "再次")
    with pytest.raises(ConflictError):
        scoring.propose(world.who("officer"), _given(named))


def test_somebody_named_whom_no_register_knows_can_be_scored(world: World, named: Named) -> None:
    stranger = Named.objects.create(
        case=named.case, step=named.step, name="周护士", code="N420100000077", duty="general"
    )
    made = scoring.propose(world.who("officer"), _given(stranger, duty="general"))
    assert Member.objects.get(code="N420100000077").organisation == world.province.bodies["county1"]
    assert made.points == 4


def test_the_case_shows_who_is_named_and_the_duty_leads_there(world: World, named: Named) -> None:
    client = Client()
    client.force_login(world.who("officer"))
    tab = client.get(f"/cases/{named.case.number}/staff/").content.decode()
    assert "待记分" in tab and "张医生" in tab
    assert "责任人员待记分" in client.get("/").content.decode()
    form = client.get(f"/staff/propose/?named={named.pk}").context["form"]
    assert form.initial["code"] == DOCTOR and form.initial["case"] == named.case.number
    assert form.initial["happened_on"] >= date(2026, 4, 7)


def test_the_notices_are_drafted_in_the_file_of_the_case_with_what_is_known(
    world: World, named: Named
) -> None:
    from mingjing.office.documents.models import Document
    from mingjing.office.staff.models import Effect
    from tests.office.documents.rich import letterhead

    place = named.case.institution
    assert place is not None
    letterhead(Story(world.province, world.set_day))
    proposal = scoring.propose(world.who("officer"), _given(named, item="penalty_40"))
    scoring.approve(world.who("reviewer"), proposal)
    client = Client()
    client.force_login(world.who("officer"))
    answer = client.post(f"/staff/proposals/{proposal.pk}/", {"do": "paper"})
    paper = Document.objects.get(kind="score_notice")
    assert answer.url == f"/documents/{paper.pk}/"  # type: ignore[attr-defined]
    assert (paper.fields["人员"], paper.fields["分值"], paper.fields["累计"]) == ("张医生", "12", "12")
    effect = Effect.objects.get()
    assert client.post(f"/staff/effects/{effect.pk}/", {"do": "paper"}).status_code == 403, (
        "nothing is decided yet"
    )
    head = Client()
    head.force_login(world.who("leader"))
    today = effect.member.scores.get().on.isoformat()
    head.post(
        f"/staff/effects/{effect.pk}/", {"do": "decide", "months": "36", "since": today, "text": "依规"}
    )
    assert client.post(f"/staff/effects/{effect.pk}/", {"do": "paper"}).status_code == 302
    assert Document.objects.get(kind="qualification_notice").fields["起始日期"] == today
    assert place.name in client.get(f"/documents/{paper.pk}/").content.decode()
