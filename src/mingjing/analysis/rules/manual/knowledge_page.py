"""The pages of knowledge lists and of laws."""

import csv
from collections import Counter
from collections.abc import Iterator

from mingjing.analysis.knowledge import laws
from mingjing.analysis.knowledge.citation import position
from mingjing.analysis.knowledge.document import COMMON, KnowledgeList
from mingjing.analysis.knowledge.laws import Article
from mingjing.analysis.rules.manual.library import COVERAGE_PAGES, Library
from mingjing.analysis.rules.manual.page import (
    Block,
    Bullets,
    Grid,
    Heading,
    Page,
    Text,
    bullets,
    grid,
    link,
    section,
)
from mingjing.analysis.standard import schema as standard

_SHOWN = 5
_TYPES = {"text": "文本", "integer": "整数", "decimal": "数值", "date": "日期"}


def list_pages(library: Library) -> Iterator[Page]:
    """Yield the page of every knowledge list: what it says and its first rows, not all of them."""
    for name, found in library.lists.items():
        carried = [
            f"{library.answer(one)}：{one.rows[name]} 行"
            for table in ("national_rule", "problem_item")
            for one in library.answers[table]
            if name in one.rows
        ]
        yield Page(
            f"lists/{name}",
            "知识表",
            f"{name} {found.title}",
            (
                Text(found.doc),
                Text(f"来源：{found.source}。"),
                Text(_size(found)),
                *section("列", _columns(found)),
                *section("公布批次", _batches(found)),
                *section("前几行", _first(found)),
                *section("全部内容", _whole(name)),
                *section("读取本表的规则和中间表", bullets(library.readers(name))),
                *section("承载的国家规则和问题清单条目", bullets(carried)),
            ),
        )


def _size(found: KnowledgeList) -> str:
    key = "、".join(f"`{name}`" for name in found.key)
    rows = f"共 {len(found.rows)} 行" if found.rows else "随附的表是空的，须装入本地行"
    place = {"treatment": "按就医地", "insured": "按参保地", "none": "全国一致，不分地区"}[found.place]
    return f"{rows}；一条事实由 {key} 确定；{place}{'适用' if found.regional else ''}。"


def _columns(found: KnowledgeList) -> Grid:
    filled = {column.name for column in COMMON for row in found.rows if row.get(column.name)}
    own = list(found.columns.values())
    common = [column for column in COMMON if column.name in filled - {"source"}]
    return grid(
        ("列", "类型", "含义", "取值"),
        [
            (f"`{c.name}`", _TYPES[c.type] + ("，必填" if c.required else ""), c.zh, "、".join(c.values))
            for c in [*own, *common]
        ],
    )


def _batches(found: KnowledgeList) -> Grid:
    days = Counter(str(row["published"]) for row in found.rows if row.get("published"))
    return grid(("公布日期", "行数"), [(day, str(count)) for day, count in sorted(days.items())])


def _first(found: KnowledgeList) -> Grid:
    with found.path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(_SHOWN), strict=False)]
    head = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    return grid([f"`{name}`" for name in head], [[row[name] for name in head] for row in rows])


def _whole(name: str) -> Bullets:
    return bullets([link("逐条落实情况", COVERAGE_PAGES[name])] if name in COVERAGE_PAGES else [])


def law_pages(library: Library) -> Iterator[Page]:
    """Yield one page per law: every provision that can be cited, with the rules and behaviours that cite it."""
    by_law: dict[str, list[Article]] = {}
    for article in laws.articles().values():
        by_law.setdefault(article.ref.split("-")[0], []).append(article)
    for code, articles in by_law.items():
        first = articles[0]
        blocks: list[Block] = [Text(f"来源：{first.source}。")]
        for article in articles:
            blocks += _article(article, library)
        yield Page(f"laws/{code}", "法规", first.law, tuple(blocks))


def _article(article: Article, library: Library) -> Iterator[Block]:
    level = 3 if article.ref.count("-") == 2 else 2
    yield Heading(position(article.ref) or "全文", article.ref, level)
    yield Text(article.text)
    until = f"，至 {article.enddate} 止" if article.enddate else ""
    citing = [library.rule(code) for code, rule in library.rules.items() if article.ref in rule.law]
    acts = [
        link(one.zh, f"behaviours#{one.code}")
        for one in standard.behaviours().values()
        if article.ref in one.basis
    ]
    facts = [f"自 {article.begndate} 起施行{until}；引用写作 `{article.ref}`。"]
    if acts:
        facts.append(f"行为：{'、'.join(acts)}")
    if citing:
        facts.append(f"规则：{'、'.join(citing)}")
    yield bullets(facts)
