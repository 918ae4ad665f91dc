"""The form of a mapping: every way a column can come about, and every mistake told with file, line and key."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mingjing.analysis.ingest.expression import AGGREGATES, FUNCTIONS, compile_expression
from mingjing.analysis.ingest.mapped import MappedLayout
from mingjing.analysis.ingest.mapping_reader import find_mapping, read_mapping
from mingjing.kernel.errors import DataError, DocumentError, UsageError
from tests.analysis.ingest.desk import Desk

HEAD = 'title: t\nsources:\n  s: {files: ["*.csv"]}\ntables:\n'
PERSON = """
  psn_info_b:
    from: s
    columns:
      psn_no: id
      gend: {column: sex, map: {male: "1", female: "2"}}
      brdy: {column: born, date: "%d.%m.%Y"}
"""


def layout(tmp_path: Path, text: str) -> MappedLayout:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return MappedLayout(read_mapping(path))


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        layout(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_columns_are_renamed_codes_translated_dates_read(desk: Desk, tmp_path: Path) -> None:
    text = "id,sex,born\n1,male,2.1.1970\n2,female,31.12.1980\n"
    desk.ingest({"people.csv": text}, layout=layout(tmp_path, HEAD + PERSON))
    assert [(row["psn_no"], row["gend"], str(row["brdy"])) for row in desk.rows("psn_info_b")] == [
        ("1", "1", "1970-01-02"),
        ("2", "2", "1980-12-31"),
    ]


def test_a_code_or_date_that_does_not_fit_refuses_the_source_row_whole(desk: Desk, tmp_path: Path) -> None:
    text = "id,sex,born,note\n1,other,2.1.1970,a\n2,male,1970-01-02,b\n3,,2.1.1970,c\n"
    outcome = desk.ingest({"people.csv": text}, layout=layout(tmp_path, HEAD + PERSON))
    assert desk.counts(outcome, "psn_info_b") == (3, 0, 3, 0)
    reasons = {row["note"]: row["reason"] for row in desk.refused("psn_info_b")}
    assert "sex“other”不在映射的代码对照中" in reasons["a"]
    assert "不合格式 %d.%m.%Y：1970-01-02" in reasons["b"]
    assert "gend）为空" in reasons["c"]
    assert outcome.batch.manifest["unused_columns"] == {"s": ["note"]}


def test_else_stands_for_codes_the_map_lacks(desk: Desk, tmp_path: Path) -> None:
    mapping = HEAD + PERSON.replace('female: "2"}}', 'female: "2"}, else: "9"}')
    desk.ingest({"p.csv": "id,sex,born\n1,other,2.1.1970\n"}, layout=layout(tmp_path, mapping))
    assert desk.column("psn_info_b", "gend") == ["9"]


BILL = """
  mdtrt_d:
    from: s
    only: kind <> 'note'
    group: [bill]
    columns:
      mdtrt_id: {key: [bill], prefix: M}
      psn_no: person
      fixmedins_code: {const: H1}
      med_type: {const: "11"}
      begntime: {sql: min(day)}
  setl_d:
    from: s
    only: kind <> 'note'
    group: [bill]
    columns:
      setl_id: {key: [bill], prefix: S}
      mdtrt_id: {key: [bill], prefix: M}
      psn_no: person
      fixmedins_code: {const: H1}
      setl_time: {sql: max(day)}
      medfee_sumamt: {sql: "sum(CAST(yuan AS DECIMAL(16,2)))"}
      fund_pay_sumamt: {const: "0"}
  fee_list_d:
    from: s
    only: kind <> 'note'
    refuse:
      - {when: CAST(yuan AS DOUBLE) = 0, reason: 免费}
    columns:
      bkkp_sn: {key: [_file, _row]}
      mdtrt_id: {key: [bill], prefix: M}
      setl_id: {key: [bill], prefix: S}
      psn_no: person
      fixmedins_code: {const: H1}
      fee_ocur_time: day
      med_list_codg: {sql: "upper(kind) || '-X'"}
      cnt: {const: "1"}
      pric: yuan
      det_item_fee_sumamt: yuan
