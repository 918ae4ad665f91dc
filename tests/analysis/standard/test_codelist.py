"""Code lists, nationally and in one division."""

from pathlib import Path

import pytest

from mingjing.analysis.standard.codelist import code_list, code_lists
from mingjing.kernel.errors import DocumentError, UsageError


def _bureau(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", code_lists())
def test_every_built_in_list_reads_and_is_not_empty(name: str):
    codes = code_list(name)
    assert codes
    assert all(code.admdvs == "" for code in codes.values())


@pytest.mark.parametrize(
    ("group", "codes"),
    [("三级", "1 2 3 4 12"), ("二级", "5 6 7 13"), ("一级及以下", "8 9 10 11 14")],
)
def test_hospital_levels_group_as_the_contract_says(group: str, codes: str):
    assert {code for code, entry in code_list("hosp_lv").items() if entry.group == group} == set(
        codes.split()
    )


def test_inpatient_types_of_care_are_those_of_the_contract():
    inpatient = {code for code, entry in code_list("med_type").items() if entry.group == "inpatient"}
    assert inpatient == set("21 2101 2102 2105 2106 2107 2109 21303 22 23 24 25 26 27 28 52".split())


def test_a_bureaus_file_adds_codes_and_renames_existing_ones(tmp_path: Path):
    extra = _bureau(
        tmp_path, "med_type", "code,name_zh,group\n9988,门诊用药保障,outpatient\n41,药店购药,pharmacy\n"
    )
    codes = code_list("med_type", extra=extra)
    assert codes["9988"].zh == "门诊用药保障"
    assert codes["41"].zh == "药店购药"
    assert codes["11"].zh == code_list("med_type")["11"].zh


def test_a_row_for_one_city_does_not_hold_in_another(tmp_path: Path):
    extra = _bureau(tmp_path, "med_type", "code,name_zh,admdvs\n9988,门诊用药保障,430100\n")
    assert "9988" in code_list("med_type", "430100", extra)
    assert "9988" in code_list("med_type", "430102", extra)
    assert "9988" not in code_list("med_type", "430200", extra)
    assert "9988" not in code_list("med_type", extra=extra)


def test_the_most_local_row_wins_whatever_the_order_in_the_file(tmp_path: Path):
    text = "code,name_zh,admdvs\n41,县级名称,430121\n41,省级名称,430000\n41,市级名称,430100\n"
    extra = _bureau(tmp_path, "med_type", text)
    assert code_list("med_type", "430121", extra)["41"].zh == "县级名称"
    assert code_list("med_type", "430102", extra)["41"].zh == "市级名称"
    assert code_list("med_type", "430200", extra)["41"].zh == "省级名称"


def test_a_bureau_may_bring_a_list_of_its_own(tmp_path: Path):
    extra = _bureau(tmp_path, "lic_type", "\ufeffcode,name_zh\n01,医疗机构执业许可证\n")
    assert code_list("lic_type", extra=extra)["01"].zh == "医疗机构执业许可证"


def test_an_edited_file_is_read_again(tmp_path: Path):
    extra = _bureau(tmp_path, "lic_type", "code,name_zh\n01,许可证\n")
    code_list("lic_type", extra=extra)
    _bureau(tmp_path, "lic_type", "code,name_zh\n01,医疗机构执业许可证\n")
    assert code_list("lic_type", extra=extra)["01"].zh == "医疗机构执业许可证"


def test_an_unknown_list_is_refused_with_the_names_that_exist():
    with pytest.raises(UsageError, match="med_type"):
        code_list("medtype")


def test_a_row_without_a_name_is_refused_with_its_line(tmp_path: Path):
    extra = _bureau(tmp_path, "med_type", "code,name_zh\n9988,门诊用药保障\n9989,\n")
    with pytest.raises(DocumentError, match="第 3 行"):
        code_list("med_type", extra=extra)


def test_a_file_with_other_columns_is_refused(tmp_path: Path):
    extra = _bureau(tmp_path, "med_type", "代码,名称\n9988,门诊用药保障\n")
    with pytest.raises(DocumentError, match="name_zh"):
        code_list("med_type", extra=extra)


def test_a_repeated_code_is_refused(tmp_path: Path):
    extra = _bureau(tmp_path, "med_type", "code,name_zh\n9988,甲\n9988,乙\n")
    with pytest.raises(DocumentError, match="9988 重复"):
        code_list("med_type", extra=extra)
