import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import report_data
from mingjing.analysis.screening.lead import build_leads
from mingjing.analysis.screening.report import short, tick, write_report
from mingjing.analysis.screening.report_chart import columns_chart, rows_chart
from mingjing.analysis.screening.report_data import Share, mask, mask_text, shares
from mingjing.analysis.screening.run_record import missing_label, read_record

from . import handmade, lead_sample
from .handmade import register, rule

_VOID = {"meta", "link", "br", "input", "img", "hr", "rect", "line"}


class Outline(HTMLParser):
    """Tags in order, whether they nest, and the text without style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)


def page_of(engine: DuckDBEngine, sample: lead_sample.Sample, **options: Any) -> str:
    leads = build_leads(engine, sample.out, sample.texts, sample.institutions, **options)
    file = sample.out / "report.html"
    write_report(engine, file, leads, read_record(sample.out), sample.texts)
    return file.read_text(encoding="utf-8")


def page_with(engine: DuckDBEngine, out: Path, findings: list[dict[str, Any]], texts: Any = None) -> str:
    lead_sample.write(out, engine, 20)
    handmade.write(out, findings)
    return page_of(engine, lead_sample.Sample(out, texts or {"R1": rule()}, register("H1")))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("run")
    engine = DuckDBEngine(memory="1GB", threads=2, allowed=[out])
    found = page_of(engine, lead_sample.write(out, engine, 2000))
    engine.close()
    return found


def test_the_page_needs_nothing_from_outside(page: str):
    assert all(link.startswith("#") for link in Outline(page).links)
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page: str):
    outline = Outline(page)
    assert (outline.crossed, outline.open) == ([], [])
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links} <= set(outline.ids)


def test_the_page_says_what_was_screened_and_what_could_not_be(page: str):
    words = " ".join(Outline(page).words)
    assert "2025-01-01 至 2025-11-30" in words
    assert "310,000" in words
    assert "不等于未发现问题" in words
    assert "项规则和模型查出疑点" in words, "models are counted among them"
    assert "药品追溯码扫码" in words
    assert "drugtrac_d.trdn_flag" in words


def test_the_record_says_which_packs_and_rules_were_asked_for(engine: DuckDBEngine, tmp_path: Path):
    sample = lead_sample.write(tmp_path, engine, 20)
    assert read_record(sample.out).selection == "全部在用规则"
    path = sample.out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["settings"] |= {"packs": {"骨科": "9f", "口腔": "2c"}, "rules": ["STY-001"]}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert read_record(sample.out).selection == "规则包 骨科、口腔（疑点只限于该领域）；指定的规则 STY-001"


def test_the_page_stays_small_and_points_to_the_workbook_for_the_rest(page: str):
    assert page.count('<details class="lead') == report_data.FULL_LEADS
    assert "其后" in page
    assert "其余见 leads.xlsx" in page
    assert len(page) < 2_000_000


def test_a_lead_shows_its_clause_what_to_check_and_the_likely_defence(page: str):
    lead = page[page.index('<details class="lead') :]
    lead = lead[: lead.index("</details>")]
    for words in (
        "《医疗保障基金使用监督管理条例》第",
        "核查要点",
        "机构可能的申辩",
        "规则已知局限",
        "疑点编号",
    ):
        assert words in lead


def test_nobodys_number_is_readable_in_full(page: str):
    words = " ".join(Outline(page).words)
    assert not re.findall(r"\b4301000000\d{12}\b", words)
    assert not re.findall(r"\b[EFS]\d{8,11}\b", words)
    assert "****" in words


def test_a_finding_with_many_lines_shows_the_dearest_and_says_how_many_more(
    engine: DuckDBEngine, tmp_path: Path
):
    lines = {f"line{n:04d}": n for n in range(1, 31)}
    page = page_with(engine, tmp_path, [{"id": "f1", "lines": lines}, {"id": "f2", "lines": {"other": 1}}])
    shown = re.findall(r"<td class=\"n\">([\d.]+)</td></tr>", page[page.index('<div class="finding">') :])
    assert shown == [f"{n}.00" for n in range(30, 30 - report_data.LINES_EACH, -1)] + ["1.00"]
    assert f"另有 {30 - report_data.LINES_EACH} 条明细" in page


def test_numbers_of_people_are_masked_inside_sentences_too(engine: DuckDBEngine, tmp_path: Path):
    told = "P900800700 与 P111222333 同住，证件 430102196503071234，电话 13812345678，项目 003303000010000"
    finding = {
        "id": "f1",
        "lines": {"a": 1},
        "psn_no": "P900800700",
        "related_ids": ["P111222333"],
        "message": told,
    }
    page = page_with(engine, tmp_path, [finding])
    assert "****0700 与 ****2333 同住，证件 ****1234，电话 ****5678，项目 003303000010000" in page


def test_hostile_names_stay_words(engine: DuckDBEngine, tmp_path: Path):
    evil = '<script>alert("1")</script>\'"><img src=x onerror=alert(1)>'
    places = register("H1").set_column(1, "fixmedins_name", [[evil]])
    lead_sample.write(tmp_path, engine, 20)
    handmade.write(tmp_path, [{"id": "f1", "lines": {"a": 1}, "message": evil}])
    texts = {"R1": rule(title=evil, verify=evil, defence=evil, known_gaps=evil)}
    page = page_of(engine, lead_sample.Sample(tmp_path, texts, places))
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "&lt;script&gt;alert" in page


def test_leads_that_capacity_cut_are_told_as_a_sum(engine: DuckDBEngine, tmp_path: Path):
    page = page_of(engine, lead_sample.write(tmp_path, engine, 200), capacity={"": 0})
    assert re.search(r"另有 \d+ 条不含明确违规的线索（净额 [\d,.]+ 元）未列入", page)
    assert "l2" not in re.findall(r'class="lead (l\d)"', page)


def test_nothing_found_is_said_plainly(engine: DuckDBEngine, tmp_path: Path):
    page = page_with(engine, tmp_path, [])
    assert "本次筛查未发现疑点" in page
    assert "本次筛查没有线索" in page


def test_breakdowns_add_up_to_the_net_total(engine: DuckDBEngine, tmp_path: Path):
    sample = lead_sample.write(tmp_path, engine, 400)
    totals = build_leads(engine, sample.out, sample.texts, sample.institutions).totals
    for key in ("f.behaviour", "f.fixmedins_code", "f.rule_code", "strftime(f.occurred_on, '%Y-%m')"):
        rows = shares(engine, key)
        assert sum(row.net for row in rows) == totals.net_amt
        assert sum(row.plain for row in rows) == totals.plain_amt
        assert all(sum(row.degrees) == row.net for row in rows)


def share(net: int, label: str = "x") -> Share:
    zero = Decimal(0)
    return Share(label, label, "", 1, 1, Decimal(net), Decimal(net), zero, zero, (Decimal(net), zero, zero))


def test_the_longest_bar_fills_the_row_and_others_are_in_proportion():
    long, half = rows_chart([share(200), share(100)])
    assert (long.pieces[0].length, half.pieces[0].length) == (100, 50)


def test_the_axis_ends_on_a_round_number_above_the_highest_bar():
    chart = columns_chart([share(29_900), share(100)])
    assert [value for _, value in chart.ticks] == [0, 10_000, 20_000, 30_000, 40_000]
    assert all(piece.start >= 0 for bar in chart.bars for piece in bar.pieces)


def test_many_months_are_labelled_now_and_then():
    assert columns_chart([share(1) for _ in range(36)]).label_every == 3
    assert columns_chart([]).bars == ()


def test_masking_keeps_the_last_four():
    assert (mask("430100000012345"), mask("1234"), mask(None)) == ("****2345", "****", "")
    assert mask_text("A12345 AA12345", ["A12345"]) == "****2345 A****2345"


def test_amounts_are_shown_in_the_unit_people_use():
    assert [short(Decimal(v)) for v in ("12.5", "12345", "123456789")] == [
        "12.50 元",
        "1.23 万元",
        "1.23 亿元",
    ]
    assert [tick(v, 12_000) for v in (0, 3000, 12_000)] == ["0", "0.3 万", "1.2 万"]
    assert (tick(500, 2000), tick(100_000_000, 400_000_000)) == ("500", "1 亿")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("drugtrac_d", "药品追溯码扫码（drugtrac_d）"),
        ("enc.nothing", "enc.nothing"),
        ("知识清单 use_indication", "知识表《说明书适应症、检查与治疗指征》的内容（use_indication）"),
        ("ext_bill_d 或 ext_ttp_d", "财政电子票据（ext_bill_d） 或 工伤与第三方已付（ext_ttp_d）"),
    ],
)
def test_what_a_rule_lacked_is_named_as_a_person_reads_it(name: str, label: str) -> None:
    assert missing_label(name) == label