"""
BILLS = "bill,person,day,kind,yuan\nb1,,2025-01-02,a,1.10\nb1,P1,2025-01-03,b,2.20\nb2,P2,2025-02-01,a,0\nb2,P2,2025-02-01,note,x\n"


def test_one_source_row_goes_to_several_tables(desk: Desk, tmp_path: Path) -> None:
    outcome = desk.ingest({"bills.csv": BILLS}, layout=layout(tmp_path, HEAD + BILL))
    assert desk.counts(outcome, "fee_list_d") == (3, 1, 2, 0)
    assert [(row["bill"], row["reason"]) for row in desk.refused("fee_list_d")] == [
        ("b1", "人员编号（psn_no）为空，此列必填"),
        ("b2", "免费"),
    ]
    first, second = (
        desk.rows("setl_d") if desk.rows("setl_d")[0]["psn_no"] == "P1" else desk.rows("setl_d")[::-1]
    )
    assert (first["medfee_sumamt"], first["setl_time"]) == (Decimal("3.30"), datetime(2025, 1, 3))
    assert second["medfee_sumamt"] == Decimal("0.00")
    assert desk.column("fee_list_d", "orphan") == [None]
    assert desk.rows("fee_list_d")[0]["med_list_codg"] == "B-X"


def test_the_preflight_says_how_many_rows_will_find_their_parents(desk: Desk, tmp_path: Path) -> None:
    desk.ingest({"bills.csv": BILLS}, layout=layout(tmp_path, HEAD + BILL))
    found = {(join.table, join.column): (join.found, join.rows) for join in desk.listener.found}
    assert found == {
        ("setl_d", "mdtrt_id"): (2, 2),
        ("fee_list_d", "mdtrt_id"): (3, 3),
        ("fee_list_d", "setl_id"): (3, 3),
    }


def test_a_row_can_become_several_rows_of_one_table(desk: Desk, tmp_path: Path) -> None:
    mapping = (
        HEAD
        + """
  setl_list_diag_d:
    from: s
    repeat: {n: 1..3}
    only: diagnosis_{n} IS NOT NULL
    columns:
      mdtrt_id: id
      diag_code: diagnosis_{n}
      diag_srt_no: {const: "{n}"}
