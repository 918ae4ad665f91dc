"""The page of a model's finding: in words for everybody it concerns, with people only for the bureau."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services import check
from tests.analysis.screening.test_pictures import WHY
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def one(sent: list[Lead], settings: object, tmp_path: Path) -> Suspicion:
    """A suspicion at county1 as MDL-10 would have found it, whose run kept the marks of a gang."""
    settings.RUNS = tmp_path  # type: ignore[attr-defined]
    found = sent[0].suspicions.get(rule_code="TST-001")
    found.rule_code, found.rule_title, found.score, found.group_id = "MDL-10", "团伙骗保", 0.7, "G1"
    found.evidence = {"branch": ["g"], "why": WHY, "calibration": "未校准", "coverage": 1}
    found.related_ids = ["42010000001", "42010000002"]
    found.save()
    row = {"finding_id": found.finding_id, "kind": "network", "part": "joint", "place": sent[0].institution.code, "name": None,
           "until": None, "minute": None, "n": 1.0, "amt": 40.0, "marks": 2}  # fmt: skip
    folder = tmp_path / sent[0].screening.number
    folder.mkdir()
    marks = [row | {"who": who, "nth": n, "day": date(2026, 3, 2)} for n, who in enumerate(found.related_ids)]
    pq.write_table(pa.Table.from_pylist(marks), folder / "pictures.parquet")
    return found


def test_the_bureau_sees_words_pictures_causes_and_visits_and_looking_is_logged(
    one: Suspicion, signed_in: Enter
) -> None:
    page = signed_in("officer").get(f"/suspicions/{one.pk}/model/").content.decode()
    for words in (
        "什么异常",
        "次均费用为 900.00 元",
        "同市 31 个",
        "成员、机构与医师的联系",
        "考虑过的诚实原因",
        "现场核查什么",
        "2026-03-02 至 2026-03-02",
    ):
        assert words in page
    assert "42010000001" not in page
    assert "<script>" not in page
    assert AuditEntry.objects.filter(action="view_model", object_id=str(one.pk)).exists()


def test_the_suspicion_itself_explains_its_features_and_leads_to_the_page(
    one: Suspicion, signed_in: Enter
) -> None:
    page = signed_in("officer").get(f"/suspicions/{one.pk}/").content.decode()
    assert "各特征与同组相比" in page
    assert f"/suspicions/{one.pk}/model/" in page
    part = (
        signed_in("officer")
        .get(f"/suspicions/{one.pk}/model/", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert part.lstrip().startswith('<div id="model-pictures">')


def test_an_institution_sees_its_features_but_nobody_else_and_not_what_is_checked(
    one: Suspicion, province: Province, signed_in: Enter
) -> None:
    check.ask(province.who("officer"), [one])
    page = signed_in("clerk", "H1").get(f"/suspicions/{one.pk}/model/").content.decode()
    assert "次均费用为 900.00 元" in page
    for words in ("成员、机构与医师的联系", "现场核查什么", "逐条明细和核查", "****"):
        assert words not in page


def test_a_run_whose_folder_is_gone_says_so(
    one: Suspicion, signed_in: Enter, settings: object, tmp_path: Path
) -> None:
    settings.RUNS = tmp_path / "elsewhere"  # type: ignore[attr-defined]
    page = signed_in("officer").get(f"/suspicions/{one.pk}/model/").content.decode()
    assert "没有保留绘图数据" in page
    assert "各特征与同组相比" in page


def test_a_rule_has_no_such_page_and_programs_get_the_same_figures(one: Suspicion, signed_in: Enter) -> None:
    other = one.lead.suspicions.exclude(pk=one.pk).first()
    assert other is not None
    client = signed_in("officer")
    assert client.get(f"/suspicions/{other.pk}/model/").headers["Location"] == f"/suspicions/{other.pk}/"
    told = client.get(f"/api/v1/suspicions/{one.pk}/model").json()
    assert told["since"].endswith("同日到场 1 次")
    assert [picture["kind"] for picture in told["pictures"]] == [
        "network",
        "meetings",
        "members",
        "peer_strip",
    ]
    assert client.get(f"/api/v1/suspicions/{other.pk}/model").status_code == 404


def test_a_risk_of_an_institution_leads_to_the_findings_it_adds_up(one: Suspicion, signed_in: Enter) -> None:
    beside = Suspicion.objects.filter(
        lead__institution=one.lead.institution, lead__screening=one.lead.screening
    ).exclude(pk=one.pk)
    assert beside
    one.rule_code, one.evidence = "MDL-16", {"branch": ["i"], "why": WHY}
    one.save()
    page = signed_in("officer").get(f"/suspicions/{one.pk}/model/").content.decode()
    assert "本机构的其他疑点" in page
    assert any(f'href="/suspicions/{other.pk}/"' in page for other in beside)
    assert f'<td><a href="/suspicions/{one.pk}/">' not in page


def test_a_selection_of_visits_is_told_as_one_and_begins_with_the_furthest(
    one: Suspicion, signed_in: Enter
) -> None:
    one.group_id, one.related_ids = "", ["E1", "E2"]
    one.evidence = {"branch": ["i"], "why": WHY, "carried": [["E2", 512.4], ["E1", 30]]}
    one.save()
    page = signed_in("officer").get(f"/suspicions/{one.pk}/model/").content.decode()
    assert "共 2 次，按费用高出同类病例的多少节选，多的在前" in page
    assert "高出同类（元）" in page and "检出明细</th>" not in page
    assert page.index("E2</td>") < page.index("512.40") < page.index("E1</td>")
