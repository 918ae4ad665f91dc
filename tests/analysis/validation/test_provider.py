"""The validation on the public provider set finds dear providers among equals, and says how sure it is."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.detectors.kit.model import load
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.validation import provider
from mingjing.analysis.validation.provider import measures
from mingjing.kernel.errors import UsageError

PROVIDERS, STAYS, DEAR = 48, 30, 12


@pytest.fixture(scope="module", name="delivery")
def _delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Providers of equal money; the first dozen treat half as many patients twice, longer and dearer."""
    folder = tmp_path_factory.mktemp("provider")
    claims, persons = [], []
    for h in range(PROVIDERS):
        dear = h < DEAR
        for n in range(STAYS // 2 if dear else STAYS):
            person = f"B{h}-{n // 2 if dear else n}"
            claims.append(_claim(f"P{h}", f"C{h}-{n}", person, h * 7 + n * 3, dear))
            persons.append(_person(person, h))
    codes = [f"ClmDiagnosisCode_{k}" for k in range(2, 11)] + [f"ClmProcedureCode_{k}" for k in range(1, 7)]
    table = pa.Table.from_pylist([claim | dict.fromkeys(codes, "x") for claim in claims])
    pq.write_table(table, folder / provider.CLAIMS)
    unique = {one["BeneID"]: one for one in persons}
    pq.write_table(pa.Table.from_pylist(list(unique.values())), folder / provider.PERSONS)
    labels = [{"Provider": f"P{h}", "PotentialFraud": "Yes" if h < DEAR else "No"} for h in range(PROVIDERS)]
    pq.write_table(pa.Table.from_pylist(labels), folder / provider.LABELS)
    return folder


def _claim(code: str, claim: str, person: str, offset: int, dear: bool) -> dict[str, object]:
    begun = date(2009, 1, 2) + timedelta(days=offset % 300)
    left = begun + timedelta(days=9 if dear else 4 + offset % 2)
    return {
        **{"Provider": code, "ClaimID": claim, "BeneID": person, "DiagnosisGroupCode": f"{offset % 3:03}"},
        **{"AdmissionDt": begun, "DischargeDt": left, "ClaimStartDt": begun, "ClaimEndDt": left},
        **{"InscClaimAmtReimbursed": 20000 if dear else 10000, "DeductibleAmtPaid": 1068},
        **{"AttendingPhysician": f"{code}-A{offset % 2 if dear else offset % 6}", "OperatingPhysician": None},
        **{"OtherPhysician": None, "ClmAdmitDiagnosisCode": "x", "ClmDiagnosisCode_1": "x"},
    }


def _person(person: str, place: int) -> dict[str, object]:
    born = date(1940, 1, 1)
    year = {"IPAnnualReimbursementAmt": 10000, "OPAnnualReimbursementAmt": 100}
    alive = {"BeneID": person, "DOB": born, "DOD": None, "Gender": 1, "Race": 1}
    return alive | year | {"State": place % 5, "County": place % 3, "RenalDiseaseIndicator": "0"}


@pytest.fixture(scope="module", name="result")
def _result(delivery: Path) -> dict[str, object]:
    return provider.run(delivery, repeats=1)


def test_priority_finds_dear_providers_that_money_does_not_show(
    result: dict[str, dict[str, dict[str, float]]],
) -> None:
    assert result["rankings"]["money"]["auc"] < 0.7
    assert result["rankings"]["intensity"]["auc"] > 0.95
    assert result["rankings"]["priority"]["auc"] > result["rankings"]["money"]["auc"] + 0.2


def test_the_section_names_every_ranking_with_its_figures(
    result: dict[str, dict[str, dict[str, float]]],
) -> None:
    text = provider.section(result)
    assert "机构 48 家" in text
    for name in ("money", "intensity", "priority", "learned_1"):
        assert f"| {result['rankings'][name]['auc']:.4f} |" in text


def test_a_folder_without_the_labels_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"labels_half\.parquet"):
        provider.run(tmp_path)


def test_the_chance_to_stand_before_counts_ties_half() -> None:
    assert measures.auc(np.array([True, False, True, False]), np.array([3.0, 1.0, 2.0, 2.0])) == 0.875


def test_a_gain_over_oneself_is_none_and_a_true_one_stands_above_nothing() -> None:
    random = np.random.default_rng(1)
    found = np.arange(200) % 4 == 0
    blind, seeing = random.random(200), found + random.random(200)
    money = random.random(200)
    same = measures.gains(found, blind, blind, money)[0]
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert all(one.low > 0.2 for one in measures.gains(found, seeing, blind, money))


def test_inside_fifths_money_itself_tells_little() -> None:
    found = np.arange(1000) >= 750
    money = np.arange(1000).astype(np.float64)
    shuffled = np.random.default_rng(2).permutation(1000) < 100
    assert measures.ranking(found, money, money).auc == 1
    assert abs(measures.inside(shuffled, money, measures.fifths(money)) - 0.5) < 0.15


@pytest.mark.parametrize("number", range(3))
def test_the_cases_of_the_card_get_the_scores_they_say(number: int, bench: Workbench, tmp_path: Path) -> None:
    model = load(provider.HERE / "provider_risk")
    case = model.cases[number]
    assert model_trial.differences(case, model_trial.try_rows(model, case, bench, tmp_path)) == []
