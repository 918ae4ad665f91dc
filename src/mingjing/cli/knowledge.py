"""`mingjing knowledge`: the facts that rules stand on — look at them, fill in a bureau's own, check them."""

from pathlib import Path
from typing import Any

import click

from mingjing.analysis.knowledge import change, codes, own, store, template
from mingjing.analysis.knowledge.change import KINDS, Change, ImportPlan
from mingjing.analysis.knowledge.document import KnowledgeList, Row, knowledge_list, lists
from mingjing.cli.console import emit, json_option, local_option
from mingjing.kernel import local
from mingjing.kernel.errors import DataError, Problem, UsageError

_SHOWN, _SHOWN_CHANGES = 20, 200
_PLACES = {"treatment": "按就医地", "insured": "按参保地", "none": "全国统一"}


@click.group(name="knowledge")
def command() -> None:
    """知识表：查看、导出、导入、比对、检查。"""


@command.command("list")
@local_option
@json_option
def list_lists(as_json: bool) -> None:
    """列出全部知识表及其行数。"""
    mine = own.own_rows()
    rows = [
        {
            "name": name,
            "title": found.title,
            "rows": len(found.rows),
            "own_rows": len(mine.get(name, ())),
            "place": found.place,
            "columns": list(found.columns),
        }
        for name, found in lists().items()
    ]
    text = "\n".join(
        f"{r['name']:<20} 内置 {r['rows']:>6} 行  本地 {r['own_rows']:>5} 行  {_PLACES[str(r['place'])]}  {r['title']}"
        for r in rows
    )
    emit(rows, as_json, f"{text}\n共 {len(rows)} 张知识表。")


@command.command()
@click.argument("name")
@click.option("--find", default="", help="只显示含有这段文字（编码、名称……）的行。")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, help="最多显示的行数。")
@local_option
@json_option
def show(name: str, find: str, limit: int, as_json: bool) -> None:
    """显示一张知识表：含义、来源、各列、内容（本地行在前）。"""
    found = _list(name)
    rows = [*own.own_rows().get(found.name, ()), *found.rows]
    fitting = [row for row in rows if any(find in str(value) for value in row.values() if value is not None)]
    data = {
        "name": found.name,
        "title": found.title,
        "doc": found.doc,
        "source": found.source,
        "key": list(found.key),
        "columns": {
            c.name: {"type": c.type, "zh": c.zh, "values": list(c.values)} for c in found.columns.values()
        },
        "rows": fitting[:limit],
        "total": len(fitting),
    }
    head = [
        f"{found.title}（{found.name}）",
        found.doc,
        f"来源：{found.source}",
        f"地区：{_PLACES[found.place]}",
        "列：",
    ]
    head += [f"  {c.name}：{c.zh}" for c in found.columns.values()]
    shown = ["  " + _words(row, found) for row in fitting[:limit]]
    emit(data, as_json, "\n".join([*head, "行：", *shown, f"共 {len(fitting)} 行，显示 {len(shown)} 行。"]))


@command.command("export")
@click.argument("names", nargs=-1, required=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="工作簿文件名；缺省为 表名.xlsx。"
)
@click.option("--own", "only_own", is_flag=True, help="只要本地行，不要内置行。")
@local_option
@json_option
def export_lists(names: tuple[str, ...], out: Path | None, only_own: bool, as_json: bool) -> None:
    """导出一张或几张知识表为工作簿，既是模板也含现有的行。"""
    found = [_list(name) for name in dict.fromkeys(names)]
    target = out or Path(f"{found[0].name}.xlsx")
    if target.suffix != ".xlsx" or not target.absolute().parent.is_dir():
        raise UsageError(
            f"不能写到 {target}", why="不是 .xlsx，或文件夹不存在", do="给出已有文件夹中的 .xlsx 文件名"
        )
    rows = template.export(found, own.own_rows(), target, with_built_in=not only_own)
    emit(
        {"file": target, "lists": [f.name for f in found], "rows": rows},
        as_json,
        f"已导出 {rows} 行到 {target}。",
    )


@command.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@local_option
@json_option
def diff(workbook: Path, as_json: bool) -> None:
    """比对：导入这个工作簿会新增、调整、终止哪些行。不改动任何文件。"""
    plan = change.plan_import(workbook, _folder())
    emit(_data(plan), as_json, _text(plan))


@command.command("import")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查和比对，不写入。")
@local_option
@json_option
def import_rows(workbook: Path, dry_run: bool, as_json: bool) -> None:
    """把工作簿中的行导入本地文件夹；有一格不对就什么都不导入。"""
    folder = _folder()
    if dry_run:
        plan, written = change.plan_import(workbook, folder), {}
    else:
        with store.changing(folder):
            plan = change.plan_import(workbook, folder)
            written = store.apply(plan, workbook, folder)
    done = (
        "未写入（试运行）。"
        if dry_run
        else "没有需要写入的内容。"
        if not written
        else _written(written, folder)
    )
    emit(_data(plan) | {"written": written, "dry_run": dry_run}, as_json, f"{_text(plan)}\n{done}")


