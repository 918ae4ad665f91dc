"""The pages of packs and of coverage, and the index of the manual."""

from collections.abc import Iterator, Mapping

from mingjing.analysis.rules import coverage
from mingjing.analysis.rules.coverage import Answer
from mingjing.analysis.rules.manual.library import COVERAGE_PAGES, Library
from mingjing.analysis.rules.manual.page import Block, Heading, Page, Text, bullets, grid, link, section
from mingjing.analysis.rules.manual.rule_page import SEVERITY, STATUS
from mingjing.analysis.standard import schema as standard

FAMILIES = {
    "LMT": "政策限定",
    "CHG": "收费",
    "STY": "住院",
    "FRQ": "频次",
    "RXD": "合理使用",
    "PHA": "药店",
    "STK": "进销存、追溯码",
    "IDN": "身份、待遇资格",
    "INS": "机构、协议、人员",
    "DAT": "信息数据",
    "BIL": "票据",
    "DBL": "重复享受",
    "DRG": "病种、病组",
    "IND": "指标",
}
_TITLE = "规则手册"


def pack_pages(library: Library) -> Iterator[Page]:
    """Yield the page of every pack."""
    problems = library.answers["problem_item"]
    for name, pack in library.packs.items():
        scope = [f"项目编码以 {'、'.join(f'`{item}`' for item in pack.items)} 开头"] if pack.items else []
        if pack.fields:
            scope.append(f"或所依据的知识行属于问题清单的{'、'.join(pack.fields)}领域" if pack.items else "")
        if pack.fixmedins_type:
            scope.append({"1": "定点医疗机构的疑点", "2": "定点零售药店的疑点"}[pack.fixmedins_type])
        yield Page(
            f"packs/{name}",
            "规则包",
            f"规则包：{pack.title}",
            (
                Text(pack.doc),
                Text(f"运行：`mingjing screen --pack {pack.title}`；可多次给出，可与 `--rules` 同用。"),
                *section("只保留这些疑点", bullets(part for part in scope if part)),
                *section("规则", bullets(library.rule(code) for code in pack.rules)),
                *section("不收窄的规则", bullets(library.rule(code) for code in pack.whole)),
                *section(
                    "本领域的问题清单条目",
                    bullets(library.answer(one) for one in problems if one.number in pack.problems),
                ),
            ),
        )


def coverage_pages(library: Library) -> Iterator[Page]:
    """Yield the three pages of what answers each requirement."""
    for table, answers in library.answers.items():
        rows = [_row(one, library) for one in answers]
        head = ("序号", "要求", "出处", "落实方式", "规则", "知识行", "说明")
        yield Page(
            COVERAGE_PAGES[table],
            "落实情况",
            coverage.TITLES[table],
            (
                Text(coverage.summary(table, answers)),
                Text(f"口径和来源见知识表 {library.relation(table)}。"),
                grid(head, rows, [one.number for one in answers]),
            ),
        )


def _row(one: Answer, library: Library) -> tuple[str, ...]:
    rows = "、".join(f"{link(name, f'lists/{name}')} {count} 行" for name, count in one.rows.items())
    lists = "、".join(link(name, f"lists/{name}") for name in one.lists if name in library.lists)
    state = coverage.STATES[one.state] + ("（须装入本地行）" if one.waits else "")
    fault = f"没有落实：{'、'.join(one.gaps)}" if one.gaps else ""
    return (
        one.number,
        one.title,
        one.origin,
        state,
        "、".join(library.short_rule(code) for code in one.rules),
        rows or lists,
        "；".join(part for part in (one.reason, fault) if part),
    )


def index(library: Library, pages: Mapping[str, Page]) -> Page:
    """Return the first page: everything there is, by kind."""
    intro = (
        f"共 {len(library.rules)} 条规则、{len(library.packs)} 个规则包、{len(library.lists)} 张知识表、"
        f"{len(library.marts)} 张中间表。本手册由规则、知识和数据标准生成（`mingjing manual`）。"
    )
    return Page(
        "index",
        "首页",
        _TITLE,
        (
            Text(intro),
            *section("落实情况", bullets(_totals(library)), anchor="coverage"),
            *section("规则包", bullets(_described(pages, "packs/", library)), anchor="packs"),
            Heading("规则", "rules"),
            *(block for family in _families(library) for block in _family(family, library)),
            *section("大数据模型", bullets(_titles(pages, "models/")), anchor="models"),
            *section("违法违规行为", bullets([link("违法违规行为", "behaviours")]), anchor="acts"),
            *section("法规", bullets(_titles(pages, "laws/")), anchor="laws"),
            *section("知识表", bullets(_titles(pages, "lists/")), anchor="lists"),
            *section("中间表", bullets(_titles(pages, "marts/")), anchor="marts"),
            *section(
                "数据标准", bullets([*_titles(pages, "tables/"), link("代码表", "codes")]), anchor="tables"
            ),
        ),
    )


def _totals(library: Library) -> Iterator[str]:
    for table, answers in library.answers.items():
        title, _, rest = coverage.summary(table, answers).partition("：")
        yield f"{link(title, COVERAGE_PAGES[table])}：{rest}"


def _described(pages: Mapping[str, Page], start: str, library: Library) -> Iterator[str]:
    for name, pack in library.packs.items():
        yield f"{link(pack.title, pages[start + name].id)}：{pack.doc}"


def _titles(pages: Mapping[str, Page], start: str) -> list[str]:
    return [link(page.title, page.id) for page in pages.values() if page.id.startswith(start)]


def _families(library: Library) -> list[str]:
    found = dict.fromkeys(rule.family for rule in library.rules.values())
    return [name for name in FAMILIES if name in found] + [name for name in found if name not in FAMILIES]


def _family(family: str, library: Library) -> Iterator[Block]:
    yield Heading(f"{family} {FAMILIES.get(family, '本地规则')}", level=3)
    yield grid(
        ("编码", "名称", "行为", "严重程度", "状态"),
        [
            (
                library.short_rule(rule.code),
                rule.title,
                standard.behaviours()[rule.behaviour].zh,
                SEVERITY[rule.severity],
                STATUS[rule.status],
            )
            for rule in library.rules.values()
            if rule.family == family
        ],
    )