"""
    )
    text = "id,diagnosis_1,diagnosis_2,diagnosis_3\nA,I10,,E11\nB,J18,J18,\n"
    outcome = desk.ingest({"d.csv": text}, layout=layout(tmp_path, mapping))
    assert desk.counts(outcome, "setl_list_diag_d") == (4, 3, 1, 0)
    assert [
        (row["mdtrt_id"], row["diag_code"], row["diag_srt_no"]) for row in desk.rows("setl_list_diag_d")
    ] == [
        ("A", "E11", 3),
        ("A", "I10", 1),
        ("B", "J18", 1),
    ]


def test_several_blocks_feed_one_table_and_torn_lines_count_once(desk: Desk, tmp_path: Path) -> None:
    block = (
        PERSON.replace("  psn_info_b:\n    from", "    - from")
        .replace("\n      ", "\n        ")
        .replace("\n    columns", "\n      columns")
    )
    mapping = (
        HEAD
        + "  psn_info_b:"
        + block
        + block.replace("psn_no: id", "psn_no: {key: [id], prefix: X}").lstrip("\n")
    )
    outcome = desk.ingest({"p.csv": "id,sex,born\n1,male,2.1.1970\ntorn\n"}, layout=layout(tmp_path, mapping))
    assert desk.counts(outcome, "psn_info_b") == (3, 2, 1, 0)


def test_a_source_without_the_columns_wanted_is_told_before_anything_happens(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="缺少映射要用的列 born") as caught:
        desk.ingest({"people.csv": "id,sex,dob\n1,male,x\n"}, layout=layout(tmp_path, HEAD + PERSON))
    assert "文件中的列：id、sex、dob" in str(caught.value)


def test_a_source_without_files_is_told(desk: Desk, tmp_path: Path) -> None:
    mapping = HEAD.replace('"*.csv"]}', '"a.csv"]}\n  other: {files: ["b.csv"]}') + PERSON
    with pytest.raises(DataError, match="没有来源 other 的文件"):
        desk.ingest({"a.csv": "id,sex,born\n"}, layout=layout(tmp_path, mapping))


def test_an_expression_that_does_not_fit_the_source_names_its_line(desk: Desk, tmp_path: Path) -> None:
    mapping = HEAD + PERSON.replace("psn_no: id", "psn_no: {sql: id + born}")
    with pytest.raises(DocumentError, match=r"mapping\.yaml:9 tables\.psn_info_b\.columns\.psn_no"):
        desk.ingest({"people.csv": "id,sex,born\n1,male,x\n"}, layout=layout(tmp_path, mapping))


def test_a_changed_mapping_makes_another_batch(desk: Desk, tmp_path: Path) -> None:
    files = {"people.csv": "id,sex,born\n1,male,2.1.1970\n"}
    first = desk.ingest(files, layout=layout(tmp_path, HEAD + PERSON))
    second = desk.ingest(
        layout=layout(tmp_path, HEAD.replace("title: t", "title: u") + PERSON), replaces=[first.batch.id]
    )
    assert first.batch.id != second.batch.id
    assert second.batch.manifest["mapping"]["title"] == "u"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("psn_no: id", "psn_nr: id"), 9, "没有列 psn_nr"),
        (("psn_no: id", "tel: id"), 8, "缺少必填列 psn_no"),
        (("psn_info_b", "psn_info"), 6, "是不是 psn_info_b"),
        (("from: s", "from: t"), 7, "没有来源 t"),
        (("psn_no: id", "psn_no: {column: id, const: x}"), 9, "选一种"),
        (("psn_no: id", "psn_no: {colum: id}"), 9, "未知的键 colum"),
        (("psn_no: id", "psn_no: {sql: read_text('/etc/passwd')}"), 9, "不允许的写法"),
        (("psn_no: id", "psn_no: {sql: (SELECT 1)}"), 9, "不允许的写法"),
        (("psn_no: id", "psn_no: {sql: max(id)}"), 9, "聚合函数只能用在有 group 的块里"),
        (("psn_no: id", "psn_no: {sql: upper(id}"), 9, "写法有误"),
        (("    columns:", "    wher: x\n    columns:"), 8, "未知的键 wher"),
        (
            ("    columns:", "    group: [id]\n    refuse: [{when: true, reason: x}]\n    columns:"),
            9,
            "不能再写 refuse",
        ),
        (("    columns:", "    repeat: {n: some}\n    columns:"), 8, "1..10"),
    ],
)
def test_every_mistake_names_file_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, said: str
) -> None:
    told = problems(tmp_path, HEAD + PERSON.replace(*change, 1))
    assert any(said in problem and f"mapping.yaml:{line}" in problem for problem in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = problems(tmp_path, HEAD + PERSON.replace("psn_no: id", "psn_nr: {sql: x y z}"))
    assert len(told) == 3


def test_text_that_is_no_yaml_names_its_line(tmp_path: Path) -> None:
    assert "mapping.yaml:2" in problems(tmp_path, "title: t\nsources: {a: [}\n")[0]


def test_an_unknown_mapping_lists_the_built_in_ones() -> None:
    with pytest.raises(UsageError, match="是不是 cn_pharmacy_chaoyang2018"):
        find_mapping("cn_pharmacy_chaoyang")


@pytest.mark.parametrize("example", [*FUNCTIONS.values()])
def test_every_function_of_the_closed_set_is_allowed(example: str) -> None:
    assert compile_expression(example, "here")


@pytest.mark.parametrize("example", [*AGGREGATES.values()])
def test_aggregates_are_allowed_in_groups_only(example: str) -> None:
    assert compile_expression(example, "here", aggregates=True)
    with pytest.raises(DocumentError):
        compile_expression(example, "here")


def test_casts_and_dates_that_cannot_be_made_give_null_not_an_error() -> None:
    assert compile_expression("CAST(x AS INT)", "here") == "TRY_CAST(x AS INT)"
    assert compile_expression("strptime(x, '%Y')", "here").lower() == "try_strptime(x, '%y')"


def test_the_reference_page_lists_every_function_and_its_example_is_a_mapping(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "mapping.md").read_text(encoding="utf-8")
    for example in (*FUNCTIONS.values(), *AGGREGATES.values()):
        assert f"`{example}`" in page
    read = layout(tmp_path, page.split("```yaml\n")[1].split("```")[0]).mapping
    assert {block.table for block in read.blocks} == {"psn_info_b", "fee_list_d", "setl_list_diag_d"}
    assert len(read.blocks) == 7