@command.command()
@local_option
@json_option
def check(as_json: bool) -> None:
    """检查全部知识表和本地行：说明、类型、编码、区划、有效期。"""
    resumed = [str(folder) for folder in local.folders() if _finished(folder)]
    mine = own.own_rows()
    known = codes.Known(mine)
    problems = [problem for name, rows in mine.items() for problem in _unknown(lists()[name], rows, known)]
    if problems:
        raise DataError.from_problems(problems)
    counts = {name: len(found.rows) for name, found in lists().items()}
    data = {"lists": len(counts), "rows": sum(counts.values()), "own": {n: len(r) for n, r in mine.items()}}
    text = f"{len(counts)} 张知识表、{sum(counts.values())} 行内置、{sum(map(len, mine.values()))} 行本地，均无问题。"
    again = f"已写完上次中断的导入：{'、'.join(resumed)}。\n" if resumed else ""
    emit(data | {"resumed": resumed}, as_json, again + text)


def _finished(folder: Path) -> bool:
    if not (folder / own.FOLDER / own.DRAFT).exists():
        return False
    with store.changing(folder) as resumed:
        return resumed


def _list(name: str) -> KnowledgeList:
    by_title = {found.title: found for found in lists().values()}
    return by_title.get(name) or knowledge_list(name)


def _folder() -> Path:
    folders = local.folders()
    if len(folders) != 1:
        raise UsageError(
            f"要导入到哪个本地文件夹不明确（现有 {len(folders)} 个）",
            why="没有给出 --local，或给出了几个",
            do="用 --local 指明一个已有的文件夹",
        )
    return folders[0]


def _unknown(found: KnowledgeList, rows: list[Row], known: codes.Known) -> list[Problem]:
    return [
        Problem(
            f"{column} {value}：{wrong}",
            f"知识表 {found.name} 的本地行 {_words(row, found)}",
            do="改正后重新检查",
        )
        for row in rows
        for column, value, wrong in known.judged(found, row)
        if wrong
    ]


def _data(plan: ImportPlan) -> dict[str, Any]:
    return {
        "unchanged": plan.unchanged,
        "changes": [
            {
                "list": one.found.name,
                "kind": one.kind,
                "where": one.where,
                "row": {name: value for name, value in one.row.items() if value is not None},
                "before": one.before
                and {name: value for name, value in one.before.items() if value is not None},
                "differences": {name: list(pair) for name, pair in one.differences.items()},
            }
            for one in plan.changes
        ],
    }


def _text(plan: ImportPlan) -> str:
    kinds = [one.kind for one in plan.changes]
    total = "，".join(f"{KINDS[kind]} {kinds.count(kind)} 行" for kind in KINDS)
    left = len(plan.changes) - _SHOWN_CHANGES
    more = [f"……另有 {left} 行，用 --json 查看全部。"] if left > 0 else []
    lines = map(_line, plan.changes[:_SHOWN_CHANGES])
    return "\n".join([*lines, *more, f"{total}，不变 {plan.unchanged} 行。"])


def _line(one: Change) -> str:
    text = f"{KINDS[one.kind]} {one.found.title} {_words(one.row, one.found)}"
    if one.before is None:
        return text
    changed = "，".join(
        f"{one.found.accepted[name].label} {_shown(old)} → {_shown(new)}"
        for name, (old, new) in one.differences.items()
    )
    if one.kind == "ended":
        return f"{text}\n    {changed}"
    over = "取代原行" if one.kind == "superseding" else "在本地取代全国行"
    since = one.row["begndate"] or "最早"
    return f"{text}\n    自 {since} 起{over}（{_days(one.before)}，{one.before['source']}）：{changed or '内容相同'}"


def _words(row: Row, found: KnowledgeList) -> str:
    own_values = [f"{name}={_shown(row[name])}" for name in found.columns if row[name] is not None]
    place = f"区划 {row['admdvs']}" if row["admdvs"] else ""
    return " ".join(filter(None, (*own_values, place, _days(row))))


def _days(row: Row) -> str:
    if row["begndate"] is None and row["enddate"] is None:
        return "长期有效"
    return f"{row['begndate'] or '最早'} 至 {row['enddate'] or '今'}"


def _shown(value: Any) -> str:
    return "空" if value is None else str(value)


def _written(written: dict[str, int], folder: Path) -> str:
    parts = "、".join(f"{name}（共 {count} 行）" for name, count in written.items())
    return f"已写入 {folder / own.FOLDER}：{parts}；导入记录见 {store.LOG}。"
